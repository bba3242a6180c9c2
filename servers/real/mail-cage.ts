/**
 * Where a mail server runs: a mount namespace of its own in which its files
 * lie at a place that its accounts may pass through, and in which those
 * accounts exist. Debian's packages make them at installation; here nothing is
 * installed. Needs root.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { InteropError } from '../../harness/errors.js'
import type { Availability } from '../../harness/model.js'
import { openNamespace, visiblePlace, type Bind } from './namespace.js'
import { isRoot } from './ground.js'

/** Ids that Debian gives to nobody; only ever seen inside. */
const lowest = 29_100

export interface Cage {
  /** the daemon's directory as the daemon sees it */
  readonly root: string
  readonly enter: readonly string[]
  uid(account: string): number
  stop(): Promise<void>
}

export const rootNeeded: Extract<Availability, { ok: false }> = {
  ok: false,
  why: 'mail servers need root: they change to accounts of their own',
  hint: 'run as root with CAP_SYS_ADMIN, e.g. in a container',
}

export const mayCage = (): boolean => isRoot()

const extended = async (
  name: 'passwd' | 'group',
  lines: readonly string[],
): Promise<string> =>
  `${(await readFile(`/etc/${name}`, 'utf8')).trimEnd()}\n${lines.join('\n')}\n`

/** `accounts`: one user and one group each. */
export const openCage = async (
  directory: string,
  accounts: readonly string[],
  binds: readonly Bind[] = [],
): Promise<Cage> => {
  const ids = new Map(accounts.map((name, i) => [name, lowest + i]))
  const etc = join(directory, 'etc')
  await mkdir(etc, { recursive: true })
  await writeFile(
    join(etc, 'passwd'),
    await extended(
      'passwd',
      [...ids].map(([name, id]) => `${name}:x:${id}:${id}::/:/bin/false`),
    ),
  )
  await writeFile(
    join(etc, 'group'),
    await extended(
      'group',
      [...ids].map(([name, id]) => `${name}:x:${id}:`),
    ),
  )
  const root = visiblePlace(directory) ?? '/mnt'
  const namespace = await openNamespace([
    { from: join(etc, 'passwd'), to: '/etc/passwd' },
    { from: join(etc, 'group'), to: '/etc/group' },
    ...binds,
    { from: directory, to: root },
  ])
  if ('why' in namespace)
    throw new InteropError('FI_PERMISSION', {
      message: `the mail server needs a private mount namespace: ${namespace.why}`,
      hint: 'run with CAP_SYS_ADMIN',
    })
  return {
    root,
    enter: namespace.enter,
    uid: account => ids.get(account) ?? 0,
    stop: () => namespace.stop(),
  }
}

/**
 * What this host has of vsftpd: where, which version, and who can log in.
 * It starts nothing that stays.
 */
import { spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync, rmSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Availability } from '../../harness/model.js'
import { findGuest } from './account.js'
import { openNamespace } from './namespace.js'
import { findProgram } from './programs.js'
import type { VsftpdAccess } from './vsftpd-config.js'

const installHint =
  'install it (Debian, Ubuntu: apt-get install vsftpd; Fedora: dnf install vsftpd)'

/** vsftpd prints its version to descriptor 0. */
const versionOf = async (program: string): Promise<string | null> => {
  const directory = await mkdtemp(join(tmpdir(), 'ftps-interop-vsftpd-'))
  const path = join(directory, 'version')
  try {
    const file = openSync(path, 'w+')
    const child = spawn(program, ['-v'], {
      stdio: [file, file, file],
      timeout: 5000,
    })
    closeSync(file)
    await new Promise<void>(resolve => {
      child.once('close', () => resolve())
      child.once('error', () => resolve())
    })
    return /version (\d[\w.]*)/.exec(readFileSync(path, 'utf8'))?.[1] ?? null
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

export interface FoundVsftpd {
  readonly program: string
  readonly version: string
}

export const findVsftpd = async (): Promise<
  FoundVsftpd | Extract<Availability, { ok: false }>
> => {
  if (process.platform !== 'linux')
    return {
      ok: false,
      why: `vsftpd is run on Linux only, this is ${process.platform}`,
      hint: 'use --backend docker',
    }
  const program = await findProgram('vsftpd')
  if (program === null)
    return { ok: false, why: 'vsftpd is not installed', hint: installHint }
  const version = await versionOf(program)
  if (version === null)
    return {
      ok: false,
      why: `${program} does not tell its version`,
      hint: `run \`${program} -v\` and see what it says`,
    }
  return { program, version }
}

const isRoot = (): boolean => process.getuid?.() === 0

/** Found out once: an account and a mount namespace can be used or not. */
let localLogins: Promise<true | string> | undefined

const tryLocalLogins = async (): Promise<true | string> => {
  if (!isRoot()) return 'not root'
  if ((await findGuest()) === null) return 'no account for guests'
  const namespace = await openNamespace([{ from: '/', to: '/mnt' }])
  if ('why' in namespace) return `no mount namespace: ${namespace.why}`
  await namespace.stop()
  return true
}

/**
 * What vsftpd of this host can be logged in to with: `anonymous` makes
 * `anonymousCannotShow` (vsftpd-config) decide which cells are unsupported.
 */
export const vsftpdProcessAccess = async (): Promise<VsftpdAccess> =>
  (await (localLogins ??= tryLocalLogins())) === true ? 'local' : 'anonymous'

export const vsftpdAvailable = async (): Promise<Availability> => {
  try {
    const found = await findVsftpd()
    if ('ok' in found) return found
    const local = await (localLogins ??= tryLocalLogins())
    return {
      ok: true,
      version: found.version,
      detail:
        local === true
          ? `${found.program}, any user name can log in`
          : `${found.program}, anonymous logins only (${local})`,
    }
  } catch (error) {
    return {
      ok: false,
      why: error instanceof Error ? error.message : String(error),
      hint: installHint,
    }
  }
}

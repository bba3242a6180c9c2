/**
 * Where the sessions of a daemon find the tree of files: an account without
 * rights cannot pass through the harness's private directory, so as root the
 * tree is bound, in a mount namespace of the instance, to a place that
 * everybody may pass through. An ordinary user's daemon needs none of that.
 */
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { InteropError } from '../../harness/errors.js'
import { findGuest, type Account } from './account.js'
import { openNamespace, visiblePlace, type Bind } from './namespace.js'
import { makeTree } from './vsftpd-files.js'

export interface Ground {
  /** on this host's disk */
  readonly tree: string
  /** the tree as a daemon sees it */
  readonly root: string
  /** what sessions run as */
  readonly uid: number
  readonly gid: number
  /** null: they run as we do */
  readonly guest: Account | null
  /** what to put in front of a command */
  readonly enter: readonly string[]
  stop(): Promise<void>
}

export const isRoot = (): boolean => process.getuid?.() === 0

let tried: Promise<string | null> | undefined

const tryNamespace = async (): Promise<string | null> => {
  if (!isRoot()) return null
  if ((await findGuest()) === null)
    return 'no account for sessions (ftp, daemon)'
  const namespace = await openNamespace([{ from: '/', to: '/mnt' }])
  if ('why' in namespace) return `no mount namespace: ${namespace.why}`
  await namespace.stop()
  return null
}

/** Why root cannot prepare a ground here; null: it can. Found out once. */
export const whyNoGround = (): Promise<string | null> =>
  (tried ??= tryNamespace())

export const namespaceHint = 'run with CAP_SYS_ADMIN, or as an ordinary user'

/** `more`: other places that the daemons are to see in their namespace. */
export const prepareGround = async (
  directory: string,
  more: readonly Bind[] = [],
): Promise<Ground> => {
  const tree = join(directory, 'tree')
  const guest = isRoot() ? await findGuest() : null
  await makeTree(tree, guest)
  if (guest === null) {
    const { uid, gid } = userInfo()
    const stop = (): Promise<void> => Promise.resolve()
    return { tree, root: tree, uid, gid, guest, enter: [], stop }
  }
  const root = visiblePlace(directory) ?? '/mnt'
  const namespace = await openNamespace([...more, { from: tree, to: root }])
  if ('why' in namespace)
    throw new InteropError('FI_PERMISSION', {
      message: `the server needs a private mount namespace: ${namespace.why}`,
      hint: namespaceHint,
    })
  const { uid, gid } = guest
  return {
    tree,
    root,
    uid,
    gid,
    guest,
    enter: namespace.enter,
    stop: () => namespace.stop(),
  }
}

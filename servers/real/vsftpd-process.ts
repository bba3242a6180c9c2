/**
 * vsftpd of this host as child processes, one daemon per listener.
 * As root: logins of any name (PAM permits them inside a private mount
 * namespace). As an ordinary user, or as root where namespaces are forbidden:
 * anonymous logins only. It installs nothing and changes nothing under /etc.
 */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { InteropError } from '../../harness/errors.js'
import type { ListenerSpec, StartRequest } from '../../harness/model.js'
import { findGuest, type Account } from './account.js'
import {
  processBackend,
  type Place,
  type Site,
  type Written,
} from './daemons.js'
import { logFile } from './log-file.js'
import { vsftpdFormat } from './log-tail.js'
import { openNamespace, visiblePlace, type Namespace } from './namespace.js'
import {
  findVsftpd,
  vsftpdAvailable,
  vsftpdProcessAccess,
  type FoundVsftpd,
} from './vsftpd-host.js'
import { pamPermit, pamService, type VsftpdAccess } from './vsftpd-config.js'
import { makeTree, writeDaemonFiles } from './vsftpd-files.js'

/** Everything that the daemons of one instance share. */
interface Ground {
  readonly found: FoundVsftpd
  readonly request: StartRequest
  readonly guest: Account | null
  readonly access: VsftpdAccess
  /** the tree as a daemon sees it */
  readonly root: string
  readonly empty: string
  readonly namespace: Namespace | null
}

const accounts = {
  local: { user: 'tester', password: 'open-sesame' },
  anonymous: { user: 'anonymous', password: 'tester' },
} as const

const prepare = async (
  found: FoundVsftpd,
  request: StartRequest,
): Promise<Site> => {
  const wanted = await vsftpdProcessAccess()
  const path = (name: string): string => join(request.directory, name)
  const guest = wanted === 'local' ? await findGuest() : null
  const tree = path('tree')
  const empty = path('empty')
  await Promise.all([
    makeTree(tree, guest),
    mkdir(empty, { recursive: true, mode: 0o755 }),
    mkdir(path('pam.d'), { recursive: true }),
  ])
  await writeFile(path(`pam.d/${pamService}`), pamPermit)
  const place = wanted === 'local' ? visiblePlace(request.directory) : null
  const access: VsftpdAccess = place === null ? 'anonymous' : 'local'
  const namespace =
    place === null
      ? null
      : await enclose([
          { from: path('pam.d'), to: '/etc/pam.d' },
          { from: tree, to: place },
        ])
  const root = place ?? tree
  const ground = { found, request, guest, access, root, empty, namespace }
  return {
    version: found.version,
    tree,
    ...accounts[access],
    write: (spec, at) => write(ground, spec, at),
    stop: async () => namespace?.stop(),
  }
}

const enclose = async (
  binds: Parameters<typeof openNamespace>[0],
): Promise<Namespace> => {
  const namespace = await openNamespace(binds)
  if (!('why' in namespace)) return namespace
  throw new InteropError('FI_PERMISSION', {
    message: `vsftpd needs a private mount namespace: ${namespace.why}`,
    hint: 'run with CAP_SYS_ADMIN, or as an ordinary user (anonymous logins only)',
  })
}

/** It writes why it cannot start to descriptor 0. */
const speaking = 'said=$1; shift; exec "$@" 0<>"$said"'

const write = async (
  { found, request, guest, access, root, empty, namespace }: Ground,
  spec: ListenerSpec,
  place: Place,
): Promise<Written> => {
  const files = await writeDaemonFiles(
    spec,
    {
      ...place,
      access,
      ...(guest === null ? {} : { guest: guest.name }),
      root,
      empty,
    },
    request.certificates,
  )
  const { conf, sayings, openssl, log } = files
  const enter = namespace?.enter ?? []
  const speak = ['sh', '-c', speaking, 'sh', sayings]
  return {
    command: [...enter, ...speak, found.program, conf],
    env: openssl === null ? {} : { OPENSSL_CONF: openssl },
    sayings,
    openLog: () => logFile(log),
  }
}

export const vsftpdProcess = processBackend<FoundVsftpd>({
  name: 'vsftpd',
  format: vsftpdFormat,
  // a connection is the first that it logs
  greets: /./,
  portTaken: /could not bind/,
  available: vsftpdAvailable,
  find: findVsftpd,
  prepare,
})

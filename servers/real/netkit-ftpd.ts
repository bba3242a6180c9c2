/**
 * ftpd-ssl of netkit as a process of this host, unpacked by
 * servers/real/images/unpack-netkit.sh: Debian 11's, as the one of Debian 12
 * loads no certificate. An inetd of ours starts it for each connection. It
 * knows accounts of the host and syslog only, so each daemon has a mount
 * namespace with a /dev/log and an /etc/passwd of ours: needs root. Its passive
 * ports are any that the kernel gives.
 */
import { randomBytes } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { InteropError } from '../../harness/errors.js'
import {
  createNetkitLogReader,
  identifyNetkit,
} from '../../harness/logs/netkit-ftpd.js'
import type {
  Availability,
  ListenerSpec,
  StartRequest,
} from '../../harness/model.js'
import { findGuest } from './account.js'
import { md5Crypt } from './crypt.js'
import {
  processBackend,
  type Place,
  type Site,
  type Written,
} from './daemons.js'
import { isRoot, namespaceHint, whyNoGround } from './ground.js'
import { openNamespace, type Bind } from './namespace.js'
import { writeNetkit } from './netkit-ftpd-config.js'
import { openSyslog, privateDevices } from './syslog.js'
import { findUnpackedFolder, libraryFolders } from './unpacked.js'
import { makeTree, writeFiles } from './vsftpd-files.js'

const unzip = promisify(gunzip)

interface FoundNetkit {
  readonly version: string
  readonly program: string
  readonly inetd: string
  readonly libraries: string
}

const hint =
  'run servers/real/images/unpack-netkit.sh [directory] and name that ' +
  'directory in FTPS_INTEROP_PROGRAMS'

/** It does not tell its version; its package's change log does. */
const versionOf = async (prefix: string): Promise<string | null> => {
  const log = join(prefix, 'usr/share/doc/ftpd-ssl/changelog.Debian.gz')
  try {
    const text = (await unzip(await readFile(log))).toString('latin1')
    return /^linux-ftpd-ssl \(([^)\s]+)\)/.exec(text)?.[1] ?? null
  } catch {
    return null
  }
}

const find = async (): Promise<
  FoundNetkit | Extract<Availability, { ok: false }>
> => {
  const prefix = findUnpackedFolder('netkit')
  if (prefix === null)
    return { ok: false, why: 'netkit ftpd is not on this host', hint }
  const full = await versionOf(prefix)
  const version = /^\d[\d.]*/.exec(full ?? '')?.[0]
  if (full === null || version === undefined)
    return { ok: false, why: `${prefix} does not tell its version`, hint }
  if (full.includes('really'))
    return {
      ok: false,
      why: `netkit ftpd ${full} loads no certificate: every handshake fails`,
      hint: 'take the one of Debian 11',
    }
  return {
    version,
    program: join(prefix, 'usr/sbin/in.ftpd'),
    inetd: join(prefix, 'usr/sbin/inetd'),
    libraries: libraryFolders(prefix).join(':'),
  }
}

const available = async (): Promise<Availability> => {
  const found = await find()
  if ('ok' in found) return found
  const why = isRoot() ? await whyNoGround() : 'inetd has to start as root'
  if (why !== null) return { ok: false, why, hint: namespaceHint }
  return { ok: true, version: found.version, detail: found.program }
}

/** All exist on every Linux, and all are needed in a namespace. */
const places = { tree: '/srv', devices: '/mnt' } as const

/** pam_ftp answers USER: without it the server asks for no password. */
const pam = [
  'auth sufficient pam_ftp.so',
  'auth required pam_unix.so',
  'account required pam_unix.so',
  'session required pam_permit.so',
  '',
].join('\n')

const prepare = async (
  found: FoundNetkit,
  request: StartRequest,
): Promise<Site> => {
  const path = (name: string): string => join(request.directory, name)
  const guest = await findGuest()
  if (guest === null)
    throw new InteropError('FI_PERMISSION', {
      message: 'there is no account for the sessions of netkit ftpd',
      hint: 'make an account ftp with a home directory',
    })
  await makeTree(path('tree'), guest)
  await mkdir(path('pam.d'), { recursive: true })
  await writeFile(path('pam.d/ftp'), pam)
  await writeFile(path('pam.d/other'), 'auth required pam_deny.so\n')
  await writeFile(path('motd'), '')
  const password = randomBytes(12).toString('hex')
  const hash = md5Crypt(password, randomBytes(4).toString('hex'))
  const { uid, gid } = guest
  const account = `tester:${hash}:${uid}:${gid}::${places.tree}:/bin/sh\n`
  const accounts = (await readFile('/etc/passwd', 'utf8'))
    .split('\n')
    .filter(line => line !== '' && !line.startsWith('tester:'))
  // its own line first: the uid is another account's too
  await writeFile(path('passwd'), `${account}${accounts.join('\n')}\n`)
  return {
    version: found.version,
    tree: path('tree'),
    user: 'tester',
    password,
    write: (spec, place) => write(found, request, spec, place),
    stop: () => Promise.resolve(),
  }
}

const files = async (
  found: FoundNetkit,
  request: StartRequest,
  spec: ListenerSpec,
  place: Place,
): Promise<{ readonly env: Readonly<Record<string, string>> }> => {
  const path = (name: string): string => join(place.directory, name)
  const { chainPem, keyPem } = await request.certificates.get(spec.certificate)
  const authorities = spec.options['-z cacert'] ?? ''
  const { inetd, openssl } = writeNetkit(spec.options, {
    program: found.program,
    address: place.address,
    port: place.port,
    paths: {
      certificate: path('certificate.pem'),
      key: path('key.pem'),
      authorities: path('authorities.pem'),
    },
  })
  await writeFiles([
    { target: path('inetd.conf'), content: inetd, mode: 0o600 },
    { target: path('certificate.pem'), content: chainPem, mode: 0o644 },
    { target: path('key.pem'), content: keyPem, mode: 0o600 },
    ...(authorities === ''
      ? []
      : [
          {
            target: path('authorities.pem'),
            content: await request.certificates.file(authorities),
            mode: 0o644,
          },
        ]),
    ...(openssl === null
      ? []
      : [{ target: path('openssl.cnf'), content: openssl, mode: 0o644 }]),
  ])
  return {
    env: {
      LD_LIBRARY_PATH: found.libraries,
      ...(openssl === null ? {} : { OPENSSL_CONF: path('openssl.cnf') }),
    },
  }
}

const write = async (
  found: FoundNetkit,
  request: StartRequest,
  spec: ListenerSpec,
  place: Place,
): Promise<Written> => {
  const path = (name: string): string => join(place.directory, name)
  const shared = (name: string): string => join(request.directory, name)
  const { env } = await files(found, request, spec, place)
  const devices = await privateDevices(path('dev'), places.devices)
  // inetd leaves its process id in /run
  await mkdir(path('run'), { recursive: true })
  const syslog = await openSyslog(path('dev/log'))
  const binds: readonly Bind[] = [
    ...devices,
    { from: path('run'), to: '/run' },
    { from: shared('tree'), to: places.tree },
    { from: shared('pam.d'), to: '/etc/pam.d' },
    { from: shared('passwd'), to: '/etc/passwd' },
    ...(existsSync('/etc/motd')
      ? [{ from: shared('motd'), to: '/etc/motd' }]
      : []),
  ]
  const namespace = await openNamespace(binds)
  if ('why' in namespace) {
    await syslog.stop()
    throw new InteropError('FI_PERMISSION', {
      message: `netkit ftpd needs a private mount namespace: ${namespace.why}`,
      hint: namespaceHint,
    })
  }
  return {
    // -E: in.ftpd needs the environment too
    command: [...namespace.enter, found.inetd, '-E', '-i', path('inetd.conf')],
    env,
    sayings: path('said'),
    openLog: () => syslog.open(),
    end: async () => {
      await syslog.stop()
      await namespace.stop()
    },
  }
}

const taken = /bind: Address already in use/

export const netkitFtpdProcess = processBackend<FoundNetkit>({
  name: 'netkit-ftpd',
  format: {
    identify: identifyNetkit,
    reader: createNetkitLogReader,
    idIsProcess: true,
  },
  greets: /connection from/,
  useless: taken,
  portTaken: taken,
  anyDataPort: true,
  available,
  find,
  prepare,
})

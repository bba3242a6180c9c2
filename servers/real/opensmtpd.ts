/**
 * OpenSMTPD as a process of this host: unpacked by servers/real/images/
 * unpack-mail.sh, or installed. Its spool and chroot are compiled in, so each
 * daemon sees a /var of its own. Mail stays in the queue: its relay answers
 * nobody.
 *
 * Debian 12 has 6.8.0p2 with OpenSSL 3, whose TLS fails in every handshake
 * (OpenSMTPD issues 1171 and 1239): cells under TLS fail there in truth.
 */
import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  createMailLogReader,
  identifyOpensmtpd,
} from '../../harness/logs/mail-server.js'
import type {
  Availability,
  ListenerSpec,
  OptionValues,
  StartRequest,
} from '../../harness/model.js'
import { md5Crypt } from './crypt.js'
import {
  processBackend,
  type Place,
  type Site,
  type Written,
} from './daemons.js'
import { logFile } from './log-file.js'
import { mayCage, openCage, rootNeeded } from './mail-cage.js'
import { findMessage, opensmtpdMessage } from './mail-queue.js'
import { findMailServer, libraryPath, mailHint } from './unpacked-mail.js'

interface FoundOpensmtpd {
  readonly prefix: string
  readonly version: string
}

const program = 'usr/sbin/smtpd'

const versionOf = (prefix: string): Promise<string | null> =>
  new Promise(resolve => {
    execFile(
      join(prefix, program),
      ['-h'],
      { env: { LD_LIBRARY_PATH: libraryPath(prefix) }, timeout: 5000 },
      (_, stdout, stderr) =>
        resolve(/OpenSMTPD (\d[\w.]*)/.exec(`${stdout}${stderr}`)?.[1] ?? null),
    )
  })

const find = async (): Promise<
  FoundOpensmtpd | Extract<Availability, { ok: false }>
> => {
  const prefix = await findMailServer('opensmtpd', program)
  if (prefix === null)
    return { ok: false, why: 'opensmtpd is not on this host', hint: mailHint }
  const version = await versionOf(prefix)
  if (version === null)
    return {
      ok: false,
      why: `${prefix}: smtpd does not tell its version`,
      hint: mailHint,
    }
  return mayCage() ? { prefix, version } : rootNeeded
}

const available = async (): Promise<Availability> => {
  const found = await find()
  return 'ok' in found
    ? found
    : { ok: true, version: found.version, detail: found.prefix }
}

/** Pure. */
const writeOpensmtpd = (
  options: OptionValues,
  site: {
    readonly address: string
    readonly port: number
    readonly root: string
  },
): string => {
  const tls = options['listen on tls'] ?? 'tls'
  const auth = options['listen on auth'] ?? ''
  const listen = [
    `listen on ${site.address} port ${site.port}`,
    ...(tls === '' ? [] : [tls, 'pki own']),
    ...(auth === '' ? [] : [`${auth} <users>`]),
    'hostname mail.example',
  ]
  return `${[
    `pki own cert "${site.root}/certificate.pem"`,
    `pki own key "${site.root}/key.pem"`,
    `table users file:${site.root}/users`,
    listen.join(' '),
    // nobody listens on the discard port of loopback: it stays queued
    'action "keep" relay host "smtp://127.0.0.1:9"',
    'match from any for any action "keep"',
  ].join('\n')}\n`
}

const folders = [
  'var/spool/smtpd',
  'var/lib/opensmtpd/empty',
  'var/run',
  'var/tmp',
  'var/log',
]

interface Setting {
  readonly found: FoundOpensmtpd
  readonly request: StartRequest
  readonly user: string
  readonly password: string
}

const write = async (
  { found, request, user, password }: Setting,
  spec: ListenerSpec,
  { directory, address, port }: Place,
): Promise<Written> => {
  const path = (name: string): string => join(directory, name)
  await chmod(directory, 0o755)
  for (const name of folders) await mkdir(path(name), { recursive: true })
  await chmod(path('var/spool/smtpd'), 0o711)
  // it looks the client's name up before it greets
  await writeFile(path('resolv.conf'), 'lookup file\n')
  const cage = await openCage(
    directory,
    ['opensmtpd', 'opensmtpq'],
    [
      { from: path('var'), to: '/var' },
      { from: path('resolv.conf'), to: '/etc/resolv.conf' },
    ],
  )
  const { chainPem, keyPem } = await request.certificates.get(spec.certificate)
  const hash = md5Crypt(password, randomBytes(4).toString('hex'))
  const { root } = cage
  await Promise.all([
    writeFile(
      path('smtpd.conf'),
      writeOpensmtpd(spec.options, { address, port, root }),
    ),
    writeFile(path('certificate.pem'), chainPem),
    writeFile(path('key.pem'), keyPem, { mode: 0o600 }),
    writeFile(path('users'), `${user} ${hash}\n`),
    writeFile(path('said'), ''),
  ])
  return {
    command: [
      ...cage.enter,
      join(found.prefix, program),
      '-d',
      '-f',
      `${root}/smtpd.conf`,
    ],
    env: { LD_LIBRARY_PATH: libraryPath(found.prefix) },
    sayings: path('said'),
    // -d: it logs to its standard error
    openLog: () => logFile(path('said')),
    stored: name =>
      findMessage(path('var/spool/smtpd'), name, opensmtpdMessage),
    end: () => cage.stop(),
  }
}

const prepare = (
  found: FoundOpensmtpd,
  request: StartRequest,
): Promise<Site> => {
  const user = 'tester'
  const password = randomBytes(12).toString('hex')
  return Promise.resolve({
    version: found.version,
    tree: request.directory,
    user,
    password,
    write: (spec, place) =>
      write({ found, request, user, password }, spec, place),
    stop: () => Promise.resolve(),
  })
}

export const opensmtpdProcess = processBackend<FoundOpensmtpd>({
  name: 'opensmtpd',
  ports: 1,
  format: {
    identify: identifyOpensmtpd,
    reader: createMailLogReader,
    idIsProcess: false,
  },
  greets: /smtp connected/,
  portTaken: /Address already in use/,
  available,
  find,
  prepare,
})

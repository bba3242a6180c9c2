/**
 * OpenSMTPD as a process of this host. Its spool and chroot are compiled in,
 * so each daemon sees a /var of its own. Mail stays in the queue: its relay
 * answers nobody.
 *
 * Debian 12 has 6.8.0p2 with OpenSSL 3, whose TLS fails in every handshake
 * (OpenSMTPD issues 1171 and 1239): cells under TLS fail there in truth.
 */
import { randomBytes } from 'node:crypto'
import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { identifyOpensmtpd } from '../../harness/logs/mail-server.js'
import type { OptionValues } from '../../harness/model.js'
import { md5Crypt } from './crypt.js'
import { mailBackend } from './mail-daemons.js'
import { opensmtpdMessage } from './mail-queue.js'
import type { Bind } from './namespace.js'

const program = 'usr/sbin/smtpd'

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

const spool = 'var/spool/smtpd'
const folders = [
  spool,
  'var/lib/opensmtpd/empty',
  'var/run',
  'var/tmp',
  'var/log',
]

const makeBinds = async (directory: string): Promise<readonly Bind[]> => {
  const path = (name: string): string => join(directory, name)
  for (const name of folders) await mkdir(path(name), { recursive: true })
  await chmod(path(spool), 0o711)
  // it looks the client's name up before it greets
  await writeFile(path('resolv.conf'), 'lookup file\n')
  return [
    { from: path('var'), to: '/var' },
    { from: path('resolv.conf'), to: '/etc/resolv.conf' },
  ]
}

export const opensmtpdProcess = mailBackend({
  name: 'opensmtpd',
  folder: 'opensmtpd',
  program,
  version: { program, arguments: ['-h'], form: /OpenSMTPD (\d[\w.]*)/ },
  accounts: ['opensmtpd', 'opensmtpq'],
  // -d: it logs to its standard error
  log: 'said',
  queue: spool,
  toMessage: opensmtpdMessage,
  identify: identifyOpensmtpd,
  greets: /smtp connected/,
  makeBinds,
  write: async (options, { path, cage, user, password, ...place }) => {
    const { root } = cage
    const hash = md5Crypt(password, randomBytes(4).toString('hex'))
    const conf = writeOpensmtpd(options, { ...place, root })
    await Promise.all([
      writeFile(path('smtpd.conf'), conf),
      writeFile(path('certificate.pem'), place.chainPem),
      writeFile(path('key.pem'), place.keyPem, { mode: 0o600 }),
      writeFile(path('users'), `${user} ${hash}\n`),
      writeFile(path('said'), ''),
    ])
    return { arguments: ['-d', '-f', `${root}/smtpd.conf`] }
  },
})

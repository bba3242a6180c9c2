/** swaks, the SMTP test tool: unpacked by unpack-mail.sh, or installed. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { readSwaks } from '../logs/smtp-clients.js'
import { installed } from './child/installed.js'
import { tlsChoice, tlsMode } from './mail/options.js'
import { stuffed } from './mail/message.js'
import { mailClient, type MailWork } from './mail/program.js'

const words = {
  clear: '(no --tls)',
  opportunistic: '--tls-optional',
  explicit: '--tls',
  implicit: '--tls-on-connect',
} as const

const place = (): string => {
  const prefix = process.env['FTPS_INTEROP_PROGRAMS'] ?? '/opt/ftps-interop'
  const unpacked = join(prefix, 'mail-clients/usr/bin/swaks')
  return existsSync(unpacked) ? unpacked : '/usr/bin/swaks'
}

/** One option a line: passwords do not show in `ps`. */
const config = (work: MailWork, stuffedFile: string): string => {
  const { mode, request, message, roots, authenticate } = work
  return [
    `server ${request.host}`,
    `port ${request.port}`,
    `local-interface ${request.localAddress}`,
    'helo zos.example',
    `from ${message.from}`,
    `to ${message.to}`,
    `data @${stuffedFile}`,
    'no-data-fixup',
    `timeout ${Math.ceil(request.deadlines.stepMs / 1000)}`,
    ...(mode === 'explicit' ? ['tls'] : []),
    ...(mode === 'opportunistic' ? ['tls-optional'] : []),
    ...(mode === 'implicit' ? ['tls-on-connect'] : []),
    ...(mode === 'clear' ? [] : ['tls-verify', `tls-ca-path ${roots}`]),
    ...(authenticate
      ? [
          'auth PLAIN',
          `auth-user ${request.user}`,
          `auth-password ${request.password}`,
        ]
      : []),
    '',
  ].join('\n')
}

export default mailClient({
  id: 'swaks',
  product: 'swaks',
  title: 'swaks, the Swiss Army Knife for SMTP',
  testedVersion: '20201014.0',
  options: { tls: tlsChoice(words, 'swaks(1) TLS / ENCRYPTION') },
  mode: tlsMode(words),
  modes: ['clear', 'explicit', 'implicit'],
  choosesAddress: true,
  available: () =>
    installed({
      program: place(),
      args: ['--version'],
      version: /version (\S+)/,
      from: 'swaks',
    }),
  invocation: async work => {
    // what it makes of a message by itself is longer than the message
    const data = await work.file('data', stuffed(work.message.text).trimEnd())
    const file = await work.file('swaksrc', config(work, data))
    return { program: place(), args: ['--config', file] }
  },
  read: readSwaks,
  configurationLine: (_, value) => `swaks ${value}`,
})

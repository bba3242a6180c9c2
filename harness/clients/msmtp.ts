/** msmtp: unpacked by unpack-mail.sh, or installed. */
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { readMsmtp } from '../logs/smtp-clients.js'
import { installed } from './child/installed.js'
import { tlsChoice, tlsMode } from './mail/options.js'
import { mailClient, type MailWork } from './mail/program.js'

const words = {
  clear: 'tls off',
  explicit: 'tls on, tls_starttls on',
  implicit: 'tls on, tls_starttls off',
} as const

/** The program, with what the loader needs in front of it. */
const command = (): readonly string[] => {
  const prefix = process.env['FTPS_INTEROP_PROGRAMS'] ?? '/opt/ftps-interop'
  const root = join(prefix, 'mail-clients')
  const unpacked = join(root, 'usr/bin/msmtp')
  if (!existsSync(unpacked)) return ['/usr/bin/msmtp']
  const lib = join(root, 'usr/lib')
  const folders = readdirSync(lib).map(name => join(lib, name))
  return ['/usr/bin/env', `LD_LIBRARY_PATH=${folders.join(':')}`, unpacked]
}

const config = (work: MailWork): string => {
  const { mode, request, message, roots, authenticate } = work
  return [
    'account default',
    `host ${request.host}`,
    `port ${request.port}`,
    `source_ip ${request.localAddress}`,
    'domain zos.example',
    `from ${message.from}`,
    `timeout ${Math.ceil(request.deadlines.stepMs / 1000)}`,
    'tls_host_override localhost',
    `tls ${mode === 'clear' ? 'off' : 'on'}`,
    `tls_starttls ${mode === 'explicit' ? 'on' : 'off'}`,
    `tls_trust_file ${roots}`,
    ...(authenticate
      ? ['auth plain', `user ${request.user}`, `password ${request.password}`]
      : ['auth off']),
    '',
  ].join('\n')
}

export default mailClient({
  id: 'msmtp',
  product: 'msmtp',
  title: 'msmtp SMTP client',
  testedVersion: '1.8.23',
  options: { tls: tlsChoice(words, 'msmtp(1) tls, tls_starttls') },
  mode: tlsMode(words),
  modes: ['clear', 'explicit', 'implicit'],
  choosesAddress: true,
  available: () => {
    const [program = '', ...args] = command()
    return installed({
      program,
      args: [...args, '--version'],
      version: /^msmtp version (\S+)/,
      from: 'msmtp',
    })
  },
  invocation: async work => {
    const [program = '', ...args] = command()
    return {
      program,
      args: [
        ...args,
        '--debug',
        '-C',
        await work.file('msmtprc', config(work)),
        '--',
        work.message.to,
      ],
      stdin: work.message.text,
    }
  },
  read: readMsmtp,
  configurationLine: (_, value) => value,
})

/** The real curl of this host, as a mail client. */
import { readCurlLines } from '../logs/curl-verbose.js'
import { installed } from './child/installed.js'
import { tlsChoice, tlsMode } from './mail/options.js'
import { mailClient, type MailWork } from './mail/program.js'

const words = {
  clear: 'smtp://',
  opportunistic: 'smtp:// --ssl',
  explicit: 'smtp:// --ssl-reqd',
  implicit: 'smtps://',
} as const

const quoted = (text: string): string =>
  `"${text.replace(/["\\]/g, '\\$&').replaceAll('\n', '\\n')}"`

/** curl -K: passwords do not show in `ps`. */
const config = (work: MailWork): string => {
  const { mode, request, message, messageFile, roots, authenticate } = work
  const scheme = mode === 'implicit' ? 'smtps' : 'smtp'
  const lines: [string, string][] = [
    // the certificate's name is localhost; the path is what EHLO says
    ['url', `${scheme}://localhost:${request.port}/zos.example`],
    ['connect-to', `localhost:${request.port}:${request.host}:${request.port}`],
    ['interface', request.localAddress],
    ['mail-from', `<${message.from}>`],
    ['mail-rcpt', `<${message.to}>`],
    ['upload-file', messageFile],
    ['cacert', roots],
    // of the whole session: curl has none for a step
    ['max-time', String(Math.ceil((3 * request.deadlines.stepMs) / 1000))],
    ...(authenticate
      ? ([
          ['user', `${request.user}:${request.password}`],
          ['login-options', 'AUTH=PLAIN'],
        ] as [string, string][])
      : []),
  ]
  const flags = [
    'verbose',
    ...(mode === 'explicit' ? ['ssl-reqd'] : []),
    ...(mode === 'opportunistic' ? ['ssl'] : []),
  ]
  return [...flags, ...lines.map(([k, v]) => `${k} = ${quoted(v)}`), ''].join(
    '\n',
  )
}

export default mailClient({
  id: 'curl-smtp',
  product: 'curl (smtp)',
  title: 'curl as a mail client, as installed on this host',
  testedVersion: '7.88.1',
  options: { tls: tlsChoice(words, 'curl(1) --ssl-reqd; URL syntax, SMTP') },
  mode: tlsMode(words),
  modes: ['clear', 'explicit', 'implicit'],
  choosesAddress: true,
  available: () =>
    installed({
      program: 'curl',
      args: ['--version'],
      version: /^curl (\S+)/,
      from: 'curl',
      needs: [[/^Protocols:.*\bsmtps\b/m, 'it was built without smtps']],
    }),
  invocation: work =>
    Promise.resolve({
      program: 'curl',
      args: ['-q', '-s', '-S', '-K', '-'],
      stdin: config(work),
    }),
  read: readCurlLines,
  configurationLine: (_, value) => `curl ${value}`,
})

/**
 * The real lftp of this host, driven by a script file that only its owner can
 * read. lftp repeats a transfer that was cut (REST, or from the start), which
 * is left at one retry: with none it gives up before it begins.
 */
import { readLftpLines } from '../logs/lftp.js'
import { allVersions, noTls13, priorityFor } from './child/gnutls.js'
import { installed } from './child/installed.js'
import type { ChildStep } from './child/marked-steps.js'
import {
  below13,
  blind,
  choice,
  free,
  passiveCures,
  protectedData,
  rootsFile,
  text,
  unresumed,
  yesNo,
} from './child/option-kit.js'
import { realClient, type Work } from './child/program.js'
import { privateFile } from './child/files.js'

const manual = (name: string) => `lftp.1, ${name}`
const words = { values: ['yes', 'no'] as const }

const options = {
  'ftp:ssl-force': yesNo(
    'no: logs in without TLS when AUTH is refused',
    'yes',
    manual('ftp:ssl-force'),
    {
      ...words,
      cures: [free('client-falls-back-to-clear-text', ['no'], 'yes')],
    },
  ),
  'ftp:ssl-copy-sid': yesNo(
    'data connections offer the session of the control connection',
    'yes',
    manual('ftp:ssl-copy-sid'),
    { ...words, cures: unresumed.map(f => free(f, ['no'], 'yes')) },
  ),
  'ftp:ssl-auth': choice(
    'which AUTH is sent',
    ['TLS', 'SSL', 'TLS-P', 'TLS-C'],
    'TLS',
    manual('ftp:ssl-auth'),
    {
      cures: [
        free('auth-verb-not-supported', ['SSL', 'TLS-P', 'TLS-C'], 'TLS'),
      ],
    },
  ),
  'ftp:ssl-protect-data': yesNo(
    'no: PROT C for files',
    'yes',
    manual('ftp:ssl-protect-data'),
    { ...words, cures: protectedData(['no'], 'yes') },
  ),
  'ftp:ssl-protect-list': yesNo(
    'no: PROT C for listings',
    'yes',
    manual('ftp:ssl-protect-list'),
    { ...words, cures: protectedData(['no'], 'yes') },
  ),
  'ftp:passive-mode': yesNo('no: PORT', 'yes', manual('ftp:passive-mode'), {
    ...words,
    cures: passiveCures('no', 'yes'),
  }),
  'ftp:prefer-epsv': yesNo('EPSV first', 'no', manual('ftp:prefer-epsv'), {
    ...words,
    cures: [free('pasv-address-wrong', ['no'], 'yes')],
  }),
  'ftp:fix-pasv-address': yesNo(
    'a private address in 227 is replaced by the control address',
    'yes',
    manual('ftp:fix-pasv-address'),
    { ...words, cures: [free('pasv-address-wrong', ['no'], 'yes')] },
  ),
  'ssl:priority': text(
    'GnuTLS priority string: versions and ciphers',
    '',
    manual('ssl:priority'),
    {
      cures: [
        // each data connection spends a ticket that uploads do not renew
        ...[
          'data-session-not-reused-tls13',
          'data-session-not-reused-tls13-second-transfer',
          'upload-reset-unread-tickets-tls13',
          'server-data-fails-on-tls13-offer',
        ].map(finding => below13(finding, [''], noTls13)),
        {
          finding: 'client-tls-too-new-only',
          to: allVersions,
          securityCost: 'high',
          exposes: 'TLS 1.0 and signatures with SHA-1',
        },
      ],
    },
  ),
  'ssl:verify-certificate': yesNo(
    'whether the server certificate is verified',
    'yes',
    manual('ssl:verify-certificate'),
    { ...words, cures: blind(['yes'], 'no') },
  ),
  'ssl:check-hostname': yesNo(
    'whether its name is compared with the host',
    'yes',
    manual('ssl:check-hostname'),
    { ...words, cures: blind(['yes'], 'no', ['client-hostname-mismatch']) },
  ),
  'ssl:ca-file': rootsFile(manual('ssl:ca-file')),
}

const quoted = (word: string): string =>
  `"${word.replace(/["\\$`]/g, '\\$&').replace(/[\r\n]/g, '')}"`

const settings = (work: Work): string[] => {
  const { request, roots, certificate, key } = work
  const { conversation, localAddress, deadlines } = request
  const { auth, level, data, verify } = conversation
  const plain = conversation.mode === 'clear'
  const protect = level === 'C' ? 'no' : 'yes'
  const seconds = Math.max(1, Math.ceil(deadlines.stepMs / 1000))
  const wanted: readonly (readonly [string, string])[] = [
    ['ftp:ssl-allow', plain ? 'no' : 'yes'],
    ['ftp:ssl-force', plain ? 'no' : work.value('ftp:ssl-force')],
    [
      'ftp:ssl-copy-sid',
      work.set('ftp:ssl-copy-sid') ??
        (conversation.dataSession === 'none' ? 'no' : 'yes'),
    ],
    ['ftp:ssl-auth', work.set('ftp:ssl-auth') ?? auth?.[0] ?? 'TLS'],
    ['ftp:ssl-protect-data', work.set('ftp:ssl-protect-data') ?? protect],
    ['ftp:ssl-protect-list', work.set('ftp:ssl-protect-list') ?? protect],
    [
      'ftp:passive-mode',
      work.set('ftp:passive-mode') ?? (data === 'port' ? 'no' : 'yes'),
    ],
    [
      'ftp:prefer-epsv',
      work.set('ftp:prefer-epsv') ?? (data === 'epsv' ? 'yes' : 'no'),
    ],
    ['ftp:fix-pasv-address', work.value('ftp:fix-pasv-address')],
    ['ssl:priority', work.set('ssl:priority') ?? priorityFor(request)],
    [
      'ssl:verify-certificate',
      work.set('ssl:verify-certificate') ?? (verify === false ? 'no' : 'yes'),
    ],
    ['ssl:check-hostname', work.value('ssl:check-hostname')],
    ['ssl:ca-file', roots],
    ['ssl:cert-file', certificate],
    ['ssl:key-file', key],
    ['net:socket-bind-ipv4', localAddress],
    ['net:timeout', `${seconds}`],
    ['net:max-retries', '1'],
    ['net:persist-retries', '0'],
    // it looks once more at a file that it could not send: soon
    ['net:reconnect-interval-base', '1'],
    ['cmd:fail-exit', 'yes'],
    ['xfer:clobber', 'yes'],
    // a second listing would come from memory
    ['cache:enable', 'no'],
  ]
  return wanted.flatMap(([name, value]) =>
    value === '' ? [] : [`set ${name} ${quoted(value)}`],
  )
}

const command = ({ step, local, remote }: ChildStep): string => {
  switch (step.do) {
    case 'list':
      return step.verb === 'NLST'
        ? `nlist > ${quoted(local)}`
        : `ls > ${quoted(local)}`
    case 'get':
      return `get ${step.restartAt ? '-c ' : ''}${quoted(remote)} -o ${quoted(local)}`
    case 'put':
      return `put ${quoted(local)} -o ${quoted(remote)}`
    case 'command':
      return `quote ${step.line.split(' ').map(quoted).join(' ')}`
    case 'wait':
      return `sleep ${step.ms / 1000}`
    default:
      return ''
  }
}

const script = (work: Work): string => {
  const { request, steps, mark } = work
  const { host, port, user, password, conversation } = request
  const scheme = conversation.mode === 'implicit' ? 'ftps' : 'ftp'
  return [
    'debug 9',
    ...settings(work),
    `open -u ${quoted(user)},${quoted(password)} ${scheme}://${host}:${port}`,
    ...steps.flatMap((step, i) => [
      `echo ${quoted(`${mark} step ${i}`)}`,
      command(step),
    ]),
    'exit 0',
    '',
  ].join('\n')
}

export default realClient({
  id: 'lftp',
  product: 'lftp',
  title: 'lftp (GnuTLS), as installed on this host',
  testedVersion: '4.9.2',
  options,
  matrix: [{}, { 'ssl:priority': noTls13 }],
  rootsOption: 'ssl:ca-file',
  choosesAddress: true,
  abilities: {
    name: 'lftp',
    modes: ['explicit', 'implicit', 'clear'],
    auth: ['TLS', 'SSL', 'TLS-P', 'TLS-C'],
    protect: ['after-login'],
    levels: ['C', 'P'],
    data: ['pasv', 'epsv', 'port'],
    versions: ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'],
    ciphers: false,
    dataSession: ['control', 'none'],
    verify: [true, false],
    certificate: true,
    steps: ['list', 'get', 'put', 'command', 'wait'],
    listVerbs: ['LIST', 'NLST'],
    restart: true,
  },
  available: () =>
    installed({
      program: 'lftp',
      args: ['--version'],
      version: /LFTP \| Version ([\d.]+)/,
      from: 'lftp',
      needs: [[/GnuTLS/, 'it was built without GnuTLS']],
    }),
  invocations: async work => [
    {
      program: 'lftp',
      args: [
        '--norc',
        '-f',
        await privateFile(work.directory, 'session.lftp', script(work)),
      ],
    },
  ],
  read: readLftpLines,
  plan: ({ request }) => ({
    auth: request.conversation.auth?.[0] ?? 'TLS',
    level: request.conversation.level ?? 'P',
    protect: 'after-login',
  }),
  configurationLine: (option, value) =>
    value === '' ? `(without set ${option})` : `set ${option} ${value}`,
})

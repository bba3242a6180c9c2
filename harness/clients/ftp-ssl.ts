/**
 * The real netkit ftp-ssl of this host, driven by its standard input. It
 * exits 0 whatever happened to a transfer.
 */
import { readFtpSslLines } from '../logs/ftp-ssl.js'
import { installed } from './child/installed.js'
import type { ChildStep } from './child/marked-steps.js'
import {
  blind,
  choice,
  passiveCures,
  rootsFile,
  text,
} from './child/option-kit.js'
import { realClient, type Work } from './child/program.js'

const manual = (name: string) => `ftp-ssl.1, ${name}`

const options = {
  '-p': choice(
    'passive mode; without it PORT',
    ['-p', ''],
    '-p',
    manual('-p'),
    {
      cures: passiveCures('', '-p'),
    },
  ),
  // its certificate is compared with no host name
  '-z verify': choice(
    'whether the server certificate is verified',
    ['1', '0'],
    '1',
    manual('-z verify'),
    { cures: blind(['1'], '0', ['client-distrusts-server-cert']) },
  ),
  '-z cipher': text(
    'OpenSSL cipher string for TLS 1.2 and below',
    '',
    manual('-z cipher'),
    {
      cures: [
        {
          finding: 'no-shared-cipher',
          to: 'ALL:@SECLEVEL=0',
          securityCost: 'high',
          exposes: 'weak ciphers and keys are accepted',
        },
      ],
    },
  ),
  '-z cacert': rootsFile(manual('-z cacert')),
}

const word = (name: string): string => name.replace(/[^\x21-\x7e]/g, '')

const command = ({ step, local, remote }: ChildStep): string => {
  switch (step.do) {
    case 'list':
      return `${step.verb === 'NLST' ? 'nlist' : 'dir'} . ${local}`
    case 'get':
      return `get ${remote} ${local}`
    case 'put':
      return `${step.verb === 'APPE' ? 'append' : 'put'} ${local} ${remote}`
    case 'command':
      return `quote ${step.line}`
    case 'wait':
      return `!sleep ${step.ms / 1000}`
    default:
      return ''
  }
}

const session = (work: Work): string => {
  const { host, port, user, password } = work.request
  return [
    `open ${host} ${port}`,
    `user ${word(user)} ${word(password)}`,
    // no question before each file
    'prompt',
    'binary',
    ...work.steps.flatMap((step, i) => [
      `!echo ${work.mark} step ${i}`,
      command(step),
    ]),
    'bye',
    '',
  ].join('\n')
}

const arguments_ = (work: Work): string[] => {
  const { request, roots, certificate, key } = work
  const { data, mode, verify, ciphers = '' } = request.conversation
  const passive = work.set('-p') ?? (data === 'port' ? '' : '-p')
  const verifies = work.set('-z verify') ?? (verify === false ? '0' : '1')
  const list = work.set('-z cipher') ?? ciphers
  const z = (value: string): string[] => ['-z', value]
  return [
    '-n',
    '-v',
    '-d',
    ...(passive === '' ? [] : ['-p']),
    ...z(mode === 'clear' ? 'nossl' : 'secure'),
    ...z(`verify=${verifies}`),
    ...(roots === '' ? [] : z(`cacert=${roots}`)),
    ...(list === '' ? [] : z(`cipher=${list}`)),
    ...(certificate === ''
      ? []
      : [...z(`cert=${certificate}`), ...z(`key=${key}`)]),
  ]
}

export default realClient({
  id: 'ftp-ssl',
  product: 'netkit ftp-ssl',
  title: 'netkit ftp-ssl, as installed on this host',
  testedVersion: '0.17.34',
  options,
  rootsOption: '-z cacert',
  abilities: {
    name: 'ftp-ssl',
    modes: ['explicit', 'clear'],
    auth: ['TLS', 'TLS,SSL'],
    protect: ['before-login'],
    levels: ['P'],
    data: ['pasv', 'port'],
    versions: [],
    ciphers: true,
    verify: [true, false],
    certificate: true,
    steps: ['list', 'get', 'put', 'wait', 'command'],
    listVerbs: ['LIST', 'NLST'],
    append: true,
  },
  available: () =>
    installed({
      program: 'dpkg-query',
      args: ['-W', '-f', '${Status} ${Version}\\n', 'ftp-ssl'],
      version: /^install ok installed (\d[\d.]*)/,
      from: 'ftp-ssl',
    }),
  invocations: work =>
    Promise.resolve([
      { program: 'ftp-ssl', args: arguments_(work), stdin: session(work) },
    ]),
  read: readFtpSslLines,
  plan: () => ({ auth: 'TLS, SSL', level: 'P', protect: 'before-login' }),
  configurationLine: (option, value) => {
    if (option === '-p') return value === '' ? '(without -p)' : '-p'
    return value === '' ? `(without ${option})` : `${option}=${value}`
  },
})

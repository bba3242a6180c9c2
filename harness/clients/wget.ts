/**
 * The real GNU Wget of this host. It downloads only, and each step is a
 * process with a login of its own. Everything but the URL goes in by a
 * wgetrc that only its owner can read.
 */
import { readWgetLines } from '../logs/wget.js'
import { privateFile } from './child/files.js'
import { noTls13, priorityFor } from './child/gnutls.js'
import { installed } from './child/installed.js'
import {
  below13,
  blind,
  free,
  passiveCures,
  protectedData,
  rootsFile,
  text,
  unresumed,
  yesNo,
} from './child/option-kit.js'
import type { ChildStep } from './child/marked-steps.js'
import { realClient, type Invocation, type Work } from './child/program.js'

const manual = (name: string) => `wget.1, ${name}`
const words = { values: ['on', 'off'] as const }

const options = {
  ftps_resume_ssl: yesNo(
    'data connections offer the session of the control connection',
    'on',
    manual('--no-ftps-resume-ssl'),
    { ...words, cures: unresumed.map(f => free(f, ['off'], 'on')) },
  ),
  ftps_clear_data_connection: yesNo(
    'on: PROT C',
    'off',
    manual('--ftps-clear-data-connection'),
    { ...words, cures: protectedData(['on'], 'off') },
  ),
  ftps_fallback_to_ftp: yesNo(
    'on: logs in without TLS when AUTH is refused',
    'off',
    manual('--ftps-fallback-to-ftp'),
    {
      ...words,
      cures: [free('client-falls-back-to-clear-text', ['on'], 'off')],
    },
  ),
  passive_ftp: yesNo('off: PORT', 'on', manual('--no-passive-ftp'), {
    ...words,
    cures: passiveCures('off', 'on'),
  }),
  ciphers: text(
    'GnuTLS priority string: versions and ciphers',
    '',
    manual('--ciphers'),
    {
      cures: [
        'data-session-not-reused-tls13',
        'data-session-not-reused-tls13-second-transfer',
      ].map(finding => below13(finding, [''], noTls13)),
    },
  ),
  check_certificate: yesNo(
    'whether the server certificate is verified, and its name',
    'on',
    manual('--no-check-certificate'),
    { ...words, cures: blind(['on'], 'off') },
  ),
  ca_certificate: rootsFile(manual('--ca-certificate')),
}

const wgetrc = (work: Work, { local }: ChildStep): string => {
  const { request, roots, certificate, key } = work
  const { conversation, deadlines, localAddress, user, password } = request
  const { mode, level, data, verify, dataSession } = conversation
  const wanted: readonly (readonly [string, string])[] = [
    ['debug', 'on'],
    ['hsts', 'off'],
    ['tries', '1'],
    ['timeout', String(Math.max(1, Math.ceil(deadlines.stepMs / 1000)))],
    ['bind_address', localAddress],
    ['user', user],
    ['password', password],
    ['output_document', local],
    ['ftps_implicit', mode === 'implicit' ? 'on' : 'off'],
    [
      'ftps_resume_ssl',
      work.set('ftps_resume_ssl') ?? (dataSession === 'none' ? 'off' : 'on'),
    ],
    [
      'ftps_clear_data_connection',
      work.set('ftps_clear_data_connection') ?? (level === 'C' ? 'on' : 'off'),
    ],
    ['ftps_fallback_to_ftp', work.value('ftps_fallback_to_ftp')],
    [
      'passive_ftp',
      work.set('passive_ftp') ?? (data === 'port' ? 'off' : 'on'),
    ],
    ['ciphers', work.set('ciphers') ?? priorityFor(request)],
    [
      'check_certificate',
      work.set('check_certificate') ?? (verify === false ? 'off' : 'on'),
    ],
    ['ca_certificate', roots],
    ['certificate', certificate],
    ['private_key', key],
  ]
  return wanted
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `${name} = ${value.replace(/[\r\n]/g, '')}\n`)
    .join('')
}

const invocation = async (
  work: Work,
  step: ChildStep,
  index: number,
): Promise<Invocation> => {
  const { host, port, conversation } = work.request
  const scheme = conversation.mode === 'clear' ? 'ftp' : 'ftps'
  const name = `wgetrc-${index}`
  const file = await privateFile(work.directory, name, wgetrc(work, step))
  const resume = step.step.do === 'get' && step.step.restartAt
  return {
    program: 'wget',
    args: [
      ...(resume ? ['-c'] : []),
      `${scheme}://${host}:${port}/${step.remote}`,
    ],
    environment: { WGETRC: file },
    step: index,
  }
}

export default realClient({
  id: 'wget',
  product: 'GNU Wget',
  title: 'GNU Wget (GnuTLS), as installed on this host; downloads only',
  testedVersion: '1.21.3',
  options,
  rootsOption: 'ca_certificate',
  choosesAddress: true,
  abilities: {
    name: 'wget',
    modes: ['explicit', 'implicit', 'clear'],
    auth: ['TLS'],
    protect: ['after-login'],
    levels: ['C', 'P'],
    data: ['pasv', 'port'],
    versions: ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'],
    ciphers: false,
    dataSession: ['control', 'none'],
    verify: [true, false],
    certificate: true,
    steps: ['list', 'get'],
    restart: true,
  },
  available: () =>
    installed({
      program: 'wget',
      args: ['--version'],
      version: /^GNU Wget ([\d.]+)/,
      from: 'wget',
      needs: [[/\+ssl\/gnutls/, 'its TLS library is not GnuTLS']],
    }),
  invocations: work =>
    Promise.all(work.steps.map((step, i) => invocation(work, step, i))),
  read: readWgetLines,
  plan: work => ({
    auth: 'TLS',
    level:
      work.value('ftps_clear_data_connection') === 'on'
        ? 'C'
        : (work.request.conversation.level ?? 'P'),
    protect: 'after-login',
  }),
  configurationLine: (option, value) =>
    value === '' ? `(without ${option})` : `${option} = ${value}`,
})

/**
 * The real rclone of this host. Each step is a process with a login of its
 * own. Its settings go in by a file that only its owner can read; rclone wants
 * the password obscured, which rclone itself does.
 */
import { readRcloneLines } from '../logs/rclone.js'
import type { ClientRequest } from '../model.js'
import { privateFile } from './child/files.js'
import { installed } from './child/installed.js'
import type { ChildStep } from './child/marked-steps.js'
import {
  below13,
  blind,
  free,
  rootsFile,
  text,
  unresumed,
  yesNo,
} from './child/option-kit.js'
import { realClient, type Invocation, type Work } from './child/program.js'
import { runChild } from './child/run-child.js'

const manual = (name: string) => `rclone ftp backend, --ftp-${name}`
const booleans = { values: ['true', 'false'] as const }

const options = {
  disable_tls13: yesNo(
    'true: ClientHello offers TLS 1.2 at most',
    'false',
    manual('disable-tls13'),
    {
      ...booleans,
      since: '1.59',
      cures: [
        // Go 1.19.6 to 1.19.8 sends a wrong binder behind HelloRetryRequest
        'psk-binder-rejected-after-hrr',
        'data-session-not-reused-tls13',
        'data-session-not-reused-tls13-second-transfer',
        'upload-reset-unread-tickets-tls13',
      ].map(finding => below13(finding, ['false'], 'true')),
    },
  ),
  tls_cache_size: text(
    'sessions that are kept; 0: data connections offer none',
    '32',
    manual('tls-cache-size'),
    {
      cures: [
        ...unresumed.map(f => free(f, ['0'], '32')),
        // only where the server does not require resumption
        free('psk-binder-rejected-after-hrr', ['32'], '0'),
      ],
    },
  ),
  disable_epsv: yesNo('true: PASV', 'false', manual('disable-epsv'), {
    ...booleans,
    cures: [free('pasv-address-wrong', ['true'], 'false')],
  }),
  no_check_certificate: yesNo(
    'true: does not verify the server certificate',
    'false',
    manual('no-check-certificate'),
    { ...booleans, cures: blind(['false'], 'true') },
  ),
  // --ca-cert is not looked at by this backend (1.60)
  SSL_CERT_FILE: rootsFile('Go crypto/x509, SSL_CERT_FILE'),
}

const obscured = async (
  { password, clock, signal }: ClientRequest,
  directory: string,
): Promise<string> => {
  const { stdout } = await runChild({
    program: 'rclone',
    args: ['obscure', '-'],
    directory,
    environment: { PATH: process.env['PATH'] ?? '', HOME: directory },
    stdin: password,
    deadlineMs: 5000,
    clock,
    signal,
  })
  return stdout.trim()
}

const config = async (work: Work): Promise<string> => {
  const { request, directory } = work
  const { conversation, host, port, user } = request
  const { mode = 'explicit', maxVersion, data, verify } = conversation
  const only12 = maxVersion === 'TLSv1.2'
  const uncached = conversation.dataSession === 'none'
  const wanted: Readonly<Record<string, string>> = {
    type: 'ftp',
    host,
    port: String(port),
    user,
    pass: await obscured(request, directory),
    explicit_tls: String(mode === 'explicit'),
    tls: String(mode === 'implicit'),
    disable_tls13: work.set('disable_tls13') ?? String(only12),
    tls_cache_size: work.set('tls_cache_size') ?? (uncached ? '0' : '32'),
    disable_epsv: work.set('disable_epsv') ?? String(data === 'pasv'),
    no_check_certificate:
      work.set('no_check_certificate') ?? String(verify === false),
  }
  const lines = Object.entries(wanted).map(
    ([name, value]) => `${name} = ${value.replace(/[\r\n]/g, '')}\n`,
  )
  return `[peer]\n${lines.join('')}`
}

const words = ({ step, local, remote }: ChildStep): readonly string[] => {
  const there = `peer:${remote}`
  if (step.do === 'get') return ['copyto', there, local]
  return step.do === 'put' ? ['copyto', local, there] : ['lsf', there]
}

const invocations = async (work: Work): Promise<readonly Invocation[]> => {
  const { request, directory, roots, steps } = work
  const seconds = `${Math.max(1, Math.ceil(request.deadlines.stepMs / 1000))}s`
  const file = await privateFile(directory, 'rclone.conf', await config(work))
  return steps.map((step, index) => ({
    program: 'rclone',
    args: [
      '--config',
      file,
      '-vv',
      '--dump',
      'headers',
      '--retries',
      '1',
      '--low-level-retries',
      '1',
      '--contimeout',
      seconds,
      '--timeout',
      seconds,
      '--bind',
      request.localAddress,
      ...words(step),
    ],
    environment: {
      SSL_CERT_DIR: directory,
      ...(roots === '' ? {} : { SSL_CERT_FILE: roots }),
    },
    step: index,
  }))
}

export default realClient({
  id: 'rclone',
  product: 'rclone',
  title: 'rclone (Go), as installed on this host; one login per step',
  testedVersion: '1.60.1',
  options,
  matrix: [{}, { disable_tls13: 'true' }],
  rootsOption: 'SSL_CERT_FILE',
  choosesAddress: true,
  abilities: {
    name: 'rclone',
    modes: ['explicit', 'implicit', 'clear'],
    auth: ['TLS'],
    protect: ['after-login'],
    levels: ['P'],
    data: ['pasv', 'epsv'],
    versions: ['TLSv1.2', 'TLSv1.3'],
    ciphers: false,
    dataSession: ['none'],
    verify: [true, false],
    certificate: false,
    steps: ['list', 'get', 'put'],
    besides: ({ minVersion }) =>
      minVersion === 'TLSv1.3'
        ? 'rclone cannot be held to TLS 1.3: it always offers 1.2 as well'
        : null,
  },
  available: () =>
    installed({
      program: 'rclone',
      args: ['version'],
      version: /^rclone v([\d.]+)/,
      from: 'rclone',
    }),
  invocations,
  read: readRcloneLines,
  plan: () => ({ auth: 'TLS', level: 'P', protect: 'after-login' }),
  configurationLine: (option, value) =>
    option === 'SSL_CERT_FILE'
      ? `SSL_CERT_FILE=${value}`
      : `${option} = ${value}`,
})

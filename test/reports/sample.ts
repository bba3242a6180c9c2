/**
 * A run with one of everything: what passes, what is known to fail, what
 * deviates, what a hostile peer says.
 */
import type {
  CellResult,
  Expected,
  OptionValues,
  Point,
  RunRecord,
  Verdict,
} from '../../harness/model.js'
import {
  findingEmptyList,
  findingReuse,
  hostile,
  hostileSession,
  passing,
  refusing,
  requesting,
} from './sample-sessions.js'

const bracket = (name: string, values: OptionValues): string => {
  const pairs = Object.entries(values).map(([k, v]) => `${k}=${v}`)
  return pairs.length === 0 ? name : `${name}[${pairs.join(',')}]`
}

interface CellInit {
  readonly scenario: string
  readonly point?: Point
  readonly server?: OptionValues
  readonly client: string
  readonly backend?: 'embedded' | 'process' | 'docker'
  readonly verdict: Verdict
  readonly expected?: Expected
  readonly more?: Partial<CellResult>
}

const asShipped: Expected = { verdict: 'pass', reason: 'works by the standard' }

export const cell = (init: CellInit): CellResult => {
  const { scenario, client, verdict, point = {}, server = {} } = init
  const expected = init.expected ?? asShipped
  return {
    id: `${bracket(scenario, point)} @ ${bracket('vsftpd', server)} × ${client}`,
    scenario,
    point,
    server: {
      profile: 'vsftpd',
      backend: init.backend ?? 'embedded',
      version: '3.0.5',
      options: server,
    },
    client: {
      profile: client,
      backend: client === 'curl' ? 'real' : 'embedded',
      version: client === 'curl' ? '8.5.0' : '1.0',
      options: {},
    },
    verdict,
    expected,
    asExpected: expected.verdict === verdict,
    durationMs: 17.5,
    steps: [],
    findings: [],
    events: [],
    ...init.more,
  }
}

const stock = 'vsftpd asks every client for a certificate and names no CA'
const knownEmptyList: Expected = {
  verdict: 'fail',
  finding: 'certreq-empty-ca-list-rejected',
  reason: stock,
}
const knownReuse: Expected = {
  verdict: 'fail',
  finding: 'data-session-not-reused',
  reason: 'the client never offers its control session on data',
}

const scenarios = [
  'auth/tls',
  'certs/rsa-2048',
  'close/with-notify',
  'data/list-passive',
  'handshake/version',
  'prot/private',
] as const

const passed: readonly CellResult[] = ['modern-openssl', 'curl'].flatMap(
  client =>
    [{}, { ssl_request_cert: 'NO' }].flatMap(server =>
      scenarios.map(scenario =>
        cell({ scenario, server, client, verdict: 'pass', more: passing() }),
      ),
    ),
)

const zosStock: readonly CellResult[] = scenarios.map(scenario =>
  cell({
    scenario,
    client: 'zos-ftp',
    verdict: 'fail',
    expected: knownEmptyList,
    more: { ...requesting(), findings: [findingEmptyList] },
  }),
)

const attributed = cell({
  scenario: 'reuse/data-must-resume',
  point: { connections: '2' },
  server: { ssl_request_cert: 'NO' },
  client: 'zos-ftp',
  verdict: 'fail',
  expected: knownReuse,
  more: {
    ...refusing(),
    findings: [findingReuse],
    attribution: {
      reruns: 14,
      complete: true,
      cures: [
        {
          rank: 1,
          changes: [
            {
              side: 'client',
              product: 'z/OS FTP',
              option: 'SECURE_SESSION_REUSE',
              from: 'NONE',
              to: 'ALLOWED',
            },
            {
              side: 'server',
              product: 'vsftpd',
              option: 'ca_certs_file',
              from: '',
              to: 'ca.pem',
            },
          ],
          securityCost: 'none',
          exposes: [],
          proof: 'proved',
          line: 'SECURE_SESSION_REUSE ALLOWED\nca_certs_file=/etc/vsftpd/ca.pem',
          sideEffects: [],
        },
        {
          rank: 2,
          changes: [
            {
              side: 'server',
              product: 'vsftpd',
              option: 'require_ssl_reuse',
              from: 'YES',
              to: 'NO',
            },
          ],
          securityCost: 'high',
          exposes: [
            'any host behind the same address can take a data connection over',
          ],
          proof: 'proved',
          line: 'require_ssl_reuse=NO',
          sideEffects: [
            'reuse/other-login no longer refuses a foreign session',
          ],
        },
      ],
      refuted: [
        {
          side: 'server',
          product: 'vsftpd',
          option: 'ssl_ciphers',
          from: 'HIGH',
          to: 'ALL',
        },
      ],
    },
  },
})

const special: readonly CellResult[] = [
  attributed,
  cell({
    scenario: 'reuse/data-must-resume',
    client: 'modern-openssl',
    verdict: 'fail',
    more: {
      ...refusing(),
      findings: [{ ...findingReuse, certainty: 'inferred' }],
    },
  }),
  cell({
    scenario: 'close/without-notify',
    client: 'modern-openssl',
    verdict: 'pass',
    expected: {
      verdict: 'fail',
      finding: 'upload-without-close-notify',
      reason: 'strict_ssl_read_eof is YES',
    },
    more: passing(),
  }),
  cell({
    scenario: 'close/unread-tickets',
    client: 'curl',
    verdict: 'flaky',
    expected: {
      verdict: 'flaky',
      reason: 'a race between RST and the last read',
    },
    more: {
      ...passing(),
      runs: [
        { verdict: 'pass', durationMs: 12 },
        {
          verdict: 'fail',
          durationMs: 14,
          why: '65536 of 1048576 bytes arrived',
        },
        { verdict: 'pass', durationMs: 11 },
      ],
    },
  }),
  cell({
    scenario: 'legacy/ssl3',
    client: 'curl',
    verdict: 'unsupported',
    expected: { verdict: 'unsupported', reason: 'curl 8 has no SSLv3' },
    more: { reason: 'curl 8.5.0 cannot speak SSLv3' },
  }),
  cell({
    scenario: 'auth/tls',
    client: 'curl',
    backend: 'docker',
    verdict: 'skipped',
    more: { reason: 'docker: cannot reach the daemon', asExpected: true },
  }),
  cell({
    scenario: 'prot/private',
    client: 'never-resumes',
    verdict: 'error',
    more: { reason: 'the scratch directory is full' },
  }),
  cell({
    scenario: 'data/hostile',
    client: 'never-resumes',
    server: { banner: hostile.markup },
    verdict: 'fail',
    more: {
      ...hostileSession(),
      clientLog: `${hostile.markup}\n${hostile.escape}`,
      findings: [
        {
          id: 'server-internal',
          phase: 'reply',
          severity: 'fault',
          statement: `The server said ${hostile.markup} ${hostile.escape} ${hostile.markdown}`,
          certainty: 'stated',
          culprits: [],
          evidence: [
            { source: 'server-log', text: hostile.long + hostile.markup },
            { source: 'client-wire', text: hostile.escape },
          ],
          settledBy: `a capture ${hostile.markup}`,
        },
      ],
    },
  }),
]

export const record = (cells: readonly CellResult[]): RunRecord => {
  const of = (verdict: Verdict): number =>
    cells.filter(c => c.verdict === verdict).length
  return {
    start: {
      type: 'run-start',
      v: 1,
      tool: '0.1.0',
      startedAt: '2026-11-21T10:00:00.000Z',
      node: 'v20.20.2',
      openssl: '3.0.19',
      platform: 'linux x64',
      cells: cells.length,
      lanes: [
        {
          profile: 'vsftpd',
          side: 'server',
          backend: 'embedded',
          available: true,
          detail: 'emulated 3.0.5',
        },
        {
          profile: 'vsftpd',
          side: 'server',
          backend: 'docker',
          available: false,
          detail: 'cannot reach the daemon at /var/run/docker.sock',
          hint: 'start Docker, or set DOCKER_HOST',
        },
        {
          profile: 'curl',
          side: 'client',
          backend: 'real',
          available: true,
          detail: 'curl 8.5.0 OpenSSL/3.0.19',
        },
      ],
      command: ['run', '--server', 'vsftpd'],
    },
    cells,
    summary: {
      cells: cells.length,
      pass: of('pass'),
      fail: of('fail'),
      flaky: of('flaky'),
      unsupported: of('unsupported'),
      skipped: of('skipped'),
      error: of('error'),
      deviations: cells.filter(c => !c.asExpected).length,
      durationMs: 4123,
      interrupted: false,
    },
  }
}

export const sample = record([...passed, ...zosStock, ...special])
/** Nothing here needs anybody's attention. */
export const calm = record([...passed.slice(0, 6), ...zosStock, attributed])

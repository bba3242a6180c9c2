/** The sessions and findings that the cells of the sample are made of. */
import type {
  CellResult,
  Culprit,
  Finding,
  StepOutcome,
} from '../../harness/model.js'
import {
  command,
  listing,
  login,
  quit,
  recorder,
  refusedListing,
  refusedRequest,
  reply,
} from './sample-events.js'

/** Everything that must never reach a report as it is. */
export const hostile = {
  markup: '<script>alert("x")</script></script><!-- ]]> & \' "',
  escape: 'red \u001b[31malert\u001b[0m \u0007\u009b2J \u202egnp.exe',
  long: 'x'.repeat(300),
  markdown: '`code` **bold** | [link](javascript:alert(1)) # not a title',
} as const

const emptyList: readonly Culprit[] = [
  {
    side: 'server',
    product: 'vsftpd',
    option: 'ssl_request_cert',
    value: 'YES',
    cure: 'NO',
    securityCost: 'low',
    exposes: 'no client can show a certificate; require_cert is off with it',
    line: 'ssl_request_cert=NO',
  },
  {
    side: 'server',
    product: 'vsftpd',
    option: 'ca_certs_file',
    value: '',
    cure: 'ca.pem',
    securityCost: 'none',
    exposes: '',
    line: 'ca_certs_file=/etc/vsftpd/ca.pem',
  },
]

export const findingEmptyList: Finding = {
  id: 'certreq-empty-ca-list-rejected',
  phase: 'control-tls',
  severity: 'fault',
  statement:
    'The client refused the CertificateRequest of the server because it names no certification authority.',
  certainty: 'stated',
  culprits: emptyList,
  evidence: [
    { source: 'server-wire', text: 'CertificateRequest with 0 CA names' },
    {
      source: 'client-wire',
      text: 'alert 47 illegal_parameter from the client',
    },
    {
      source: 'client-program',
      text: 'rc 410 SSL message format is incorrect',
    },
  ],
}

export const findingReuse: Finding = {
  id: 'data-session-not-reused',
  phase: 'data-tls',
  severity: 'fault',
  statement:
    'The client made a new TLS session on the data connection; the server requires the control session.',
  certainty: 'proved',
  culprits: [
    {
      side: 'server',
      product: 'vsftpd',
      option: 'require_ssl_reuse',
      value: 'YES',
      cure: 'NO',
      securityCost: 'high',
      exposes: 'another host can take the data connection',
      line: 'require_ssl_reuse=NO',
    },
    {
      side: 'client',
      product: 'z/OS FTP',
      option: 'SECURE_SESSION_REUSE',
      value: 'NONE',
      cure: 'ALLOWED',
      securityCost: 'none',
      exposes: '',
      line: 'SECURE_SESSION_REUSE ALLOWED',
    },
  ],
  evidence: [
    { source: 'client-wire', text: 'full handshake on data connection 1' },
    { source: 'server-log', text: 'No SSL session reuse on data channel.' },
  ],
}

const step = (
  name: StepOutcome['step'],
  at: number,
  ms: number,
  more: Partial<StepOutcome> = {},
): StepOutcome => ({ step: name, label: name, ok: true, at, ms, ...more })

const toLogin: readonly StepOutcome[] = [
  step('connect', 0, 1),
  step('auth', 0.9, 1),
  step('control-tls', 1.8, 4),
  step('login', 6, 1.4),
  step('protect', 7.6, 0.4),
]

export const passing = (): Pick<CellResult, 'steps' | 'events'> => {
  const r = recorder()
  login(r)
  listing(r)
  quit(r)
  return {
    steps: [...toLogin, step('list', 8.3, 7, { data: 1 }), step('quit', 16, 1)],
    events: r.events,
  }
}

export const refusing = (): Pick<CellResult, 'steps' | 'events'> => {
  const r = recorder()
  login(r)
  refusedListing(r)
  quit(r)
  const why = 'the server refused the data connection with 522'
  return {
    steps: [
      ...toLogin,
      step('list', 8.3, 8, {
        ok: false,
        code: 522,
        phase: 'data-tls',
        data: 1,
        why,
      }),
    ],
    events: r.events,
  }
}

export const requesting = (): Pick<CellResult, 'steps' | 'events'> => {
  const r = recorder()
  refusedRequest(r)
  return {
    steps: [
      ...toLogin.slice(0, 2),
      step('control-tls', 1.8, 3, { ok: false, phase: 'control-tls' }),
    ],
    events: r.events,
  }
}

export const hostileSession = (): Pick<CellResult, 'steps' | 'events'> => {
  const r = recorder()
  login(r)
  r.both(command(`SITE ${hostile.markup}`))
  r.both(reply(550, `${hostile.escape}\n${hostile.markdown}`), 'server')
  r.at('server-log', { kind: 'log', text: `${hostile.long}${hostile.markup}` })
  r.both({ kind: 'clear-bytes', sender: 'server', text: hostile.escape })
  const why = `${hostile.markup} ${hostile.escape}`
  return {
    steps: [...toLogin, step('command', 9, 2, { ok: false, why })],
    events: r.events,
  }
}

/**
 * Options of the server by the book: every switch that a scenario can ask
 * for, in plain words, so that a cell can be shown where no product has the
 * option. Its defaults are what RFC 4217 and RFC 8446 ask for.
 */
import type {
  Option,
  OptionValues,
  Realised,
  ServerSettings,
  TlsVersion,
} from '../../harness/model.js'

const yesNo = ['yes', 'no'] as const

const option = (
  effect: string,
  values: readonly string[],
  byDefault: string,
  reference: string,
  cures: Option['cures'] = [],
): Option => ({
  effect,
  type: 'choice',
  values,
  default: byDefault,
  reference,
  cures,
  evidence: 'documentation',
})

const text = (
  effect: string,
  byDefault: string,
  reference: string,
  cures: Option['cures'] = [],
): Option => ({
  effect,
  type: 'text',
  default: byDefault,
  reference,
  cures,
  evidence: 'documentation',
})

const hijack =
  'another client behind the same address can take over a data connection'

export const rfc4217Options: Readonly<Record<string, Option>> = {
  tls: option('AUTH is understood', ['on', 'off'], 'on', 'RFC 4217 4', [
    {
      finding: 'auth-refused-tls-off',
      to: 'on',
      securityCost: 'none',
      exposes: '',
    },
  ]),
  implicit: option('TLS from the first byte', yesNo, 'no', 'RFC 4217 A', [
    {
      finding: 'implicit-client-explicit-server',
      to: 'yes',
      securityCost: 'none',
      exposes: '',
    },
    {
      finding: 'explicit-client-implicit-server',
      to: 'no',
      securityCost: 'none',
      exposes: '',
    },
  ]),
  'auth-mechanisms': text(
    'mechanisms that AUTH accepts, separated by blanks',
    'TLS',
    'RFC 4217 4, 17',
    [
      {
        finding: 'auth-verb-not-supported',
        to: 'TLS SSL TLS-C TLS-P',
        securityCost: 'none',
        exposes: '',
      },
    ],
  ),
  'tls-versions': text(
    'TLS versions, lowest and highest with a dash',
    'TLSv1.2-TLSv1.3',
    'RFC 8996, RFC 9325 3.1',
    [
      {
        finding: 'client-tls-too-old',
        to: 'TLSv1-TLSv1.3',
        securityCost: 'high',
        exposes: 'TLS 1.0 and 1.1 have no modern cipher and are deprecated',
      },
      {
        finding: 'client-tls-too-new-only',
        to: 'TLSv1.2-TLSv1.3',
        securityCost: 'none',
        exposes: '',
      },
      {
        finding: 'upload-reset-unread-tickets-tls13',
        when: ['TLSv1.2-TLSv1.3', 'TLSv1-TLSv1.3', 'TLSv1.3-TLSv1.3'],
        to: 'TLSv1.2-TLSv1.2',
        securityCost: 'low',
        exposes:
          'gives TLS 1.3 up; TLS 1.2 with ECDHE and AEAD suites stays acceptable',
      },
    ],
  ),
  ciphers: text(
    'OpenSSL cipher string for TLS 1.2 and below',
    'ECDHE+AESGCM:ECDHE+CHACHA20',
    'RFC 9325 4.2',
    [
      {
        finding: 'no-shared-cipher',
        to: 'HIGH',
        securityCost: 'low',
        exposes: 'also suites without forward secrecy',
      },
      {
        finding: 'no-shared-cipher',
        to: 'ALL:@SECLEVEL=0',
        securityCost: 'high',
        exposes: 'suites and signatures that no longer protect',
      },
      {
        finding: 'client-tls-too-old',
        to: 'ALL:@SECLEVEL=0',
        securityCost: 'high',
        exposes: 'suites and signatures that no longer protect',
      },
    ],
  ),
  'client-certificate': option(
    'CertificateRequest: none, or asked for, demanded, verified',
    ['none', 'requested', 'required', 'verified'],
    'none',
    'RFC 8446 4.3.2',
    [
      {
        finding: 'certreq-empty-ca-list-rejected',
        when: ['requested'],
        to: 'none',
        securityCost: 'low',
        exposes:
          'certificates that clients would have shown are no longer asked for',
      },
      {
        finding: 'client-cert-missing',
        to: 'none',
        securityCost: 'high',
        exposes: 'clients are no longer known by their certificate',
      },
      {
        finding: 'server-distrusts-client-cert',
        when: ['verified'],
        to: 'required',
        securityCost: 'high',
        exposes: 'any self-made certificate is accepted',
      },
    ],
  ),
  authorities: {
    effect:
      'authorities named in the CertificateRequest and trusted for clients',
    type: 'file',
    default: '',
    reference: 'RFC 8446 4.2.4',
    evidence: 'documentation',
    cures: [
      {
        finding: 'certreq-empty-ca-list-rejected',
        to: 'ca.pem',
        securityCost: 'none',
        exposes: '',
      },
      {
        finding: 'server-distrusts-client-cert',
        to: 'ca.pem',
        securityCost: 'none',
        exposes: '',
      },
    ],
  },
  'session-reuse': option(
    'data connections must resume a session',
    ['required', 'not-required'],
    'not-required',
    'RFC 4217 10',
    [
      'data-session-not-reused',
      'data-session-not-reused-second-transfer',
      'data-session-not-reused-tls13',
      'data-session-not-reused-tls13-second-transfer',
      'data-session-of-another-connection',
      'server-session-cache-expired',
      'server-does-not-offer-resumption',
      'session-of-lower-version',
    ].map(finding => ({
      finding,
      when: ['required'],
      to: 'not-required',
      securityCost: 'high' as const,
      exposes: hijack,
    })),
  ),
  'session-binding': option(
    'whose sessions a data connection may resume',
    ['control', 'listener'],
    'control',
    'RFC 4217 10',
    [
      {
        finding: 'data-session-of-another-connection',
        to: 'listener',
        securityCost: 'high',
        exposes: hijack,
      },
      {
        finding: 'reuse-not-bound-to-control',
        to: 'control',
        securityCost: 'none',
        exposes: '',
      },
    ],
  ),
  resumption: option(
    'how sessions can be resumed up to TLS 1.2; none holds for TLS 1.3 too',
    ['ticket', 'session-id', 'none'],
    'ticket',
    'RFC 5077, RFC 5246 7.3',
    [
      {
        finding: 'server-does-not-offer-resumption',
        when: ['none'],
        to: 'ticket',
        securityCost: 'none',
        exposes: '',
      },
    ],
  ),
  'session-lifetime': {
    effect: 'seconds for which a session can be resumed',
    type: 'number',
    default: '7200',
    reference: 'RFC 8446 4.6.1',
    evidence: 'documentation',
    cures: [
      {
        finding: 'server-session-cache-expired',
        to: '86400',
        securityCost: 'low',
        exposes: 'session secrets are kept longer',
      },
    ],
  },
  'data-protection': option(
    'data connections need PROT P',
    ['required', 'optional'],
    'required',
    'RFC 4217 9, 11',
    [
      {
        finding: 'server-requires-prot-p',
        to: 'optional',
        securityCost: 'high',
        exposes: 'contents and names cross the network in clear',
      },
      {
        finding: 'client-prot-p-missing',
        to: 'optional',
        securityCost: 'high',
        exposes: 'contents and names cross the network in clear',
      },
    ],
  ),
  'login-protection': option(
    'a login needs TLS',
    ['required', 'optional'],
    'required',
    'RFC 4217 11',
    [
      {
        finding: 'server-requires-tls-login',
        to: 'optional',
        securityCost: 'high',
        exposes: 'passwords cross the network in clear',
      },
    ],
  ),
  'upload-end': option(
    'an upload must end with close_notify',
    ['strict', 'lenient'],
    'strict',
    'RFC 8446 6.1',
    [
      {
        finding: 'upload-without-close-notify',
        to: 'lenient',
        securityCost: 'high',
        exposes: 'a file cut short on the way is confirmed',
      },
    ],
  ),
  'download-end': option(
    "a download's close_notify must be answered",
    ['strict', 'lenient'],
    'lenient',
    'RFC 8446 6.1',
    [
      {
        finding: 'download-close-notify-unanswered',
        to: 'lenient',
        securityCost: 'none',
        exposes: '',
      },
    ],
  ),
  'close-notify': option(
    'data connections end with close_notify',
    yesNo,
    'yes',
    'RFC 8446 6.1',
    [
      {
        finding: 'server-no-close-notify',
        to: 'yes',
        securityCost: 'none',
        exposes: '',
      },
    ],
  ),
  passive: option('PASV and EPSV', yesNo, 'yes', 'RFC 959 4.1.2', [
    {
      finding: 'passive-mode-refused',
      to: 'yes',
      securityCost: 'none',
      exposes: '',
    },
  ]),
  active: option('PORT and EPRT', yesNo, 'yes', 'RFC 959 4.1.2', [
    {
      finding: 'active-mode-refused',
      to: 'yes',
      securityCost: 'none',
      exposes: '',
    },
  ]),
  'passive-address': text('address in the reply to PASV', '', 'RFC 959 4.1.2', [
    {
      finding: 'pasv-address-wrong',
      to: '',
      securityCost: 'none',
      exposes: '',
    },
  ]),
  'server-name': text('SNI that is served; empty: any', '', 'RFC 6066 3', [
    { finding: 'sni-unknown', to: '', securityCost: 'none', exposes: '' },
  ]),
  alpn: text(
    'ALPN that is served; empty: ALPN is ignored',
    '',
    'RFC 7301 3.2',
    [{ finding: 'alpn-mismatch', to: '', securityCost: 'none', exposes: '' }],
  ),
  ccc: option(
    'the control connection may go back to clear',
    yesNo,
    'yes',
    'RFC 4217 12.3',
    [
      {
        finding: 'server-forbids-ccc',
        to: 'yes',
        securityCost: 'high',
        exposes: 'commands and file names after CCC are in clear',
      },
    ],
  ),
  'commands-behind-auth': option(
    'what follows AUTH in the same segment',
    ['discarded', 'obeyed'],
    'discarded',
    'RFC 3207 6',
    [
      {
        finding: 'starttls-injection',
        to: 'discarded',
        securityCost: 'none',
        exposes: '',
      },
    ],
  ),
}

const order: readonly TlsVersion[] = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3']

const certificateRequests = {
  none: { 'client-certificate': 'none' },
  'empty-list': { 'client-certificate': 'requested' },
  'with-authorities': {
    'client-certificate': 'requested',
    authorities: 'ca.pem',
  },
  required: { 'client-certificate': 'required', authorities: 'ca.pem' },
  verified: { 'client-certificate': 'verified', authorities: 'ca.pem' },
} as const

const switched = (name: string, on: boolean | undefined): OptionValues =>
  on === undefined ? {} : { [name]: on ? 'yes' : 'no' }

/** Everything that a scenario can ask for has a switch here. */
export const realiseRfc4217 = (s: ServerSettings): Realised => {
  if ((s.commandsDenied ?? []).length > 0)
    return { unsupported: 'rfc4217 denies no command' }
  const odd = s.versions?.find(v => v === 'SSLv2' || v === 'SSLv3')
  if (odd !== undefined) return { unsupported: `no RFC has ${odd} for FTP` }
  const [low] = order.filter(v => s.versions?.includes(v))
  const high = order.findLast(v => s.versions?.includes(v))
  return {
    implicit: s.implicit ?? false,
    options: {
      ...switched('implicit', s.implicit),
      ...(s.tls === 'off' ? { tls: 'off' } : {}),
      ...(low === undefined || high === undefined
        ? {}
        : { 'tls-versions': `${low}-${high}` }),
      ...(s.ciphers === undefined ? {} : { ciphers: s.ciphers }),
      ...(s.certificateRequest === undefined
        ? {}
        : certificateRequests[s.certificateRequest]),
      ...(s.sessionReuse === undefined
        ? {}
        : { 'session-reuse': s.sessionReuse }),
      ...(s.resumption === undefined ? {} : { resumption: s.resumption }),
      ...(s.sessionLifetime === undefined
        ? {}
        : { 'session-lifetime': String(s.sessionLifetime) }),
      ...(s.dataProtection === undefined
        ? {}
        : { 'data-protection': s.dataProtection }),
      ...(s.loginProtection === undefined
        ? {}
        : { 'login-protection': s.loginProtection }),
      ...(s.uploadEnd === undefined ? {} : { 'upload-end': s.uploadEnd }),
      ...(s.downloadEnd === undefined ? {} : { 'download-end': s.downloadEnd }),
      ...switched('passive', s.passive),
      ...switched('active', s.active),
      ...switched('close-notify', s.closeNotify),
      ...(s.passiveAddress === undefined
        ? {}
        : { 'passive-address': s.passiveAddress }),
      ...(s.serverNameRequired === undefined
        ? {}
        : { 'server-name': s.serverNameRequired }),
    },
  }
}

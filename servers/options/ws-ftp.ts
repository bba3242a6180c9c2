/**
 * WS_FTP Server has no documented switch for what its TLS does: `handshake` is
 * the behaviour of a build, and its cure another build.
 */
import type { Option } from '../../harness/model.js'
import { realiseBy } from './realise-by.js'

const faq =
  "Kermit FTP FAQ, 28 Oct 2003: Why Can't I Make a Secure Connection to WS_FTP?"

export const wsFtpVersions = [
  '3.0',
  '3.1.3',
  '3.1.4',
  '4.0.0',
  '7.6.2',
  '8.7.0',
]

/** what the client sees of a build that cannot do TLS */
const findings = [
  'handshake-no-answer',
  'connection-cut-after-auth',
  'cleartext-reply-after-auth',
  'client-tls-too-new-only',
  'no-shared-cipher',
]

export const wsFtpOptions = {
  handshake: {
    effect:
      'what this build does after AUTH: TLS of today, TLS 1.0 with the suites of 2003, silence and a drop, a reply in clear, SSL 3.0 only, SSL 2.0 only',
    type: 'choice',
    values: [
      'works',
      'tls1.0-only',
      'silent',
      'plaintext-421',
      'ssl3-only',
      'sslv2',
    ],
    default: { '3.0': 'silent', '7.0': 'works' },
    reference: faq,
    evidence: 'report',
    cures: findings.map(finding => ({
      finding,
      to: 'works',
      securityCost: 'none' as const,
      exposes: '',
    })),
  },
  'silent-seconds': {
    effect: 'how long a silent build holds the connection before it drops it',
    type: 'number',
    default: '5',
    reference: `${faq} (the time itself is not told)`,
    evidence: 'report',
  },
} as const satisfies Readonly<Record<string, Option>>

export const realiseWsFtp = realiseBy('WS_FTP Server', {
  implicit: () => ({}),
  versions: wanted => {
    const [only, ...more] = wanted
    if (more.length > 0) return 'no switch of WS_FTP Server for it is known'
    if (only === 'SSLv3') return { handshake: 'ssl3-only' }
    if (only === 'TLSv1') return { handshake: 'tls1.0-only' }
    if (only === 'SSLv2') return { handshake: 'sslv2' }
    return 'no switch of WS_FTP Server for it is known'
  },
  loginProtection: value =>
    value === 'optional' ? {} : 'WS_FTP Server is emulated without that rule',
  dataProtection: value =>
    value === 'optional' ? {} : 'WS_FTP Server is emulated without that rule',
  sessionReuse: value =>
    value === 'not-required'
      ? {}
      : 'no version of WS_FTP Server is known to require session reuse',
})

export const wsFtpLine = (option: string, value: string): string =>
  option === 'handshake' && value === 'works'
    ? 'upgrade: a build whose TLS works (WS_FTP Server 7 or later)'
    : `${option}: ${value} (no setting of WS_FTP Server)`

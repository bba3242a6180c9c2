/** Whose sessions the server by the book takes back, how, and for how long. */
import type { Option } from '../../harness/model.js'
import { costlyCure, freeCure, hijack } from './cure-kit.js'
import { option } from './rfc4217-words.js'

export const rfc4217SessionsOptions: Readonly<Record<string, Option>> = {
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
      costlyCure('data-session-of-another-connection', 'listener', hijack),
      freeCure('reuse-not-bound-to-control', 'control'),
    ],
  ),
  resumption: option(
    'how sessions can be resumed up to TLS 1.2; none holds for TLS 1.3 too',
    ['ticket', 'session-id', 'none'],
    'ticket',
    'RFC 5077, RFC 5246 7.3',
    [freeCure('server-does-not-offer-resumption', 'ticket', ['none'])],
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
}

/**
 * Copies the control connection's session once: good for ever up to TLS 1.2,
 * good for one data connection in TLS 1.3, whose tickets are used once.
 * C-Kermit 10.0 does so, and PHP did before php-src pull request 12851.
 */
import { genericOptions, genericTraits } from './engine/generic-options.js'
import { emulated } from './engine/profile.js'

export default emulated({
  id: 'first-ticket-only',
  product: 'client with one session',
  title: 'offers the first control session only: one resumption in TLS 1.3',
  versions: ['1'],
  defaultVersion: '1',
  evidence: 'verified',
  inDefaultMatrix: true,
  options: {
    ...genericOptions,
    'session-copy': {
      effect: 'which session data connections offer: the first or the newest',
      type: 'choice',
      values: ['first', 'newest'],
      default: 'first',
      reference: 'https://github.com/php/php-src/pull/12851',
      evidence: 'verified',
      cures: [
        'data-session-not-reused-second-transfer',
        'data-session-not-reused-tls13-second-transfer',
      ].map(finding => ({
        finding,
        to: 'newest',
        securityCost: 'none' as const,
        exposes: '',
      })),
    },
  },
  traits: read => ({
    ...genericTraits(read),
    protect: 'before-login',
    dataHandshake: 'after-1yz',
    dataSession: read('session-copy') === 'newest' ? 'newest' : 'first',
  }),
})

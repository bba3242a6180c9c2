/**
 * A full handshake on every data connection: what Python's ftplib, commons
 * net, Perl's Net::FTP and PHP's ftps:// wrapper do as shipped.
 */
import { genericOptions, genericTraits } from './engine/generic-options.js'
import { emulated } from './engine/profile.js'

export default emulated({
  id: 'never-resumes',
  product: 'client without session reuse',
  title: 'full TLS handshake on every data connection (ftplib, commons-net)',
  versions: ['1'],
  defaultVersion: '1',
  evidence: 'verified',
  inDefaultMatrix: true,
  options: {
    ...genericOptions,
    'session-reuse': {
      effect: 'data connections offer the session of the control connection',
      type: 'boolean',
      values: ['NO', 'YES'],
      default: 'NO',
      reference: 'https://bugs.python.org/issue19500',
      evidence: 'verified',
      cures: [
        {
          finding: 'data-session-not-reused',
          to: 'YES',
          securityCost: 'none',
          exposes: '',
        },
        {
          finding: 'data-session-not-reused-tls13',
          to: 'YES',
          securityCost: 'none',
          exposes: '',
        },
      ],
    },
  },
  traits: read => ({
    ...genericTraits(read),
    dataHandshake: 'after-1yz',
    dataSession: read('session-reuse') === 'YES' ? 'newest' : 'none',
  }),
  configurationLine: (option, value) =>
    option === 'session-reuse'
      ? `${option}=${value}  (a change of the program: pass the control session to the data connection)`
      : `${option}=${value}`,
})

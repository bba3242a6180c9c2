/**
 * Agrees PROT P and then sends its data in clear: the server waits for a
 * ClientHello that never comes, or takes file bytes for one.
 */
import { genericOptions, genericTraits } from './engine/generic-options.js'
import { emulated } from './engine/profile.js'

export default emulated({
  id: 'clear-data',
  product: 'client without TLS on data',
  title: 'PROT P, then data connections in clear',
  versions: ['1'],
  defaultVersion: '1',
  evidence: 'report',
  inDefaultMatrix: true,
  options: {
    ...genericOptions,
    'data-tls': {
      effect: 'a TLS handshake follows on data connections after PROT P',
      type: 'boolean',
      values: ['NO', 'YES'],
      default: 'NO',
      reference: 'RFC 4217 9',
      evidence: 'report',
      cures: [
        {
          finding: 'client-no-tls-on-data',
          to: 'YES',
          securityCost: 'none',
          exposes: '',
        },
      ],
    },
  },
  traits: read => ({
    ...genericTraits(read),
    dataTls: read('data-tls') === 'YES',
    // it would wait for ever: both ends wait for the other to speak
    dataSilenceMs: 400,
  }),
})

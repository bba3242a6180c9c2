/**
 * A client that has one old version of SSL or TLS and nothing else, as the
 * FAQ of Kermit 95 tells of its WS_FTP servers and as embedded devices still
 * are. SSL 3.0 is our own stack; no suites but RSA with AES or 3DES.
 */
import type { TlsVersion } from '../model.js'
import { emulated } from './engine/profile.js'
import { soundTraits } from './engine/traits.js'

const versions: readonly TlsVersion[] = ['SSLv3', 'TLSv1']

export default emulated({
  id: 'ssl3-only',
  product: 'SSL 3.0 client',
  title: 'SSL 3.0 (or TLS 1.0) and nothing else, without extensions',
  versions: ['1'],
  defaultVersion: '1',
  evidence: 'report',
  inDefaultMatrix: false,
  options: {
    protocol: {
      effect: 'the one version that it speaks',
      type: 'choice',
      values: versions,
      default: 'SSLv3',
      reference: 'RFC 6101; https://www.kermitproject.org/ftpclient.html',
      evidence: 'report',
      cures: [
        {
          finding: 'client-tls-too-old',
          when: ['SSLv3'],
          to: 'TLSv1',
          securityCost: 'none',
          exposes: '',
        },
        {
          finding: 'client-tls-too-new-only',
          when: ['TLSv1'],
          to: 'SSLv3',
          securityCost: 'high',
          exposes: 'SSL 3.0 is broken (POODLE, RFC 7568)',
        },
      ],
    },
  },
  matrix: [{}, { protocol: 'TLSv1' }],
  traits: read => {
    const only = read('protocol') === 'TLSv1' ? 'TLSv1' : 'SSLv3'
    return {
      ...soundTraits,
      auth: ['TLS', 'SSL'],
      listType: 'A',
      dataHandshake: 'after-1yz',
      tls: {
        ...soundTraits.tls,
        stack: 'system-ssl',
        minVersion: only,
        maxVersion: only,
        lowest: only,
        suites: [0x35, 0x2f, 0x0a],
        resumption: 'session-id',
        legacyServers: true,
        sendServerName: false,
        renegotiationScsv: false,
        verify: 'chain',
      },
    }
  },
})

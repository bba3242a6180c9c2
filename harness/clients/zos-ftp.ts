/**
 * The FTP client of z/OS Communications Server on System SSL. Its options
 * are FTP.DATA statements and the AT-TLS policy of a site that uses TLS; how
 * far they are IBM's defaults each option says. No z/OS was at hand: the
 * behaviour is that of documents, recorded traces and customers' reports.
 */
import { atTlsOptions, policyLine } from './engine/zos/at-tls.js'
import { emulated } from './engine/profile.js'
import { ftpDataOptions } from './engine/zos/ftp-data.js'
import { versions } from './engine/zos/releases.js'
import { zosTrace } from './engine/zos/trace.js'
import { enabledVersions, zosTraits } from './engine/zos/traits.js'

export default emulated({
  id: 'zos-ftp',
  product: 'z/OS FTP',
  title: 'z/OS Communications Server FTP client, System SSL',
  versions,
  defaultVersion: 'V2R5',
  evidence: 'documentation',
  inDefaultMatrix: true,
  options: { ...ftpDataOptions, ...atTlsOptions },
  matrix: [
    {},
    { SECURE_SESSION_REUSE: 'ALLOWED' },
    { TLSMECHANISM: 'FTP', KEYRING: '*AUTH*/*' },
  ],
  traits: zosTraits,
  trace: (read, { version, host, port, user }) =>
    zosTrace({ read, version, host, port, user }),
  supports: ({ auth, mode }, read) => {
    if (read('SSLV3') === 'TRUE') return 'SSLv3 is beyond the emulation'
    if (enabledVersions(read).length === 0)
      return 'the AT-TLS policy has no version of TLS on'
    if (mode !== 'implicit' && auth?.some(a => a !== 'TLS'))
      return 'it sends AUTH TLS and no other mechanism'
    return true
  },
  configurationLine: (option, value) =>
    option in atTlsOptions
      ? policyLine(option, value)
      : option === 'GSK_PROTOCOL_TLSV1_2'
        ? `ENVAR("${option}=${value}")`
        : `${option} ${value}`,
})

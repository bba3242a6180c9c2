/**
 * The server of First Health Services as the Kermit FAQ describes it: explicit
 * TLS on port 21000, with a build of WS_FTP Server whose TLS works for Kermit.
 */
import type { CertificateStore, ListenerSpec } from '../../harness/model.js'
import type { EngineConfig } from '../engine/config.js'
import { exampleCertificate } from '../quirks/example-certificate.js'
import { wsFtpToEngine } from './ws-ftp.js'

/** the FAQ names none; of its time and without the fault */
const build = '3.1.3'

export const firstHealthToEngine = async (
  spec: ListenerSpec,
  certificates: CertificateStore,
): Promise<EngineConfig> => {
  const own = spec.options['certificate'] === 'own'
  const config = await wsFtpToEngine(
    {
      ...spec,
      version: build,
      options: { handshake: 'works' },
      certificate: own
        ? spec.certificate
        : exampleCertificate(spec.certificate),
    },
    certificates,
  )
  const { tls } = config
  // a client of today is to meet the certificate, not the TLS 1.0 of 2003
  return tls === null
    ? config
    : { ...config, tls: { ...tls, maxVersion: 'TLSv1.2' } }
}

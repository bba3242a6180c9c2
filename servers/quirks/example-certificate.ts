/**
 * The certificate is the example that the product was shipped with: no name in
 * it is a host's. A client that verifies names refuses it or asks.
 *
 * Source: Kermit FTP FAQ of 28 Oct 2003, First Health Services: "there is no
 * proper hostname or IP address in the certificate to validate". Who signed
 * the real one is not told; here it leads to the root of the run, so that the
 * name is the only thing wrong with it.
 */
import type { CertificateSpec } from '../../harness/model.js'

export const exampleCertificate = (spec: CertificateSpec): CertificateSpec => ({
  ...spec,
  names: ['ws-ftp-example'],
})

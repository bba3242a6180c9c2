/**
 * The ftpd of netkit with SSL patches (linux-ftpd-ssl 0.17). Known: AUTH SSL
 * of the oldest drafts implies protected data, and there is no PROT to ask for
 * it. Nothing here was compared with the program.
 */
import type { CertificateStore, ListenerSpec } from '../../harness/model.js'
import type { EngineConfig } from '../engine/config.js'
import { byTheBook, lenient } from './by-the-book.js'

export const netkitFtpdToEngine = async (
  spec: ListenerSpec,
  certificates: CertificateStore,
): Promise<EngineConfig> => {
  const config = await byTheBook(spec, certificates, {
    ...lenient,
    'auth-mechanisms': 'SSL TLS',
    'tls-versions': 'TLSv1-TLSv1.2',
    ciphers: 'ALL:@SECLEVEL=0',
    resumption: 'session-id',
    'upload-end': 'lenient',
  })
  return {
    ...config,
    auth: { ...config.auth, mechanisms: { SSL: 'P', TLS: 'C' } },
    features: [],
  }
}

/**
 * Peter Runestig's patches of BSD ftpd and others for AUTH TLS, retired in
 * favour of ProFTPD's mod_tls on 2005-10-21 (Ford-Hutchinson's list). Known:
 * AUTH TLS of the drafts; TLS 1.0 is what its OpenSSL had. The answer to AUTH
 * is that of ProFTPD, its heir.
 */
import type { CertificateStore, ListenerSpec } from '../../harness/model.js'
import type { EngineConfig } from '../engine/config.js'
import { byTheBook, lenient } from './by-the-book.js'

export const runestigToEngine = async (
  spec: ListenerSpec,
  certificates: CertificateStore,
): Promise<EngineConfig> => {
  const config = await byTheBook(spec, certificates, {
    ...lenient,
    'auth-mechanisms': 'TLS TLS-P TLS-C SSL',
    'tls-versions': 'TLSv1-TLSv1',
    ciphers: 'AES128-SHA:AES256-SHA:@SECLEVEL=0',
    resumption: 'session-id',
    'upload-end': 'lenient',
  })
  return {
    ...config,
    replies: {
      ...config.replies,
      'auth-ok': [234, 'AUTH TLS successful'],
    },
  }
}

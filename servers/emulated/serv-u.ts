/**
 * Serv-U: no source tells what its TLS does. Its greeting and its answer to
 * AUTH are as commonly quoted; listeners are for explicit or for implicit TLS.
 */
import type { CertificateStore, ListenerSpec } from '../../harness/model.js'
import type { EngineConfig } from '../engine/config.js'
import { byTheBook, lenient } from './by-the-book.js'

export const servUToEngine = async (
  spec: ListenerSpec,
  certificates: CertificateStore,
): Promise<EngineConfig> => {
  const config = await byTheBook(spec, certificates, lenient)
  return {
    ...config,
    replies: {
      ...config.replies,
      greeting: [220, `Serv-U FTP Server v${spec.version} ready...`],
      'auth-ok': [234, 'AUTH command OK. Initializing SSL connection.'],
      'user-ok': [331, 'User name okay, need password.'],
      'login-ok': [230, 'User logged in, proceed.'],
    },
  }
}

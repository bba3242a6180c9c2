/**
 * TLS without extended_master_secret: after the Windows updates of October
 * 2019 SChannel clients no longer resume sessions of such a server.
 *
 * Source: FileZilla Server 0.9.60.2 is built with OpenSSL 1.0.2k, which does
 * not have RFC 7627; ffftp wiki, Compatibility; FluentFTP issue 465.
 */
import type { Quirk } from './quirk.js'

/** SSL_OP_NO_EXTENDED_MASTER_SECRET, which node:crypto does not name */
const noExtendedMasterSecret = 1

export const withoutExtendedMasterSecret: Quirk = config => {
  const { tls } = config
  if (tls === null) return config
  const options = (tls.options ?? 0) | noExtendedMasterSecret
  return { ...config, tls: { ...tls, options } }
}

/**
 * SSL 3.0 is the only version that the server has: it answers a ClientHello of
 * any later one with 3.0, as RFC 6101 5.6.1.2 asks for.
 *
 * Source: Kermit FTP FAQ of 28 Oct 2003, WS_FTP Server 3.0 to 4.0.0: "In each
 * case it was possible to establish connections using SSLv3".
 */
import { ssl3Layer } from '../engine/legacy/ssl3-stream.js'
import type { Quirk } from './quirk.js'

export const ssl3Only: Quirk = config => {
  const { tls } = config
  if (tls === null) return config
  const layer = ssl3Layer(tls.chainPem, tls.keyPem)
  return { ...config, tls: { ...tls, layer } }
}

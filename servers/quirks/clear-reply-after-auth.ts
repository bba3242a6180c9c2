/**
 * AUTH is accepted, and an FTP reply in clear answers the ClientHello. OpenSSL
 * clients report that as "wrong version number".
 *
 * Source: Kermit FTP FAQ of 28 Oct 2003, WS_FTP Server: SSL3_GET_RECORD:wrong
 * version number, which OpenSSL says of bytes that are no TLS record. The
 * wording is that of RFC 959 for 421; the product's own is not known.
 */
import { wireText, type ReplyText } from '../engine/replies.js'
import { hookQuirk, type Quirk } from './quirk.js'

export const clearReplyAfterAuth = (
  [code, ...lines]: ReplyText = [
    421,
    'Service not available, closing control connection.',
  ],
): Quirk =>
  hookQuirk({
    auth: () => ({
      then: wire => {
        wire.once('data', () => wire.end(wireText(code, lines)))
        wire.on('end', () => wire.end())
        wire.resume()
      },
    }),
  })

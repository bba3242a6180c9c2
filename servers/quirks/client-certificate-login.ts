/**
 * USER is refused on a session without a client certificate: the handshake
 * was fine, and the answer comes only here.
 *
 * Source: IBM IP and SNA Codes, FTP reply 531 "Server requires client
 * certificate for login processing", SECURE_LOGIN REQUIRED or VERIFY_USER.
 */
import { hookQuirk, type Quirk } from './quirk.js'

export const clientCertificateLogin: Quirk = hookQuirk({
  command: ({ verb }, session) =>
    verb === 'USER' && session.secure && !session.certified
      ? [531, 'Server requires client certificate for login processing']
      : undefined,
})

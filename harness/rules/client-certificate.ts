/** What can be told of a client certificate where no alert arrived. Pure. */
import type { Connection } from '../model.js'

/**
 * Under TLS 1.3 a server has nothing left to refuse once the client has sent
 * its Finished but what the client answered to its CertificateRequest. One
 * that closes at once (Pure-FTPd) resets the connection, and its alert is
 * lost; its log says that the handshake failed.
 */
export const refusedWithoutAlert = ({ handshake }: Connection): boolean =>
  handshake !== null &&
  handshake.version === 'TLSv1.3' &&
  handshake.certificateRequest !== null &&
  handshake.alert === null &&
  handshake.completedBy.client === true &&
  handshake.completedBy.server === false

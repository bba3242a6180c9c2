/** What can be told of a client certificate where no alert arrived. Pure. */
import type { Connection, Transcript } from '../model.js'

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
  handshake.completedBy.client !== false &&
  handshake.completedBy.server === false

/**
 * The same where nobody could look into the handshake: what the server asked
 * for and what the client answered is not known.
 */
export const refusedUnseen = ({ handshake }: Connection): boolean => {
  if (handshake === null || handshake.version !== 'TLSv1.3') return false
  if (handshake.resumed === true || handshake.certificates !== null)
    return false
  const { lastMessage: last, completedBy, failures } = handshake
  const finished =
    completedBy.client === true ||
    (last?.name === 'Finished' && last.sender === 'client')
  return (
    finished &&
    completedBy.client !== false &&
    completedBy.server === false &&
    failures.every(f => f.side === 'server')
  )
}

/** JSSE meets alert 116 at its first read, and says so where it reads. */
export const toldOfAlert116 = ({ logs }: Transcript): boolean =>
  logs.some(
    ({ from, text }) =>
      from === 'client-log' && /alert:? certificate[ _]required/i.test(text),
  )

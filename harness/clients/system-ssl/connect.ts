/**
 * A TLS 1.0 or 1.1 client that behaves as z/OS System SSL does, over any
 * Duplex. For what Node's OpenSSL cannot be told to do: the recorded
 * ClientHello, resumption by session id alone, and rc 410 for an empty list
 * of certificate authorities. Not for anything that must be safe.
 */
import type { Duplex } from 'node:stream'
import type { TlsVersion } from '../../model.js'
import {
  Handshake,
  type HandshakeOptions,
  type SystemSslSession,
} from './handshake.js'
import { SecureStream, type PeerClosed } from './secure-stream.js'
import { SystemSslError } from './status.js'
import { Wire } from './wire.js'

export { SystemSslError, statusTexts } from './status.js'
export { defaultSuites } from './suites.js'
export { trusting } from './verify.js'
export type { SystemSslSession } from './handshake.js'
export type { PeerClosed } from './secure-stream.js'

export type SystemSslOptions = HandshakeOptions

export interface SystemSslConnection {
  /** plain text; `end()` sends FIN only */
  readonly stream: Duplex
  readonly version: TlsVersion
  /** OpenSSL's name of the suite */
  readonly cipher: string
  readonly resumed: boolean
  /** to be offered by the next connection */
  readonly session: SystemSslSession
  readonly closeNotify: () => void
  /** settles as far as `stream` is read */
  readonly peerClosed: Promise<PeerClosed>
  /** drops TLS without close_notify and gives the transport back */
  readonly release: () => Duplex
}

/**
 * Rejects with SystemSslError. The transport stays open then, paused, with
 * what the server sent next still unread: its owner reads or destroys it.
 */
export const systemSslConnect = async (
  transport: Duplex,
  options: SystemSslOptions,
): Promise<SystemSslConnection> => {
  const wire = new Wire(transport)
  try {
    const established = await new Handshake(wire, options).run()
    const stream = new SecureStream(wire)
    return {
      stream,
      version: established.version,
      cipher: established.suite.name,
      resumed: established.resumed,
      session: established.session,
      closeNotify: () => stream.closeNotify(),
      peerClosed: stream.peerClosed,
      release: () => stream.release(),
    }
  } catch (error) {
    const failure =
      error instanceof SystemSslError
        ? error
        : new SystemSslError(410, { detail: String(error), cause: error })
    if (failure.alert?.sender === 'client') wire.alert(2, failure.alert.code)
    wire.release()
    throw failure
  }
}

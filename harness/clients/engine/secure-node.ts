/** One handshake by node:tls over a tap. */
import { checkServerIdentity, connect, type TLSSocket } from 'node:tls'
import type { Duplex } from 'node:stream'
import type { TlsVersion } from '../../model.js'
import { closeBothWays, type Tap } from '../../wire/tap.js'
import type { TlsSession } from './sessions.js'
import type { TlsTerms } from './terms.js'

export interface Secured {
  readonly stream: Duplex
  readonly version: TlsVersion
  readonly cipher: string
  readonly resumed: boolean
  /** the certificate has another name, and the client looked only now */
  readonly misnamed?: Error
  /** close_notify behind everything written; FIN follows unless gated */
  end(): void
}

export interface SecureHooks {
  /** a session that can be resumed; may come before the handshake is done */
  readonly session: (session: TlsSession) => void
  /** in the same tick in which the handshake completes */
  readonly done: (secured: Secured) => void
  /** after the handshake */
  readonly error: (error: Error) => void
}

const misnamed = (socket: TLSSocket, terms: TlsTerms): Error | undefined => {
  const { nameBehindHandshake, verify } = terms.traits
  if (nameBehindHandshake !== true || verify !== 'chain-and-name')
    return undefined
  // no certificate comes with a resumed session
  if (socket.isSessionReused()) return undefined
  return checkServerIdentity(terms.serverName, socket.getPeerCertificate())
}

const securedBy = (socket: TLSSocket, terms: TlsTerms): Secured => {
  const wrong = misnamed(socket, terms)
  return {
    stream: socket,
    version: (socket.getProtocol() ?? 'TLSv1.2') as TlsVersion,
    cipher: socket.getCipher().name,
    resumed: socket.isSessionReused(),
    ...(wrong === undefined ? {} : { misnamed: wrong }),
    end: () => socket.end(),
  }
}

export const secureByNode = (
  tap: Tap,
  terms: TlsTerms,
  session: TlsSession | null,
  hooks: SecureHooks,
): Promise<Secured> =>
  new Promise((resolve, reject) => {
    const socket = closeBothWays(
      connect({
        ...terms.node,
        socket: tap,
        ...(session?.stack === 'node' ? { session: session.bytes } : {}),
      }),
    )
    let secured: Secured | undefined
    socket.on('keylog', line => tap.keylog(line))
    socket.on('session', bytes => hooks.session({ stack: 'node', bytes }))
    socket.once('secureConnect', () => {
      secured = securedBy(socket, terms)
      hooks.done(secured)
      resolve(secured)
    })
    socket.on('error', (error: Error) => {
      if (secured === undefined) reject(error)
      else hooks.error(error)
    })
    socket.once('close', () => {
      reject(new Error('closed before the TLS handshake was complete'))
    })
  })

/** node:tls as the TLS layer of a server's connection. */
import type { Duplex } from 'node:stream'
import { TLSSocket, type SecureContext } from 'node:tls'
import { closeBothWays, type Tap } from '../../harness/wire/tap.js'
import type { TlsStart } from './channel.js'
import type { SecureStream } from './secure-stream.js'

export const nodeLayer = (
  tap: Duplex & Pick<Tap, 'keylog'>,
  start: TlsStart,
  context: SecureContext,
): SecureStream => {
  const socket = new TLSSocket(tap, tlsOptions(start, context))
  socket.on('keylog', (line: Buffer) => tap.keylog(line))
  return closeBothWays(socket)
}

const tlsOptions = (start: TlsStart, context: SecureContext) => ({
  isServer: true,
  secureContext: context,
  requestCert: start.requestCertificate,
  // to OpenSSL: fail if there is no certificate; Node checks nothing here
  rejectUnauthorized: start.requireCertificate,
  ...(start.alpn === undefined ? {} : { ALPNProtocols: [...start.alpn] }),
  // TLSSocket asks it for sessions by id and needs no more of a tls.Server
  ...(start.sessions === null ? {} : { server: start.sessions as never }),
})

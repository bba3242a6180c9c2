/**
 * A server that has SSL 2.0 and nothing else, as far as its first answer
 * (draft-hickman-netscape-ssl): SERVER-HELLO to a CLIENT-HELLO in its own
 * format, ERROR to anything else. It never gets to keys.
 */
import { randomBytes, X509Certificate } from 'node:crypto'
import type { Duplex } from 'node:stream'

/** draft-hickman 2.4: ERROR, NO-CIPHER-ERROR */
const error = Buffer.from('8003000001', 'hex')
/** SSL_CK_RC4_128_WITH_MD5, SSL_CK_DES_192_EDE3_CBC_WITH_MD5 */
const cipherSpecs = Buffer.from('0100800700c0', 'hex')
const connectionIdBytes = 16
const clientHello = 1
/** until then the peer may say what it thinks of the answer */
const lingerMs = 1000

const serverHello = (certificate: Buffer): Buffer => {
  const head = Buffer.alloc(11)
  head[0] = 4
  // [1] no session id hit
  head[2] = 1
  head.writeUInt16BE(2, 3)
  head.writeUInt16BE(certificate.length, 5)
  head.writeUInt16BE(cipherSpecs.length, 7)
  head.writeUInt16BE(connectionIdBytes, 9)
  const id = randomBytes(connectionIdBytes)
  const body = Buffer.concat([head, certificate, cipherSpecs, id])
  const length = Buffer.alloc(2)
  length.writeUInt16BE(0x8000 | body.length)
  return Buffer.concat([length, body])
}

/** Answers the first bytes and ends the connection. */
export const answerInSslv2 = (wire: Duplex, chainPem: string): void => {
  const certificate = new X509Certificate(chainPem).raw
  wire.once('data', (first: Buffer) => {
    const own = ((first[0] ?? 0) & 0x80) !== 0 && first[2] === clientHello
    if (!own) return wire.end(error)
    wire.write(serverHello(certificate))
    wire.once('data', () => wire.end(error))
    setTimeout(() => wire.end(), lingerMs).unref()
    return undefined
  })
  wire.on('error', () => undefined)
  wire.on('end', () => wire.end())
  wire.resume()
}

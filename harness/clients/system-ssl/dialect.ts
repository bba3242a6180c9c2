/** What differs in the handshake between SSL 3.0 and TLS 1.0 or 1.1. */
import { clientProtection, digests, prf, type Protection } from './keys.js'
import { ssl3Digests, ssl3Master, ssl3Protection } from './keys-ssl3.js'
import { opaque16 } from './messages.js'
import type { Suite } from './suites.js'

export interface Dialect {
  /** body of ClientKeyExchange around the encrypted pre-master secret */
  readonly keyExchange: (encrypted: Buffer) => Buffer
  readonly master: (secret: Buffer, randoms: Buffer) => Buffer
  readonly protection: (
    suite: Suite,
    version: number,
    master: Buffer,
    clientRandom: Buffer,
    serverRandom: Buffer,
  ) => Protection
  readonly finished: (
    sender: 'client' | 'server',
    messages: readonly Buffer[],
    master: Buffer,
  ) => Buffer
  /** what CertificateVerify signs */
  readonly proof: (messages: readonly Buffer[], master: Buffer) => Buffer
}

export const tls1: Dialect = {
  keyExchange: opaque16,
  master: (secret, randoms) => prf(secret, 'master secret', randoms, 48),
  protection: clientProtection,
  finished: (sender, messages, master) =>
    prf(master, `${sender} finished`, digests(messages), 12),
  proof: messages => digests(messages),
}

export const ssl3: Dialect = {
  // RFC 6101 5.6.7.1: no length in front, as every SSL 3.0 program did it
  keyExchange: encrypted => encrypted,
  master: ssl3Master,
  protection: (suite, _version, master, clientRandom, serverRandom) =>
    ssl3Protection(suite, master, clientRandom, serverRandom),
  finished: (sender, messages, master) =>
    ssl3Digests(messages, master, sender === 'client' ? 'CLNT' : 'SRVR'),
  proof: (messages, master) => ssl3Digests(messages, master),
}

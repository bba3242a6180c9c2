/**
 * The key schedule, the MAC and the digests of SSL 3.0 (RFC 6101), which no
 * OpenSSL of today speaks: for clients that know nothing newer. RSA key
 * transport with CBC suites and SHA-1 only.
 */
import { createHash } from 'node:crypto'
import {
  blockProtection,
  splitKeys,
  type DirectionKeys,
  type Protection,
} from './keys.js'
import type { Suite } from './suites.js'

const hash = (name: 'md5' | 'sha1', ...parts: readonly Buffer[]): Buffer =>
  createHash(name).update(Buffer.concat(parts)).digest()

/** RFC 6101 6.1, 6.2.2: A, BB, CCC, … */
const expand = (secret: Buffer, seed: Buffer, length: number): Buffer => {
  const parts: Buffer[] = []
  for (let i = 1; parts.length * 16 < length; i += 1) {
    const label = Buffer.alloc(i, 0x40 + i)
    parts.push(hash('md5', secret, hash('sha1', label, secret, seed)))
  }
  return Buffer.concat(parts).subarray(0, length)
}

export const ssl3Master = (preMaster: Buffer, randoms: Buffer): Buffer =>
  expand(preMaster, randoms, 48)

const pads = { md5: 48, sha1: 40 } as const

const nested = (
  name: 'md5' | 'sha1',
  secret: Buffer,
  outerFirst: boolean,
  inner: readonly Buffer[],
): Buffer => {
  const pad1 = Buffer.alloc(pads[name], 0x36)
  const pad2 = Buffer.alloc(pads[name], 0x5c)
  // the MAC puts the secret first, the digests of a handshake last
  const within = outerFirst
    ? hash(name, secret, pad1, ...inner)
    : hash(name, ...inner, secret, pad1)
  return hash(name, secret, pad2, within)
}

/** MD5 then SHA-1, for Finished (with its sender) and CertificateVerify. */
export const ssl3Digests = (
  messages: readonly Buffer[],
  master: Buffer,
  sender = '',
): Buffer => {
  const inner = [...messages, Buffer.from(sender, 'latin1')]
  return Buffer.concat([
    nested('md5', master, false, inner),
    nested('sha1', master, false, inner),
  ])
}

const mac = (
  keys: DirectionKeys,
  sequence: bigint,
  type: number,
  plain: Buffer,
): Buffer => {
  const head = Buffer.alloc(11)
  head.writeBigUInt64BE(sequence)
  head.writeUInt8(type, 8)
  head.writeUInt16BE(plain.length, 9)
  return nested('sha1', keys.mac, true, [head, plain])
}

export const ssl3Protection = (
  suite: Suite,
  master: Buffer,
  clientRandom: Buffer,
  serverRandom: Buffer,
): Protection => {
  const seed = Buffer.concat([serverRandom, clientRandom])
  const keys = splitKeys(suite, length => expand(master, seed, length))
  return blockProtection(
    suite,
    { explicitIv: false, anyPadding: true, mac },
    keys,
  )
}

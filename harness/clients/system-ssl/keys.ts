/**
 * The key schedule and the record protection of TLS 1.0 (RFC 2246) and 1.1
 * (RFC 4346): CBC suites with HMAC-SHA1. TLS 1.2's PRF and AEAD are left to
 * node:tls.
 */
import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto'
import { refuse } from './status.js'
import type { Suite } from './suites.js'

const expand = (
  hash: 'md5' | 'sha1',
  secret: Buffer,
  seed: Buffer,
  length: number,
): Buffer => {
  const hmac = (data: Buffer) => createHmac(hash, secret).update(data).digest()
  const parts: Buffer[] = []
  let a = hmac(seed)
  for (let have = 0; have < length; a = hmac(a)) {
    const part = hmac(Buffer.concat([a, seed]))
    parts.push(part)
    have += part.length
  }
  return Buffer.concat(parts).subarray(0, length)
}

/** RFC 2246 section 5: P_MD5 over one half of the secret, P_SHA1 the other. */
export const prf = (
  secret: Buffer,
  label: string,
  seed: Buffer,
  length: number,
): Buffer => {
  const half = Math.ceil(secret.length / 2)
  const labelled = Buffer.concat([Buffer.from(label, 'latin1'), seed])
  const md5 = expand('md5', secret.subarray(0, half), labelled, length)
  const sha = expand(
    'sha1',
    secret.subarray(secret.length - half),
    labelled,
    length,
  )
  return Buffer.from(md5.map((byte, i) => byte ^ (sha[i] ?? 0)))
}

/** MD5 then SHA-1 of the handshake so far: 36 bytes. */
export const digests = (messages: readonly Buffer[]): Buffer => {
  const all = Buffer.concat(messages)
  return Buffer.concat([
    createHash('md5').update(all).digest(),
    createHash('sha1').update(all).digest(),
  ])
}

export interface Protection {
  readonly seal: (type: number, plain: Buffer) => Buffer
  /** throws SystemSslError 411 when it is not authentic */
  readonly open: (type: number, fragment: Buffer) => Buffer
}

export interface DirectionKeys {
  readonly mac: Buffer
  readonly key: Buffer
  readonly iv: Buffer
}

const macSize = 20

const macOver = (
  keys: DirectionKeys,
  version: number,
  sequence: bigint,
  type: number,
  plain: Buffer,
): Buffer => {
  const head = Buffer.alloc(13)
  head.writeBigUInt64BE(sequence)
  head.writeUInt8(type, 8)
  head.writeUInt16BE(version, 9)
  head.writeUInt16BE(plain.length, 11)
  return createHmac('sha1', keys.mac).update(head).update(plain).digest()
}

/** Takes padding and MAC off; one error for both (RFC 4346 section 6.2.3.2). */
const unpad = (
  plain: Buffer,
  macOf: (data: Buffer) => Buffer,
  anyPadding: boolean,
): Buffer => {
  const bad = refuse(411, 20, 'bad record MAC')
  const pad = plain.at(-1) ?? 0
  const end = plain.length - pad - 1 - macSize
  if (end < 0) throw bad
  const padding = plain.subarray(plain.length - pad - 1)
  const data = plain.subarray(0, end)
  const authentic = timingSafeEqual(
    macOf(data),
    plain.subarray(end, end + macSize),
  )
  const regular = anyPadding || padding.every(byte => byte === pad)
  if (!authentic || !regular) throw bad
  return data
}

export interface RecordRules {
  readonly explicitIv: boolean
  /** SSL 3.0 says nothing of what padding holds */
  readonly anyPadding: boolean
  readonly mac: (
    keys: DirectionKeys,
    sequence: bigint,
    type: number,
    plain: Buffer,
  ) => Buffer
}

export interface KeyPair {
  readonly write: DirectionKeys
  readonly read: DirectionKeys
}

export const blockProtection = (
  suite: Suite,
  { explicitIv, anyPadding, mac: macOf }: RecordRules,
  { write, read }: KeyPair,
): Protection => {
  const { algorithm, blockBytes } = suite
  const cipher = (iv: Buffer) =>
    createCipheriv(algorithm, write.key, iv).setAutoPadding(false)
  const decipher = (iv: Buffer) =>
    createDecipheriv(algorithm, read.key, iv).setAutoPadding(false)
  // TLS 1.0 chains CBC over records, so one cipher object lives on
  const chainedWrite = cipher(write.iv)
  const chainedRead = decipher(read.iv)
  let written = 0n
  let seen = 0n
  return {
    seal: (type, plain) => {
      const mac = macOf(write, written++, type, plain)
      const pad = blockBytes - ((plain.length + macSize) % blockBytes)
      const block = Buffer.concat([plain, mac, Buffer.alloc(pad, pad - 1)])
      if (!explicitIv) return chainedWrite.update(block)
      const iv = randomBytes(blockBytes)
      return Buffer.concat([iv, cipher(iv).update(block)])
    },
    open: (type, fragment) => {
      const least = explicitIv ? 2 * blockBytes : blockBytes
      if (fragment.length < least || fragment.length % blockBytes !== 0)
        throw refuse(411, 20, 'record is not a whole number of blocks')
      const plain = explicitIv
        ? decipher(fragment.subarray(0, blockBytes)).update(
            fragment.subarray(blockBytes),
          )
        : chainedRead.update(fragment)
      const sequence = seen++
      return unpad(plain, data => macOf(read, sequence, type, data), anyPadding)
    },
  }
}

/** MAC secrets, keys and IVs, the client's first (RFC 2246 section 6.3). */
export const splitKeys = (
  { keyBytes, blockBytes }: Suite,
  blockOf: (length: number) => Buffer,
): KeyPair => {
  const block = blockOf(2 * (macSize + keyBytes + blockBytes))
  let at = 0
  const take = (n: number) => block.subarray(at, (at += n))
  const macs = [take(macSize), take(macSize)] as const
  const keys = [take(keyBytes), take(keyBytes)] as const
  const ivs = [take(blockBytes), take(blockBytes)] as const
  return {
    write: { mac: macs[0], key: keys[0], iv: ivs[0] },
    read: { mac: macs[1], key: keys[1], iv: ivs[1] },
  }
}

/** For the client's end. */
export const clientProtection = (
  suite: Suite,
  version: number,
  master: Buffer,
  clientRandom: Buffer,
  serverRandom: Buffer,
): Protection => {
  const seed = Buffer.concat([serverRandom, clientRandom])
  return blockProtection(
    suite,
    {
      explicitIv: version >= 0x0302,
      anyPadding: false,
      mac: (keys, sequence, type, plain) =>
        macOver(keys, version, sequence, type, plain),
    },
    splitKeys(suite, length => prf(master, 'key expansion', seed, length)),
  )
}

/**
 * The secrets of SSL 3.0 (RFC 6101): master secret and key block, the MAC that
 * came before HMAC, the hashes of Finished. Arithmetic only.
 */
import { createHash } from 'node:crypto'

/** Suites that both Node and the clients of the time can do. */
export interface Ssl3Suite {
  readonly id: number
  readonly name: string
  readonly cipher: string
  readonly keyBytes: number
  readonly blockBytes: number
}

/** in the server's order; RC4 and DES are not in Node's OpenSSL */
export const ssl3Suites: readonly Ssl3Suite[] = [
  {
    id: 0x0035,
    name: 'AES256-SHA',
    cipher: 'aes-256-cbc',
    keyBytes: 32,
    blockBytes: 16,
  },
  {
    id: 0x002f,
    name: 'AES128-SHA',
    cipher: 'aes-128-cbc',
    keyBytes: 16,
    blockBytes: 16,
  },
  {
    id: 0x000a,
    name: 'DES-CBC3-SHA',
    cipher: 'des-ede3-cbc',
    keyBytes: 24,
    blockBytes: 8,
  },
]

export interface DirectionKeys {
  readonly mac: Buffer
  readonly key: Buffer
  readonly iv: Buffer
}

export interface Ssl3Keys {
  readonly client: DirectionKeys
  readonly server: DirectionKeys
}

export interface Randoms {
  readonly client: Buffer
  readonly server: Buffer
}

const macBytes = 20
export const masterBytes = 48

const digest = (name: 'md5' | 'sha1', ...parts: readonly Buffer[]): Buffer => {
  const hash = createHash(name)
  for (const part of parts) hash.update(part)
  return hash.digest()
}

/** RFC 6101 6.1: 'A', 'BB', 'CCC' … */
const expand = (
  secret: Buffer,
  first: Buffer,
  second: Buffer,
  bytes: number,
): Buffer => {
  const blocks: Buffer[] = []
  for (let i = 0; i * 16 < bytes; i++) {
    const label = Buffer.alloc(i + 1, 65 + i)
    const inner = digest('sha1', label, secret, first, second)
    blocks.push(digest('md5', secret, inner))
  }
  return Buffer.concat(blocks).subarray(0, bytes)
}

export const masterSecret = (premaster: Buffer, randoms: Randoms): Buffer =>
  expand(premaster, randoms.client, randoms.server, masterBytes)

/** RFC 6101 6.2.2: the randoms the other way round */
export const keyBlock = (
  master: Buffer,
  randoms: Randoms,
  suite: Ssl3Suite,
): Ssl3Keys => {
  const { keyBytes, blockBytes } = suite
  const total = 2 * (macBytes + keyBytes + blockBytes)
  const block = expand(master, randoms.server, randoms.client, total)
  let at = 0
  const take = (bytes: number): Buffer => block.subarray(at, (at += bytes))
  const pair = (bytes: number) => [take(bytes), take(bytes)] as const
  const [clientMac, serverMac] = pair(macBytes)
  const [clientKey, serverKey] = pair(keyBytes)
  const [clientIv, serverIv] = pair(blockBytes)
  return {
    client: { mac: clientMac, key: clientKey, iv: clientIv },
    server: { mac: serverMac, key: serverKey, iv: serverIv },
  }
}

const pad = (byte: number, bytes: number): Buffer => Buffer.alloc(bytes, byte)

/** RFC 6101 5.2.3.1; the version is not in it, unlike in TLS */
export const recordMac = (
  secret: Buffer,
  sequence: bigint,
  type: number,
  body: Buffer,
): Buffer => {
  const head = Buffer.alloc(11)
  head.writeBigUInt64BE(sequence)
  head[8] = type
  head.writeUInt16BE(body.length, 9)
  const inner = digest('sha1', secret, pad(0x36, 40), head, body)
  return digest('sha1', secret, pad(0x5c, 40), inner)
}

/** RFC 6101 5.6.9: 16 bytes of MD5 and 20 of SHA-1 */
export const finishedHash = (
  master: Buffer,
  messages: Buffer,
  sender: 'CLNT' | 'SRVR',
): Buffer => {
  const who = Buffer.from(sender)
  const part = (name: 'md5' | 'sha1', bytes: number): Buffer => {
    const inner = digest(name, messages, who, master, pad(0x36, bytes))
    return digest(name, master, pad(0x5c, bytes), inner)
  }
  return Buffer.concat([part('md5', 48), part('sha1', 40)])
}

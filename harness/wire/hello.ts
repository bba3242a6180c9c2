/**
 * ClientHello (TLS and SSLv2 format), ServerHello and HelloRetryRequest. All
 * functions answer a fact for any bytes: what does not fit is `malformed`.
 */
import { hash } from 'node:crypto'
import type {
  ClientHello,
  OfferedSession,
  TlsFact,
  TlsVersion,
} from '../model.js'
import { printable } from '../redact.js'
import { Cursor } from './bytes.js'
import { tlsVersion, tlsVersionValue } from './names.js'

export const malformed = (why: string): TlsFact => ({ is: 'malformed', why })

/** A ticket or PSK identity by its shape: never its contents. */
export const sessionShape = (bytes: Buffer): OfferedSession => ({
  length: bytes.length,
  // OpenSSL puts the 16 bytes of its ticket key's name first
  keyName: bytes.toString('hex', 0, 16),
  fingerprint: hash('sha256', bytes, 'hex').slice(0, 12),
})

type Extensions = ReadonlyMap<number, Buffer>

/** Extensions by type; the rest of the message when `c` stands before them. */
export const extensionsOf = (c: Cursor): Map<number, Buffer> => {
  const found = new Map<number, Buffer>()
  if (c.left === 0) return found
  const e = new Cursor(c.vector(2))
  while (e.left > 0) {
    const type = e.u16()
    const body = e.vector(2)
    if (!e.short) found.set(type, body)
  }
  if (e.short) c.short = true
  return found
}

const numbers = (
  extensions: Extensions,
  type: number,
  lengthSize: 1 | 2,
): number[] => {
  const body = extensions.get(type)
  return body === undefined ? [] : new Cursor(body).u16s(lengthSize)
}

const serverName = (body: Buffer | undefined): string | undefined => {
  if (body === undefined) return undefined
  const c = new Cursor(body)
  c.u16()
  const isHostName = c.u8() === 0
  const name = c.vector(2)
  return !c.short && isHostName ? printable(name.toString('latin1')) : undefined
}

const protocols = (body: Buffer | undefined): string[] | undefined => {
  if (body === undefined) return undefined
  const list = new Cursor(new Cursor(body).vector(2))
  const names: string[] = []
  while (list.left > 0) names.push(printable(list.vector(1).toString('latin1')))
  return names
}

const identities = (body: Buffer | undefined): OfferedSession[] | undefined => {
  if (body === undefined) return undefined
  const list = new Cursor(new Cursor(body).vector(2))
  const found: OfferedSession[] = []
  while (list.left > 0) {
    const identity = list.vector(2)
    list.u32()
    if (!list.short) found.push(sessionShape(identity))
  }
  return found
}

const known = (values: readonly number[]): TlsVersion[] =>
  values.flatMap(v => tlsVersion(v) ?? [])

const highestOf = (
  versions: readonly TlsVersion[],
  legacy: TlsVersion | null,
): TlsVersion | null => {
  let highest: TlsVersion | null = versions.length > 0 ? null : legacy
  for (const v of versions)
    if (highest === null || tlsVersionValue(v) > tlsVersionValue(highest))
      highest = v
  return highest
}

export const clientHello = (
  body: Buffer,
  recordVersion: TlsVersion | null,
): TlsFact => {
  const c = new Cursor(body)
  const version = tlsVersion(c.u16())
  c.take(32)
  const sessionId = c.vector(1).toString('hex')
  const ciphers = c.u16s(2)
  c.vector(1)
  const extensions = extensionsOf(c)
  if (c.short) return malformed('ClientHello is cut short')
  const versions = known(numbers(extensions, 43, 1))
  const name = serverName(extensions.get(0))
  const alpn = protocols(extensions.get(16))
  const ticket = extensions.get(35)
  const psk = identities(extensions.get(41))
  return {
    is: 'client-hello',
    format: 'tls',
    recordVersion,
    version,
    highest: highestOf(versions, version),
    versions,
    ciphers,
    extensions: [...extensions.keys()],
    groups: numbers(extensions, 10, 2),
    signatureAlgorithms: numbers(extensions, 13, 2),
    ...(name === undefined ? {} : { serverName: name }),
    ...(alpn === undefined ? {} : { alpn }),
    sessionId,
    ...(ticket === undefined ? {} : { ticket: sessionShape(ticket) }),
    ...(psk === undefined ? {} : { psk }),
  }
}

/** `body` begins behind the two length bytes of the SSLv2 record. */
export const sslv2ClientHello = (body: Buffer): TlsFact => {
  const c = new Cursor(body)
  c.u8()
  const version = tlsVersion(c.u16())
  const cipherBytes = c.u16()
  const sessionIdBytes = c.u16()
  const challengeBytes = c.u16()
  const list = c.take(cipherBytes)
  const sessionId = c.take(sessionIdBytes).toString('hex')
  c.take(challengeBytes)
  if (c.short || list.length % 3 !== 0)
    return malformed('SSLv2 CLIENT-HELLO is cut short')
  const ciphers: number[] = []
  for (let at = 0; at < list.length; at += 3)
    ciphers.push(list.readUIntBE(at, 3))
  const hello: ClientHello = {
    is: 'client-hello',
    format: 'sslv2',
    recordVersion: 'SSLv2',
    version,
    highest: version,
    versions: [],
    ciphers,
    extensions: [],
    groups: [],
    signatureAlgorithms: [],
    sessionId,
  }
  return hello
}

/** SHA-256 of "HelloRetryRequest" (RFC 8446 4.1.3) */
const retryRandom = Buffer.from(
  'cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c',
  'hex',
)

export const serverHello = (body: Buffer): TlsFact => {
  const c = new Cursor(body)
  const legacy = c.u16()
  const random = c.take(32)
  const sessionId = c.vector(1).toString('hex')
  const cipher = c.u16()
  c.u8()
  const extensions = extensionsOf(c)
  if (c.short) return malformed('ServerHello is cut short')
  const share = extensions.get(51)
  const group =
    share !== undefined && share.length >= 2 ? share.readUInt16BE(0) : undefined
  const withGroup = group === undefined ? {} : { group }
  if (random.equals(retryRandom))
    return { is: 'hello-retry-request', ...withGroup }
  const chosen = extensions.get(43)
  return {
    is: 'server-hello',
    version: tlsVersion(chosen?.length === 2 ? chosen.readUInt16BE(0) : legacy),
    cipher,
    sessionId,
    extensions: [...extensions.keys()],
    pskSelected: extensions.has(41),
    ...withGroup,
  }
}

/**
 * What a certificate on the wire says, read once per certificate: the same
 * one passes thousands of times in a run. Nothing is verified here.
 */
import { hash, X509Certificate, type KeyObject } from 'node:crypto'
import type { CertificateFacts } from '../model.js'
import { printable } from '../redact.js'
import { Cursor } from './bytes.js'

/** longer names are cut: a peer chooses them */
const longest = 512
const cacheSize = 256
const cache = new Map<string, CertificateFacts>()

const text = (value: string | undefined): string =>
  printable((value ?? '').replaceAll('\n', ', ').slice(0, longest))

const signatureAlgorithms: Readonly<Record<string, string>> = {
  '2a864886f70d010102': 'md2WithRSAEncryption',
  '2a864886f70d010104': 'md5WithRSAEncryption',
  '2a864886f70d010105': 'sha1WithRSAEncryption',
  '2a864886f70d01010a': 'rsassaPss',
  '2a864886f70d01010b': 'sha256WithRSAEncryption',
  '2a864886f70d01010c': 'sha384WithRSAEncryption',
  '2a864886f70d01010d': 'sha512WithRSAEncryption',
  '2a864886f70d01010e': 'sha224WithRSAEncryption',
  '2a8648ce3d0401': 'ecdsa-with-SHA1',
  '2a8648ce3d040302': 'ecdsa-with-SHA256',
  '2a8648ce3d040303': 'ecdsa-with-SHA384',
  '2a8648ce3d040304': 'ecdsa-with-SHA512',
  '2a8648ce380403': 'dsa-with-SHA1',
  '2b6570': 'ed25519',
  '2b6571': 'ed448',
}

/** The contents of the next DER element; its tag is not looked at. */
const element = (c: Cursor): Buffer => {
  c.u8()
  const first = c.u8()
  if (first < 0x80) return c.take(first)
  const size = first & 0x7f
  if (size === 0 || size > 3) {
    c.short = true
    return c.take(0)
  }
  let length = 0
  for (let i = 0; i < size; i++) length = length * 256 + c.u8()
  return c.take(length)
}

/** X509Certificate of Node 20 does not tell: read it from the DER. */
const signatureAlgorithm = (der: Buffer): string => {
  const certificate = new Cursor(element(new Cursor(der)))
  element(certificate)
  const oid = element(new Cursor(element(certificate))).toString('hex')
  return signatureAlgorithms[oid] ?? (oid === '' ? 'unknown' : `oid:${oid}`)
}

const curveBits: Readonly<Record<string, number>> = {
  prime256v1: 256,
  secp256k1: 256,
  secp384r1: 384,
  secp521r1: 521,
  secp224r1: 224,
  prime192v1: 192,
}

const keyBits = (key: KeyObject): number => {
  const details = key.asymmetricKeyDetails
  if (details?.modulusLength !== undefined) return details.modulusLength
  if (details?.namedCurve !== undefined)
    return curveBits[details.namedCurve] ?? 0
  return key.asymmetricKeyType === 'ed25519' ? 256 : 0
}

const isoDate = (openssl: string): string => {
  const time = Date.parse(openssl)
  return Number.isNaN(time) ? text(openssl) : new Date(time).toISOString()
}

const unreadable = (sha256: string): CertificateFacts => ({
  subject: '',
  issuer: '',
  notBefore: '',
  notAfter: '',
  keyType: 'unreadable',
  keyBits: 0,
  signatureAlgorithm: 'unknown',
  names: [],
  authority: false,
  sha256,
})

const namesOf = (alternative: string | undefined): string[] =>
  alternative === undefined
    ? []
    : alternative
        .split(', ')
        .slice(0, 64)
        .map(name => text(name.replace(/^(DNS|IP Address):/, '')))

const read = (der: Buffer, sha256: string): CertificateFacts => {
  try {
    const x = new X509Certificate(der)
    const key = x.publicKey
    return {
      subject: text(x.subject),
      issuer: text(x.issuer),
      notBefore: isoDate(x.validFrom),
      notAfter: isoDate(x.validTo),
      keyType: key.asymmetricKeyType ?? 'unknown',
      keyBits: keyBits(key),
      signatureAlgorithm: signatureAlgorithm(der),
      names: namesOf(x.subjectAltName),
      authority: x.ca,
      sha256,
    }
  } catch {
    // OpenSSL refuses what a peer may still send
    return unreadable(sha256)
  }
}

export const certificateFacts = (der: Buffer): CertificateFacts => {
  const sha256 = hash('sha256', der, 'hex')
  const hit = cache.get(sha256)
  if (hit !== undefined) return hit
  const facts = Object.freeze(read(der, sha256))
  if (cache.size >= cacheSize) cache.clear()
  cache.set(sha256, facts)
  return facts
}

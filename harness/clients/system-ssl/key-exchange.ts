/**
 * The two key exchanges: RSA key transport and ephemeral Diffie-Hellman
 * signed by RSA (RFC 2246 section 7.4.3: MD5 and SHA-1 side by side, without
 * a DigestInfo, which is why the raw PKCS #1 operations are used).
 */
import {
  constants,
  createDiffieHellman,
  publicDecrypt,
  publicEncrypt,
  randomBytes,
  type KeyObject,
} from 'node:crypto'
import { digests } from './keys.js'
import { opaque16, parseDhKeyExchange } from './messages.js'
import { refuse } from './status.js'

export interface KeyAgreement {
  /** body of ClientKeyExchange */
  readonly message: Buffer
  /** pre-master secret */
  readonly secret: Buffer
}

const padding = constants.RSA_PKCS1_PADDING
// a larger prime costs seconds and no server of that age has one
const maxPrimeBytes = 512

export const agreeRsa = (
  key: KeyObject,
  version: number,
  wrap: (encrypted: Buffer) => Buffer = opaque16,
): KeyAgreement => {
  const secret = randomBytes(48)
  // RFC 2246 section 7.4.7.1: the version that was offered, not the agreed
  secret.writeUInt16BE(version)
  return { secret, message: wrap(publicEncrypt({ key, padding }, secret)) }
}

const signedBy = (key: KeyObject, signature: Buffer): Buffer | null => {
  try {
    return publicDecrypt({ key, padding }, signature)
  } catch {
    return null
  }
}

const withoutLeadingZeros = (bytes: Buffer): Buffer => {
  const first = bytes.findIndex(byte => byte !== 0)
  return first < 0 ? Buffer.alloc(0) : bytes.subarray(first)
}

export const agreeDhe = (
  key: KeyObject,
  body: Buffer,
  randoms: Buffer,
): KeyAgreement => {
  const dh = parseDhKeyExchange(body)
  const signed = signedBy(key, dh.signature)
  if (signed === null || !signed.equals(digests([randoms, dh.signed])))
    throw refuse(413, 51, 'signature of ServerKeyExchange')
  if (dh.prime.length > maxPrimeBytes)
    throw refuse(410, 47, 'Diffie-Hellman prime too long')
  try {
    const own = createDiffieHellman(dh.prime, dh.generator)
    const message = opaque16(own.generateKeys())
    // RFC 2246 section 8.1.2: leading zero octets are stripped
    const secret = withoutLeadingZeros(own.computeSecret(dh.publicKey))
    return { message, secret }
  } catch {
    throw refuse(410, 47, 'Diffie-Hellman parameters')
  }
}

/**
 * The answer to a CertificateRequest: a chain with its proof, or the empty
 * Certificate that TLS 1.0 asks for when there is none.
 */
import {
  constants,
  createPrivateKey,
  privateEncrypt,
  X509Certificate,
} from 'node:crypto'
import { opaque16, type CertificateRequestFields } from './messages.js'
import { refuse } from './status.js'

export interface ClientIdentity {
  /** leaf first */
  readonly chainPem: string
  readonly keyPem: string
}

export interface CertificateAnswer {
  readonly chain: readonly Buffer[]
  /** body of CertificateVerify over the 36 bytes of both digests */
  readonly prove?: (digest: Buffer) => Buffer
}

const rsaSign = 1
const block = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g

export const answerRequest = (
  request: CertificateRequestFields,
  identity: ClientIdentity | undefined,
): CertificateAnswer => {
  if (identity === undefined || !request.types.includes(rsaSign))
    return { chain: [] }
  const pems = identity.chainPem.match(block) ?? []
  const chain = pems.map(pem => new X509Certificate(pem).raw)
  const key = createPrivateKey(identity.keyPem)
  if (key.asymmetricKeyType !== 'rsa')
    throw refuse(434, 40, 'client key is not RSA')
  const padding = constants.RSA_PKCS1_PADDING
  const prove = (digest: Buffer) =>
    opaque16(privateEncrypt({ key, padding }, digest))
  return { chain, prove }
}

/**
 * Keys and signatures behind the certificate store. selfsigned signs, on keys
 * that node:crypto makes (twice as fast as its own); node-forge only for MD5.
 */
import { generateKeyPair } from 'node:crypto'
import { isIP } from 'node:net'
import forge from 'node-forge'
import { generate } from 'selfsigned'
import { InteropError } from './errors.js'
import type { CertificateSpec } from './model.js'

export type KeyKind = NonNullable<CertificateSpec['key']>
type Digest = NonNullable<CertificateSpec['digest']>
type Usage = NonNullable<CertificateSpec['usage']> | 'intermediate'

export interface KeyPair {
  readonly publicKey: string
  readonly privateKey: string
}

/** A certificate that can sign others, with its key. */
export interface Authority {
  readonly pem: string
  readonly keys: KeyPair
}

interface Wanted {
  readonly subject: string
  readonly names: readonly string[]
  readonly kind: KeyKind
  readonly keys: KeyPair
  readonly digest: Digest
  readonly from: Date
  readonly to: Date
  readonly usage: Usage
  /** null: signs itself */
  readonly issuer: Authority | null
}

export const isEc = (kind: KeyKind): boolean => kind.startsWith('ec-')

const curves = {
  'ec-p256': 'P-256',
  'ec-p384': 'P-384',
  'ec-p521': 'P-521',
} as const

/** `rsa-2048 leaf`: the second word only keeps owners apart */
export const makeKeys = (name: string): Promise<KeyPair> =>
  new Promise((resolve, reject) => {
    const kind = (name.split(' ')[0] ?? 'rsa-2048') as KeyKind
    const done = (
      error: Error | null,
      publicKey: string,
      privateKey: string,
    ): void => (error ? reject(error) : resolve({ publicKey, privateKey }))
    if (kind in curves) {
      const namedCurve = curves[kind as keyof typeof curves]
      return generateKeyPair('ec', { namedCurve, ...pem }, done)
    }
    const modulusLength = Number(kind.slice('rsa-'.length))
    generateKeyPair('rsa', { modulusLength, ...pem }, done)
  })

const pem = {
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
} as const

export const sign = async (wanted: Wanted): Promise<string> => {
  if (wanted.digest === 'md5') return signMd5(wanted)
  const ec = isEc(wanted.kind)
  const made = await generate([{ shortName: 'CN', value: wanted.subject }], {
    keyType: ec ? 'ec' : 'rsa',
    ...(ec ? { curve: curves[wanted.kind as keyof typeof curves] } : {}),
    // selfsigned's own default is SHA-1
    algorithm: wanted.digest,
    keyPair: wanted.keys,
    notBeforeDate: wanted.from,
    notAfterDate: wanted.to,
    extensions: extensions(wanted),
    ...(wanted.issuer === null
      ? {}
      : {
          ca: {
            key: wanted.issuer.keys.privateKey,
            cert: wanted.issuer.pem,
          },
        }),
  })
  return withNewline(made.cert)
}

/** selfsigned turns md5 into SHA-1 without a word; forge knows RSA only. */
const signMd5 = (wanted: Wanted): string => {
  if (isEc(wanted.kind))
    throw new InteropError('FI_BAD_VALUE', {
      message: 'a certificate cannot have an EC key and an MD5 signature',
      hint: 'Take an RSA key with md5, or another digest with the EC key.',
    })
  const { pki } = forge
  const certificate = pki.createCertificate()
  const subject = [{ shortName: 'CN', value: wanted.subject }]
  const issuer = wanted.issuer
  certificate.publicKey = pki.publicKeyFromPem(wanted.keys.publicKey)
  certificate.serialNumber = `0${forge.util.bytesToHex(forge.random.getBytesSync(8))}`
  certificate.validity.notBefore = wanted.from
  certificate.validity.notAfter = wanted.to
  certificate.setSubject(subject)
  certificate.setIssuer(
    issuer === null
      ? subject
      : pki.certificateFromPem(issuer.pem).subject.attributes,
  )
  certificate.setExtensions(extensions(wanted))
  const signer = issuer?.keys.privateKey ?? wanted.keys.privateKey
  certificate.sign(pki.privateKeyFromPem(signer), forge.md.md5.create())
  return withNewline(pki.certificateToPem(certificate).replaceAll('\r', ''))
}

const extensions = ({ usage, names }: Wanted) => {
  const authority = usage === 'ca' || usage === 'intermediate'
  const alternatives = names.map(name =>
    isIP(name) === 0
      ? { type: 2 as const, value: name }
      : { type: 7 as const, ip: name },
  )
  return [
    { name: 'basicConstraints' as const, cA: authority, critical: true },
    authority
      ? {
          name: 'keyUsage' as const,
          keyCertSign: true,
          cRLSign: true,
          critical: true,
        }
      : {
          name: 'keyUsage' as const,
          digitalSignature: true,
          keyEncipherment: true,
          critical: true,
        },
    ...(authority
      ? []
      : [{ name: 'extKeyUsage' as const, [`${usage}Auth`]: true }]),
    ...(alternatives.length === 0
      ? []
      : [{ name: 'subjectAltName' as const, altNames: alternatives }]),
  ]
}

const withNewline = (text: string): string => `${text.trim()}\n`

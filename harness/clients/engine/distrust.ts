/**
 * The alert by which an OpenSSL client tells its server that it does not
 * trust the certificate. Node checks only after the handshake and says
 * nothing; so up to TLS 1.2, where an alert can still be sent in clear, the
 * chain is judged as it passes: dates, issuers by name and, for libraries
 * that look at it within the handshake, the host's name. Signatures stay
 * Node's, which has the last word.
 */
import { X509Certificate } from 'node:crypto'
import { isIP } from 'node:net'
import { checkServerIdentity, type PeerCertificate } from 'node:tls'
import type { CertificateFacts } from '../../model.js'
import type { Refuse, Refusal } from './traits.js'

const pem = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g

/** The order and the separators of a name differ from library to library. */
const normal = (name: string): string =>
  name
    .split(/\n|, ?/)
    .map(part => part.trim())
    .sort()
    .join('\n')

const late = (leaf: CertificateFacts, now: number): Refusal | null => {
  if (now > Date.parse(leaf.notAfter))
    return {
      alert: 45,
      code: 'CERT_HAS_EXPIRED',
      text: 'certificate has expired',
    }
  if (now < Date.parse(leaf.notBefore))
    return {
      alert: 42,
      code: 'CERT_NOT_YET_VALID',
      text: 'certificate is not yet valid',
    }
  return null
}

const unknown = (leaf: CertificateFacts): Refusal =>
  normal(leaf.issuer) === normal(leaf.subject)
    ? {
        alert: 48,
        code: 'DEPTH_ZERO_SELF_SIGNED_CERT',
        text: 'self-signed certificate',
      }
    : {
        alert: 48,
        code: 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
        text: 'unable to get local issuer certificate',
      }

/** OpenSSL's security level 2: 112 bits, RSA of 2048. */
export const tooWeak: Refuse = (fact, sender, version) => {
  if (sender !== 'server' || fact.is !== 'certificate') return null
  if (version === 'TLSv1.3') return null
  const [leaf] = fact.chain
  if (leaf === undefined || !/^rsa/i.test(leaf.keyType)) return null
  return leaf.keyBits >= 2048
    ? null
    : {
        alert: 42,
        code: 'EE_KEY_TOO_SMALL',
        text: 'EE certificate key too weak',
      }
}

/** The certificate is not made out to the host; `alert` says so. */
export const misnaming =
  (serverName: string, alert: number): Refuse =>
  (fact, sender, version) => {
    if (sender !== 'server' || fact.is !== 'certificate') return null
    if (version === 'TLSv1.3') return null
    const [leaf] = fact.chain
    if (leaf === undefined) return null
    const subjectaltname = leaf.names
      .map(name => `${isIP(name) === 0 ? 'DNS' : 'IP Address'}:${name}`)
      .join(', ')
    const wrong = checkServerIdentity(serverName, {
      subject: {},
      subjectaltname,
    } as PeerCertificate)
    return wrong === undefined
      ? null
      : { alert, code: 'ERR_TLS_CERT_ALTNAME_INVALID', text: wrong.message }
  }

export const distrusting = (rootsPem: string): Refuse => {
  const roots = new Set(
    (rootsPem.match(pem) ?? []).map(one =>
      normal(new X509Certificate(one).subject),
    ),
  )
  return (fact, sender, version) => {
    if (sender !== 'server' || fact.is !== 'certificate') return null
    if (version === 'TLSv1.3') return null
    const [leaf] = fact.chain
    if (leaf === undefined) return null
    const known = fact.chain.some(c => roots.has(normal(c.issuer)))
    return known ? late(leaf, Date.now()) : unknown(leaf)
  }
}

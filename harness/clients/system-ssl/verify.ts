/**
 * Whether a server's chain leads to a trusted root, as a key ring would ask
 * it: signatures, dates, no host name (SECURE_HOSTNAME is the FTP client's
 * own check). The reasons are OpenSSL's words, which `rejection` turns into
 * System SSL's return codes.
 */
import { X509Certificate } from 'node:crypto'
import { refuse, type SystemSslError } from './status.js'

const parsed = (source: Buffer | string): X509Certificate | null => {
  try {
    return new X509Certificate(source)
  } catch {
    return null
  }
}

const outOfDate = (certificate: X509Certificate, now: number) => {
  if (now < Date.parse(certificate.validFrom)) return 'CERT_NOT_YET_VALID'
  return now > Date.parse(certificate.validTo) ? 'CERT_HAS_EXPIRED' : null
}

const issued = (issuer: X509Certificate, subject: X509Certificate): boolean =>
  subject.checkIssued(issuer) && subject.verify(issuer.publicKey)

/** A `verify` option that trusts the given roots and nothing else. */
export const trusting =
  (rootsPem: readonly string[], now: () => number = Date.now) =>
  (chainDer: Buffer[]): string | null => {
    const roots = rootsPem.map(parsed).filter(c => c !== null)
    const chain = chainDer.map(parsed)
    for (const [i, certificate] of chain.entries()) {
      if (certificate === null) return 'CERT_UNREADABLE'
      const late = outOfDate(certificate, now())
      if (late !== null) return late
      const trusted = roots.some(
        root => root.raw.equals(certificate.raw) || issued(root, certificate),
      )
      if (trusted) return null
      if (issued(certificate, certificate))
        return i === 0
          ? 'DEPTH_ZERO_SELF_SIGNED_CERT'
          : 'SELF_SIGNED_CERT_IN_CHAIN'
      const next = chain[i + 1]
      if (next === undefined || next === null || !issued(next, certificate))
        return 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY'
    }
    return 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY'
  }

const codes: Readonly<Record<string, readonly [number, number]>> = {
  CERT_HAS_EXPIRED: [401, 45],
  CERT_NOT_YET_VALID: [401, 45],
  CERT_UNREADABLE: [405, 42],
  CERT_REVOKED: [431, 44],
  CERT_SIGNATURE_FAILURE: [413, 42],
  DEPTH_ZERO_SELF_SIGNED_CERT: [417, 48],
  SELF_SIGNED_CERT_IN_CHAIN: [435, 48],
  UNABLE_TO_GET_ISSUER_CERT: [435, 48],
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: [435, 48],
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: [435, 48],
}

export const rejection = (why: string): SystemSslError => {
  const [rc, alert] = codes[why] ?? [8, 42]
  return refuse(rc, alert, why)
}

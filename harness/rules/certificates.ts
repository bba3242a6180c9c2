/** What a client has against the server's certificate, from its own words. */
import type {
  Connection,
  ControlConnection,
  Match,
  Transcript,
} from '../model.js'
import {
  alertEvidence,
  brokenControls,
  opensslReason,
  reasons,
  sentAlert,
} from './look.js'

export type Complaint = 'trust' | 'validity' | 'name' | 'strength' | 'usage'

/**
 * Codes of Node and texts of OpenSSL, GnuTLS, curl, wget, JSSE, Go and
 * IO::Socket::SSL. The first kind that any of them names decides; trust comes
 * last because its words are the most general.
 */
const words: readonly (readonly [Complaint, RegExp])[] = [
  [
    'validity',
    /CERT_HAS_EXPIRED|validity check failed|Certificate is expired or is not valid yet|CERT_NOT_YET_VALID|certificate (?:has )?expired|certificate of \S+ has expired|not yet (?:valid|activated)|uses (?:expired|not yet valid) certificate|CertificateExpired|CertificateNotYetValid/i,
  ],
  [
    'name',
    /ALTNAME_INVALID|hostname (?:mismatch|verification failed)|name in the certificate does not match|does not match (?:target )?host ?name|no alternative certificate subject name|certificate subject name .* does not match|No subject alternative|Hostname\/IP|host name .* does not match|host in the SSL certificate .* does not match|owner does not match hostname|certificate is (?:not )?valid for .*, not |cannot validate certificate for/i,
  ],
  [
    'strength',
    /EE_KEY_TOO_SMALL|CA_KEY_TOO_SMALL|CA_MD_TOO_WEAK|key too (?:small|weak)|digest algorithm too weak|md too weak|insecure (?:algorithm|signature)|weak signature/i,
  ],
  [
    'usage',
    /INVALID_PURPOSE|unsupported certificate purpose|unsuitable certificate purpose|not (?:suitable|intended) for|Extended key usage does not permit/i,
  ],
  [
    'trust',
    /SELF_SIGNED|UNABLE_TO_(?:VERIFY|GET)|CERT_(?:UNTRUSTED|REJECTED|SIGNATURE_FAILURE)|INVALID_CA|self[- ]signed|unable to get (?:local )?issuer|unable to verify|certificate verify failed|unknown ca\b|unknown issuer|issuer is (?:not trusted|unknown)|not trusted|PKIX|Certificate authority is unknown|Self-signed certificate cannot be validated|Certificate validation error|signed by unknown authority/i,
  ],
]

const alerts: Readonly<Record<Complaint, readonly number[]>> = {
  trust: [42, 46, 48],
  validity: [45],
  name: [],
  strength: [],
  usage: [43],
}

/** OpenSSL: ca key too small, ca md too weak, ee key too small */
const weakReasons = [397, 398, 399]

interface Failure {
  readonly code?: string
  readonly text: string
}

/** wget first says that it does not trust a certificate, then that it expired. */
const worded = (
  failures: readonly Failure[],
): { complaint: Complaint; text: string } | null => {
  for (const [complaint, pattern] of words)
    for (const { code = '', text } of failures)
      if (pattern.test(code) || pattern.test(text)) return { complaint, text }
  return null
}

const complaintOf = (
  connection: Connection,
): { complaint: Complaint; text: string } | null => {
  // "tlsv1 alert unknown ca": the peer complains about us, not we about it
  const own = (connection.handshake?.failures ?? []).filter(
    f =>
      f.side === 'client' &&
      !/\balert\b/i.test(f.text) &&
      // OpenSSL's reasons above 1000 are alerts that came in
      (f.number === undefined || opensslReason(f.number) < 1000),
  )
  const told = worded(own)
  if (told !== null && told.complaint !== 'trust') return told
  if (reasons(connection, 'client').some(r => weakReasons.includes(r)))
    return { complaint: 'strength', text: own[0]?.text ?? '' }
  // an exact alert says more than "certificate verify failed"
  for (const exact of ['validity', 'usage'] as const)
    if (sentAlert(connection, 'client', ...alerts[exact]))
      return { complaint: exact, text: '' }
  if (told !== null) return told
  if (sentAlert(connection, 'client', ...alerts.trust))
    return { complaint: 'trust', text: '' }
  return null
}

const statements: Readonly<Record<Complaint, string>> = {
  trust: "The client does not trust the server's certificate.",
  validity:
    "The client refuses the server's certificate because it is outside its validity.",
  name: "The server's certificate is not made out to the name that the client dialled.",
  strength:
    "The client refuses the strength of a key or signature in the server's chain.",
  usage: "The server's certificate is not meant for a server.",
}

/**
 * Broken ones, and those whose client says what it has against the
 * certificate: lftp looks at it only after it has sent USER.
 */
const suspectControls = (transcript: Transcript): ControlConnection[] => {
  const broken = brokenControls(transcript)
  return transcript.controls.filter(
    c => broken.includes(c) || (complaintOf(c)?.text ?? '') !== '',
  )
}

export const certificateComplaints = (
  transcript: Transcript,
  wanted: Complaint,
): Match[] =>
  suspectControls(transcript).flatMap(control => {
    const found = complaintOf(control)
    if (found?.complaint !== wanted) return []
    const leaf = control.handshake?.certificates?.[0]
    return [
      {
        statement: statements[wanted],
        certainty: found.text === '' ? 'inferred' : 'stated',
        at: control.handshake?.at ?? control.at,
        evidence: [
          ...alertEvidence(transcript, control),
          ...(leaf === undefined
            ? []
            : [
                {
                  source: transcript.vantages[0] ?? 'client-wire',
                  text: `server certificate: ${leaf.subject}, issued by ${leaf.issuer}, ${leaf.keyType} ${leaf.keyBits}, valid ${leaf.notBefore} to ${leaf.notAfter}, names ${leaf.names.join(', ') || 'none'}`,
                } as const,
              ]),
        ],
      },
    ]
  })

/** Questions that rules ask of a transcript. Pure; no rule is decided here. */
import type {
  Connection,
  ControlConnection,
  Evidence,
  Exchange,
  Handshake,
  Reply,
  Side,
  TlsVersion,
  Transcript,
  Vantage,
} from '../model.js'

/* ------------------------------------------------------------------ replies */

export const finalReply = (exchange: Exchange | null): Reply | null => {
  const last = exchange?.replies.at(-1)
  return last !== undefined && last.code >= 200 ? last : null
}

export const refusedReply = (exchange: Exchange | null): Reply | null => {
  const reply = finalReply(exchange)
  return reply !== null && reply.code >= 400 ? reply : null
}

export const firstLine = (text: string): string => text.split('\n')[0] ?? ''

export const quoteReply = (reply: Reply): string =>
  `${reply.code} ${firstLine(reply.text)}`.trim()

export const replyEvidence = (reply: Reply): Evidence => ({
  source: reply.from[0] ?? 'client-wire',
  text: `server replied ${quoteReply(reply)}`,
})

export const exchanges = (
  control: ControlConnection,
  ...verbs: readonly string[]
): Exchange[] =>
  control.exchanges.filter(e => e.verb !== null && verbs.includes(e.verb))

/** What is spoken there is mail: EHLO, or a greeting that says so. */
export const isMail = ({
  greeting,
  exchanges: all,
}: ControlConnection): boolean =>
  all.some(e => e.verb === 'EHLO' || e.verb === 'HELO') ||
  /\bE?SMTP\b/.test(greeting?.text ?? '')

/** AUTH answered 234 (or 334, RFC 2228), STARTTLS 220. */
export const authAccepted = (control: ControlConnection): boolean =>
  isMail(control)
    ? exchanges(control, 'STARTTLS').some(e => e.replies.at(-1)?.code === 220)
    : exchanges(control, 'AUTH').some(e => {
        const code = e.replies.at(-1)?.code ?? 0
        return code === 234 || code === 334
      })

/* --------------------------------------------------------------- handshakes */

const openssl = /\b(0A|14)([0-9A-F]{6})\b/i

/** The reason within an OpenSSL error number: 1.x low 12 bits, 3.x low 23. */
export const opensslReason = (number: number): number =>
  number >>> 24 === 0x14 ? number & 0xfff : number & 0x7fffff

/** pyOpenSSL and Ruby give OpenSSL's words alone; ssl_err.c has the numbers. */
const worded: readonly (readonly [RegExp, number])[] = [
  [/peer did not return a certificate/, 199],
  [/certificate verify failed/, 134],
]

const reasonIn = (text: string): number | null => {
  const found = openssl.exec(text)
  if (found !== null) return opensslReason(parseInt(found[0], 16))
  return worded.find(([words]) => words.test(text))?.[1] ?? null
}

/** OpenSSL reasons that one side reported, wherever it did. */
export const reasons = (connection: Connection, side: Side): number[] => {
  const found: (number | null)[] = (connection.handshake?.failures ?? [])
    .filter(f => f.side === side)
    .map(f =>
      f.number === undefined ? reasonIn(f.text) : opensslReason(f.number),
    )
  for (const clear of connection.clearBytes)
    if (clear.sender === side) found.push(reasonIn(clear.text))
  for (const fact of connection.facts)
    if (
      side === 'server' &&
      (fact.is === 'fatal' || fact.is === 'handshake-failed')
    )
      found.push(reasonIn(fact.text))
  return found.filter(r => r !== null)
}

/** An alert is known from the wire, or because the other side reports it. */
export const sentAlert = (
  connection: Connection,
  sender: Side,
  ...codes: readonly number[]
): boolean => {
  const alert = connection.handshake?.alert
  if (alert?.sender === sender && alert.code !== null)
    if (codes.includes(alert.code)) return true
  const other: Side = sender === 'client' ? 'server' : 'client'
  return reasons(connection, other).some(r => codes.includes(r - 1000))
}

const wireOf = (transcript: Transcript): Vantage =>
  transcript.vantages.find(v => v.endsWith('-wire')) ?? 'client-log'

export const alertEvidence = (
  transcript: Transcript,
  connection: Connection,
): Evidence[] => {
  const { handshake } = connection
  if (handshake === null) return []
  const evidence: Evidence[] = []
  if (handshake.alert !== null)
    evidence.push({
      source: wireOf(transcript),
      text: `${handshake.alert.sender} sent alert ${handshake.alert.code ?? '?'} (${handshake.alert.name})`,
    })
  for (const failure of handshake.failures)
    evidence.push({
      source:
        failure.side === 'client'
          ? clientSource(transcript)
          : serverSource(transcript),
      text: `${failure.side} reports ${failure.code === undefined ? '' : `${failure.code}: `}${firstLine(failure.text)}`,
    })
  for (const clear of connection.clearBytes)
    evidence.push({
      source: wireOf(transcript),
      text: `${clear.sender} wrote in clear: ${clear.text.trim()}`,
    })
  return evidence
}

const clientSource = (transcript: Transcript): Vantage =>
  transcript.vantages.find(v => v.startsWith('client')) ?? 'client-log'
const serverSource = (transcript: Transcript): Vantage =>
  transcript.vantages.find(v => v.startsWith('server')) ?? 'server-log'

export const wireEvidence = (
  transcript: Transcript,
  text: string,
): Evidence => ({ source: wireOf(transcript), text })

/** A command was answered under TLS: whatever failed later was not TLS. */
const spoke = (control: ControlConnection): boolean =>
  control.exchanges.some(
    e => e.verb !== null && !e.clear && e.replies.some(r => !r.clear),
  )

/** Control connections whose handshake began and did not complete. */
export const brokenControls = (transcript: Transcript): ControlConnection[] =>
  transcript.controls.filter(
    c =>
      (c.handshake !== null && !handshakeWorked(c)) ||
      (c.handshake !== null && c.handshake.failures.length > 0 && !spoke(c)) ||
      (c.handshake === null && authAccepted(c)),
  )

/**
 * TLS 1.3 lets a client finish before the server has looked at its
 * certificate (RFC 8446 4.4.2.4), so the server's word counts.
 */
export const handshakeWorked = (connection: Connection): boolean => {
  const { handshake } = connection
  if (handshake === null || !handshake.completed) return false
  return handshake.completedBy.server !== false
}

const ranks: readonly TlsVersion[] = [
  'SSLv2',
  'SSLv3',
  'TLSv1',
  'TLSv1.1',
  'TLSv1.2',
  'TLSv1.3',
]
export const older = (a: TlsVersion, b: TlsVersion): boolean =>
  ranks.indexOf(a) < ranks.indexOf(b)

export const describeOffer = (handshake: Handshake): string => {
  const { hello } = handshake
  if (hello === null) return 'a ClientHello that was not seen'
  const versions =
    hello.versions.length > 0
      ? hello.versions.join(', ')
      : `up to ${hello.highest ?? 'an unknown version'}`
  return `${versions}, ${hello.ciphers.length} cipher suites`
}

/** Questions that rules ask of a transcript. Pure; no rule is decided here. */
import type {
  Connection,
  ControlConnection,
  DataConnection,
  Evidence,
  Exchange,
  Handshake,
  Reply,
  Side,
  StepOutcome,
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

/** AUTH answered 234 (or 334, RFC 2228). */
export const authAccepted = (control: ControlConnection): boolean =>
  exchanges(control, 'AUTH').some(e => {
    const code = e.replies.at(-1)?.code ?? 0
    return code === 234 || code === 334
  })

/* --------------------------------------------------------------- handshakes */

const openssl = /\b(0A|14)([0-9A-F]{6})\b/i

/** The reason within an OpenSSL error number: 1.x low 12 bits, 3.x low 23. */
export const opensslReason = (number: number): number =>
  number >>> 24 === 0x14 ? number & 0xfff : number & 0x7fffff

const reasonIn = (text: string): number | null => {
  const found = openssl.exec(text)
  return found === null ? null : opensslReason(parseInt(found[0], 16))
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

/* --------------------------------------------------------------------- data */

export interface Transfer {
  readonly data: DataConnection
  readonly exchange: Exchange
  readonly reply: Reply | null
  readonly step: StepOutcome | undefined
}

export const transfers = (transcript: Transcript): Transfer[] =>
  transcript.data.flatMap(data =>
    data.command === null
      ? []
      : [
          {
            data,
            exchange: data.command,
            reply: finalReply(data.command),
            step: transcript.steps.find(s => s.data === data.ordinal),
          },
        ],
  )

export const failedTransfers = (transcript: Transcript): Transfer[] =>
  transfers(transcript).filter(
    t =>
      t.step?.ok === false ||
      (t.step === undefined && t.reply !== null && t.reply.code >= 400),
  )

export const isUpload = (exchange: Exchange): boolean =>
  exchange.verb === 'STOR' ||
  exchange.verb === 'APPE' ||
  exchange.verb === 'STOU'

const reuseWords = /session reuse|\breused?\b|resum(?:e|ed|ption)\b/i

/** The server says that resumption is what it misses. */
export const reuseStated = ({ reply, data }: Transfer): boolean =>
  (reply !== null && reply.code >= 400 && reuseWords.test(reply.text)) ||
  data.facts.some(f => f.is === 'not-reused')

/**
 * A data connection that the server turned away because its session was not
 * resumed: said so, or a full handshake after which it closed without a byte
 * and refused with one of the codes that servers use for it.
 */
export const reuseRefused = (transfer: Transfer): boolean => {
  const { data, reply } = transfer
  const { handshake } = data
  if (handshake?.resumed === true) return false
  if (reuseStated(transfer)) return true
  if (handshake === null || !handshake.completed) return false
  if (handshake.resumed !== false || reply === null) return false
  return (
    [425, 450, 522].includes(reply.code) &&
    (data.payload.server ?? 0) === 0 &&
    // the server ends it; a client may be the first to send its FIN then
    (data.closeNotify.server === true || data.closed?.by !== 'client')
  )
}

export const reuseEvidence = (
  transcript: Transcript,
  { data, reply }: Transfer,
): Evidence[] => {
  const { handshake } = data
  const evidence: Evidence[] = []
  if (handshake !== null) {
    for (const [source, resumed] of Object.entries(handshake.resumedBy))
      evidence.push({
        source: source as Vantage,
        text: `data connection ${data.ordinal}: ${resumed ? 'resumed' : 'full handshake'}${handshake.version === null ? '' : ` (${handshake.version})`}`,
      })
    if (handshake.hello !== null)
      evidence.push(
        wireEvidence(
          transcript,
          handshake.offer === 'none'
            ? 'the client offered no session'
            : `the client offered a session (${handshake.offer})`,
        ),
      )
  }
  if (reply !== null) evidence.push(replyEvidence(reply))
  if (data.facts.some(f => f.is === 'not-reused'))
    evidence.push({
      source: 'server-log',
      text: 'server logged that the session was not reused',
    })
  return evidence
}

export const ticketsOf = (
  transcript: Transcript,
  control: number,
): Set<string> => {
  const own = new Set<string>()
  for (const c of transcript.controls)
    if (c.ordinal === control)
      for (const ticket of c.handshake?.tickets ?? [])
        own.add(ticket.fingerprint)
  for (const d of transcript.data)
    if (d.control === control)
      for (const ticket of d.handshake?.tickets ?? [])
        own.add(ticket.fingerprint)
  return own
}

/** Fingerprints of what the client offered on a connection. */
export const offered = (handshake: Handshake | null): string[] => {
  const { hello } = handshake ?? {}
  if (hello === undefined || hello === null) return []
  return [
    ...(hello.psk ?? []).map(p => p.fingerprint),
    ...(hello.ticket !== undefined && hello.ticket.length > 0
      ? [hello.ticket.fingerprint]
      : []),
  ]
}

/** The session id that another control connection was given, if offered here. */
export const sessionIdOf = (
  transcript: Transcript,
  control: number,
): string | null =>
  transcript.controls.find(c => c.ordinal === control)?.handshake?.serverHello
    ?.sessionId ?? null

export const earlierResumed = (
  transcript: Transcript,
  data: DataConnection,
): boolean =>
  transcript.data.some(
    d =>
      d.control === data.control &&
      d.ordinal < data.ordinal &&
      d.handshake?.resumed === true,
  )

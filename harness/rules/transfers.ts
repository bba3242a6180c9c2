/** Questions that rules ask about data connections. Pure. */
import type {
  DataConnection,
  Evidence,
  Exchange,
  Handshake,
  Reply,
  StepOutcome,
  Transcript,
  Vantage,
} from '../model.js'
import { finalReply, replyEvidence, wireEvidence } from './look.js'

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
      // an abort expects a refusal, but not this one
      (t.step?.step === 'abort' && reuseStated(t)) ||
      (t.step === undefined &&
        (t.reply === null
          ? transcript.steps.some(s => !s.ok)
          : t.reply.code >= 400)),
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
    [425, 450, 522, 534].includes(reply.code) &&
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

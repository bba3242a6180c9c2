/** Questions that rules ask of a mail session. Pure; no rule is decided here. */
import type {
  ControlConnection,
  Evidence,
  Exchange,
  Reply,
  Transcript,
} from '../model.js'
import { authMechanisms } from '../wire/ehlo.js'
import { exchanges, finalReply, isMail, refusedReply } from './look.js'

export const mailControls = (transcript: Transcript): ControlConnection[] =>
  transcript.controls.filter(isMail)

/** The last good reply to EHLO that came without TLS. */
export const clearEhlo = (control: ControlConnection): Reply | null =>
  exchanges(control, 'EHLO')
    .map(finalReply)
    .findLast(reply => reply !== null && reply.code === 250 && reply.clear) ??
  null

/** e.g. "250-AUTH PLAIN LOGIN" */
export const authEvidence = (ehlo: Reply): Evidence => ({
  source: ehlo.from[0] ?? 'client-wire',
  text: `server replied 250-AUTH ${authMechanisms(ehlo.text).join(' ')} before TLS`,
})

/** MAIL was sent: what came before did not stop the client. */
export const sentMail = (control: ControlConnection): boolean =>
  exchanges(control, 'MAIL').length > 0

/** STARTTLS answered 220. */
export const startTlsAccepted = (control: ControlConnection): Exchange | null =>
  exchanges(control, 'STARTTLS').find(e => finalReply(e)?.code === 220) ?? null

/** MAIL, RCPT or DATA that the server refused with such words. */
export const refusedMail = (
  control: ControlConnection,
  words: RegExp,
): { readonly exchange: Exchange; readonly reply: Reply }[] =>
  exchanges(control, 'MAIL', 'RCPT', 'DATA').flatMap(exchange => {
    const reply = refusedReply(exchange)
    return reply !== null && words.test(reply.text) ? [{ exchange, reply }] : []
  })

/** The first line of the client's log that matches. */
export const clientLine = (
  transcript: Transcript,
  pattern: RegExp,
): Evidence | null => {
  const line = transcript.logs.find(
    l => l.from === 'client-log' && pattern.test(l.text),
  )
  return line === undefined ? null : { source: line.from, text: line.text }
}

export const ioctlFailed = (transcript: Transcript): Evidence | null =>
  clientLine(transcript, /77B77317/i)

/** By its name, or by words that no other program's log has. */
export const isCssmtp = (transcript: Transcript): boolean =>
  transcript.context.client?.product === 'CSSMTP' ||
  clientLine(transcript, /\bML_PR_|SIOCTTLSCTL|JOBNAME: +CSSMTP/) !== null

export interface Request {
  /** null: nothing that was seen says whether TLS was asked for */
  readonly asked: boolean | null
  readonly evidence: readonly Evidence[]
}

/** Did the configuration or the job ask CSSMTP for TLS? */
export const tlsRequest = (transcript: Transcript): Request => {
  const yes = [
    clientLine(transcript, /\bSecure +Yes\b/i),
    clientLine(transcript, /spool file.*STARTTLS/i),
    clientLine(transcript, /\bAuthEntity +configured/i),
  ].filter(e => e !== null)
  if (yes.length > 0) return { asked: true, evidence: yes }
  const no = clientLine(transcript, /\bSecure +No\b/i)
  return no === null
    ? { asked: null, evidence: [] }
    : { asked: false, evidence: [no] }
}

/** Refusals of clear data connections, by whether the client asked for them. */
import type { Exchange, Match, Transcript } from '../model.js'
import {
  exchanges,
  finalReply,
  quoteReply,
  refusedReply,
  replyEvidence,
} from './look.js'
import { transferVerbs } from '../transcript/exchanges.js'

const words = /encrypt|protect|PROT\b|SSL|TLS/i

/** pyftpdlib refuses these already */
const addressVerbs: ReadonlySet<string> = new Set([
  'PASV',
  'EPSV',
  'PORT',
  'EPRT',
])

const lastLevel = (
  protections: readonly Exchange[],
  before: number,
): string | null =>
  protections
    .filter(e => e.at <= before && (finalReply(e)?.code ?? 0) === 200)
    .at(-1)
    ?.argument.toUpperCase() ?? null

/** `asked`: the client sent PROT C; else it never sent PROT P. */
export const clearDataRefusals = (
  transcript: Transcript,
  asked: boolean,
): Match[] =>
  transcript.controls.flatMap(control => {
    const protections = exchanges(control, 'PROT')
    const refusedLevel = protections.flatMap(e => {
      const reply = refusedReply(e)
      return asked &&
        e.argument.toUpperCase() === 'C' &&
        !e.clear &&
        reply !== null
        ? [
            match(
              reply,
              `The server refuses PROT C (${quoteReply(reply)}): it requires encrypted data connections.`,
            ),
          ]
        : []
    })
    const refusedTransfers = control.exchanges.flatMap(e => {
      if (e.verb === null) return []
      if (!transferVerbs.has(e.verb) && !addressVerbs.has(e.verb)) return []
      const reply = refusedReply(e)
      if (reply === null || ![425, 521, 522, 534, 550].includes(reply.code))
        return []
      if (!words.test(reply.text) || /reuse|resum/i.test(reply.text)) return []
      // 521/522 also come when a handshake failed under PROT P
      const level = lastLevel(protections, e.at)
      if (level === 'P' || (level === 'C') !== asked) return []
      return [
        match(
          reply,
          asked
            ? `The client asked for clear data connections (PROT C); the server requires encrypted ones (${quoteReply(reply)}).`
            : `The client never asked for encrypted data connections (PROT P); the server requires them (${quoteReply(reply)}).`,
        ),
      ]
    })
    return [...refusedLevel, ...refusedTransfers]
  })

const match = (
  reply: NonNullable<ReturnType<typeof finalReply>>,
  statement: string,
): Match => ({
  statement,
  certainty: 'stated',
  at: reply.at,
  evidence: [replyEvidence(reply)],
})

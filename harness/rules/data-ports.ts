/** A passive port that a client was given and never got through to. Pure. */
import type { Match, Transcript } from '../model.js'
import { announcedPort } from '../transcript/exchanges.js'
import { quoteReply, replyEvidence, wireEvidence } from './look.js'

/** Longer than a client thinks before it dials. */
const waitedMs = 1000

/** A log says that it dials; a wire, that it got through. */
const opened = (transcript: Transcript, port: number): boolean => {
  const { events } = transcript
  const wired = events.some(e => /^(?:client|relay)-wire$/.test(e.from))
  return events.some(
    ({ role, from, body }) =>
      role === 'data' &&
      body.kind === 'open' &&
      body.serverPort === port &&
      (from.endsWith('-wire') || (!wired && refusedWords(transcript) === null)),
  )
}

/** lftp says it of a data connection, and does not name the port */
const refusedWords = ({ logs }: Transcript): string | null =>
  logs.find(
    ({ from, text }) =>
      from === 'client-log' && /data socket error.*refused/i.test(text),
  )?.text ?? null

/**
 * A client that gives up says so in its own way or, ended by its user, not at
 * all: what is certain is that no connection to the port came to be.
 */
export const neverOpened = (transcript: Transcript): Match[] => {
  if (transcript.steps.every(s => s.ok)) return []
  return transcript.controls.flatMap(control => {
    const tries = control.exchanges.filter(
      e => e.verb === 'PASV' || e.verb === 'EPSV',
    )
    const last = control.exchanges.findLast(
      e => e.verb !== null && e.verb !== 'QUIT' && e.verb !== 'ABOR',
    )
    const given = tries.find(e => {
      const port = announcedPort(e)
      return port !== null && !opened(transcript, port)
    })
    const reply = given?.replies.at(-1)
    if (given === undefined || reply === undefined) return []
    // another try behind it got through
    const later = tries.slice(tries.indexOf(given) + 1).map(announcedPort)
    if (later.some(port => port !== null && opened(transcript, port))) return []
    const until = transcript.events
      .filter(e => e.from.startsWith('client'))
      .reduce((latest, e) => Math.max(latest, e.at), 0)
    const waited = Math.round(until - reply.at)
    const words = refusedWords(transcript)
    if ((waited < waitedMs && words === null) || last === undefined) return []
    const how = words === null ? `within ${waited} ms` : 'at all'
    return [
      {
        statement: `No connection to the server's passive port came to be ${how} (${quoteReply(reply)}).`,
        certainty: 'inferred' as const,
        at: reply.at,
        evidence: [
          replyEvidence(reply),
          wireEvidence(transcript, `no data connection ${how}`),
          ...(words === null
            ? []
            : [{ source: 'client-log' as const, text: words }]),
        ],
        settledBy: 'a capture at the server: whether the SYN arrived',
      },
    ]
  })
}

/** Whose session a data connection offered. Pure. */
import type { DataConnection, Transcript } from '../model.js'
import { offered, sessionIdOf, ticketsOf } from './transfers.js'

/** It offered a ticket that its own control connection was given. */
export const offersOwnTicket = (
  transcript: Transcript,
  data: DataConnection,
): boolean => {
  const own = ticketsOf(transcript, data.control)
  return offered(data.handshake).some(f => own.has(f))
}

/**
 * The other control connection that issued the session offered here; null when
 * it is this one's own, none, or unknown.
 */
export const foreignSession = (
  transcript: Transcript,
  data: DataConnection,
): number | null => {
  const mine = offered(data.handshake)
  const hello = data.handshake?.hello
  const own = ticketsOf(transcript, data.control)
  if (mine.some(f => own.has(f))) return null
  for (const { ordinal } of transcript.controls) {
    if (ordinal === data.control) continue
    const theirs = ticketsOf(transcript, ordinal)
    if (mine.some(f => theirs.has(f))) return ordinal
    const id = sessionIdOf(transcript, ordinal)
    if (
      data.handshake?.offer === 'session-id' &&
      id !== null &&
      id !== '' &&
      hello?.sessionId === id
    )
      return ordinal
  }
  return null
}

/** A client that waited too long, and went on: what follows is its own doing. */
import type { DataConnection, Transcript } from '../model.js'

const goesOn = ['PASV', 'EPSV', 'PORT', 'EPRT', 'ABOR', 'QUIT']

/**
 * It had asked for another connection, or for the end, by that time. A server
 * writes a command down when it has answered it: that is too late to tell.
 */
export const wentOn = (
  { events }: Transcript,
  data: DataConnection,
  by: number,
): boolean =>
  events.some(
    ({ at, from, role, ordinal, body }) =>
      from !== 'server-log' &&
      role === 'control' &&
      ordinal === data.control &&
      body.kind === 'command' &&
      goesOn.includes(body.verb) &&
      at > data.at &&
      at < by,
  )

/** curl: "SSL connection timeout", "Operation timed out". */
export const saysTimeout = ({ logs }: Transcript): boolean =>
  logs.some(
    ({ from, text }) =>
      from === 'client-log' && /\btime(?:d )?-?out\b/i.test(text),
  )

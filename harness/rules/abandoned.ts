/** A client that waited too long, and went on: what follows is its own doing. */
import type { DataConnection, Transcript } from '../model.js'

const goesOn = ['PASV', 'EPSV', 'PORT', 'EPRT', 'ABOR', 'QUIT']

/** It had asked for another connection, or for the end, by that time. */
export const wentOn = (
  { events }: Transcript,
  data: DataConnection,
  by: number,
): boolean =>
  events.some(
    ({ at, role, ordinal, body }) =>
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

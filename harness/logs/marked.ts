/**
 * Reads the output of a client whose own lines nobody knows: marks become
 * events, the rest is kept as it is, up to a bound.
 */
import type { Event } from '../model.js'
import { markOf, takeMark, type MarkedLogOptions } from './marks.js'
import { SessionLog } from './session-log.js'
import type { TimedLine } from './timed-line.js'

const mostLines = 200

export const readMarkedLines = (
  lines: Iterable<TimedLine>,
  { mark, ...options }: MarkedLogOptions = {},
): Event[] => {
  const log = new SessionLog(options)
  let kept = 0
  for (const { at, text } of lines) {
    log.at = at
    const found = markOf(text, mark)
    if (found !== null) takeMark(log, found)
    else if (text.trim() !== '' && kept < mostLines) {
      kept += 1
      log.log(text)
    }
  }
  return log.events
}

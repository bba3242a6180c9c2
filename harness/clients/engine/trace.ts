/** The log of a client that has no format of its own. */
import type { Event, StepOutcome } from '../../model.js'

const line = ({ role, ordinal, body }: Event): string | null => {
  switch (body.kind) {
    case 'command':
      return `> ${`${body.verb} ${body.argument}`.trim()}`
    case 'reply':
      return body.text
        .split('\n')
        .map((text, i, all) =>
          i === 0 || i === all.length - 1
            ? `< ${body.code}${i < all.length - 1 ? '-' : ' '}${text}`
            : `< ${text}`,
        )
        .join('\n')
    case 'established':
      return `* ${role} ${ordinal}: ${body.version} ${body.cipher}${body.resumed ? ', resumed' : ''}`
    case 'tls-failed':
      return `* ${role} ${ordinal}: ${body.text}`
    case 'open-failed':
      return `* ${role} ${ordinal}: ${body.text}`
    case 'timeout':
      return `* no ${body.waitingFor} within ${body.ms} ms`
    default:
      return null
  }
}

export const plainTrace = (
  events: readonly Event[],
  steps: readonly StepOutcome[],
): string => {
  const failed = steps.find(s => !s.ok)
  const lines = events.map(line).filter(text => text !== null)
  if (failed !== undefined)
    lines.push(`! ${failed.label}: ${failed.why ?? 'failed'}`)
  return `${lines.join('\n')}\n`
}

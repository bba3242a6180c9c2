/** Events of a client log in short lines, to compare with. */
import type { Event, EventBody } from '../../harness/model.js'

const words = (body: EventBody): string | null => {
  switch (body.kind) {
    case 'open':
      return `open ${body.mode ?? ''} ${body.serverPort ?? body.clientPort ?? ''}`
    case 'open-failed':
      return body.code
    case 'command':
      return `${body.clear ? '' : 'TLS '}> ${body.verb} ${body.argument}`
    case 'reply':
      return `${body.clear ? '' : 'TLS '}< ${body.code}`
    case 'established':
      return `${body.version} ${body.cipher} ${body.resumed ? 'resumed' : 'full'}`
    case 'tls-failed':
      return `failed ${body.number?.toString(16) ?? ''} ${body.text}`
    case 'close':
      return `close by ${body.by}`
    case 'tls':
      return body.fact.is === 'alert'
        ? `${body.sender} alert ${body.fact.level} ${body.fact.code} ${body.fact.name}`
        : body.fact.is === 'close-notify'
          ? `${body.sender} close_notify`
          : null
    case 'log':
      return body.fact === undefined ? null : JSON.stringify(body.fact)
    default:
      return body.kind
  }
}

export const digest = (events: readonly Event[]): string[] =>
  events.flatMap(({ role, ordinal, body }) => {
    const said = words(body)
    return said === null ? [] : [`${role}${ordinal} ${said}`.trim()]
  })

/**
 * The last words of a session on one line: `~>` and `<~` inside TLS, `->` and
 * `<-` in clear, `T` the control handshake, `D` a data connection.
 */
import type { Line } from './story.js'
import { clip, quoted } from './text.js'

const maxTokens = 9

const command = (line: Line): string => {
  const clear = line.detail.startsWith('in clear')
  return `${clear ? '->' : '~>'} ${clip(line.text, 40)}`
}

/** Refusals in full, the rest as a code. */
const reply = (line: Line): string => {
  const body = line.event.body
  if (body.kind !== 'reply') return ''
  const arrow = body.clear ? '<-' : '<~'
  return `${arrow} ${body.code >= 400 ? quoted(line.text, 90) : body.code}`
}

const token = (line: Line): string | null => {
  const letter = line.role === 'data' ? 'D' : 'T'
  const body = line.event.body
  switch (body.kind) {
    case 'command':
      return command(line)
    case 'reply':
      return reply(line)
    case 'established':
      return `${letter} ${body.resumed ? 'resumed' : 'full handshake'}`
    case 'tls':
      return body.fact.is === 'alert' && line.weight === 'bad'
        ? `${letter} ${body.sender} ${line.text}`
        : null
    case 'clear-bytes':
      return `${letter} ${body.sender} in clear “${quoted(body.text, 60)}”`
    case 'tls-failed':
    case 'open-failed':
      return `${letter} ✕`
    case 'timeout':
      return `${letter} no ${quoted(body.waitingFor, 40)} in ${body.ms} ms`
    case 'close':
      return body.how === 'rst' ? `${letter} reset by ${body.by}` : null
    default:
      return null
  }
}

export const dialogue = (lines: readonly Line[]): readonly string[] => {
  const tokens: string[] = []
  const told = new Set<string>()
  for (const line of lines) {
    const next = token(line)
    if (next === null) continue
    if (!line.crosses || line.kind === 'alert') {
      // both ends tell of one handshake, and of its end in their own words
      const key = `${line.role} ${line.ordinal} ${line.kind === 'established' ? next : ''}`
      if (told.has(key)) continue
      told.add(key)
    }
    tokens.push(next)
  }
  // what QUIT says is never what a reader wants to see
  const quit = tokens.findIndex(t => /^[~-]> QUIT/.test(t))
  const kept = quit > 3 ? tokens.slice(0, quit) : tokens
  return kept.length > maxTokens ? ['…', ...kept.slice(-(maxTokens - 1))] : kept
}

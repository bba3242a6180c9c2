/**
 * Replies that repeat what the client said. Placeholders in the texts of a
 * product: `%verb`, `%argument`, `%mechanism` (the argument in upper case),
 * `%user`, `%type` (ASCII or BINARY, as TYPE was set).
 */
import type { CommandLine } from '../engine/lines.js'
import type { SessionView } from '../engine/hooks.js'
import type { ReplyText } from '../engine/replies.js'
import { hookQuirk, type Quirk } from './quirk.js'

interface Said {
  verb: string
  argument: string
  user: string
  type: string
}

/** an answer, instead of the engine's, to a command as it stands */
export type Answer = (
  command: CommandLine,
  session: SessionView,
) => ReplyText | undefined

const longest = 255

const note = (said: Said, { verb, argument }: CommandLine): void => {
  said.verb = verb.slice(0, longest)
  said.argument = argument.trim().slice(0, longest)
  if (verb === 'USER') said.user = said.argument
  if (verb === 'TYPE')
    said.type = /^A/i.test(said.argument) ? 'ASCII' : 'BINARY'
}

const filled = ([code, ...lines]: ReplyText, said: Said): ReplyText => {
  const values: Readonly<Record<string, string>> = {
    verb: said.verb,
    argument: said.argument,
    mechanism: said.argument.toUpperCase(),
    user: said.user,
    type: said.type,
  }
  const form = /%(verb|argument|mechanism|user|type)\b/g
  return [
    code,
    ...lines.map(line =>
      line.replace(form, (_, name: string) => values[name] ?? ''),
    ),
  ]
}

export const repliesNameTheCommand = (answer?: Answer): Quirk => {
  const saidBy = new WeakMap<SessionView, Said>()
  const of = (session: SessionView): Said => {
    const known = saidBy.get(session)
    if (known !== undefined) return known
    const said = { verb: '', argument: '', user: '', type: 'ASCII' }
    saidBy.set(session, said)
    return said
  }
  return hookQuirk({
    command: (command, session) => {
      note(of(session), command)
      return answer?.(command, session)
    },
    reply: ({ text }, session) => filled(text, of(session)),
  })
}

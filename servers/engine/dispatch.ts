/**
 * From a command to its handler. Extends ftp-srv's Commands, whose registry
 * still serves what nobody overrides; the registry is global and is never
 * changed. Before it: which verbs this server knows, and when.
 */
import Commands from 'ftp-srv/src/commands/index.js'
import { addressCommands } from './commands/address.js'
import { authCommands } from './commands/auth.js'
import { fileCommands } from './commands/files.js'
import { loginCommands } from './commands/login.js'
import { protectCommands } from './commands/protect.js'
import { simpleCommands } from './commands/simple.js'
import { transferCommands } from './commands/transfer.js'
import type { CommandLine } from './lines.js'
import type { Situation } from './replies.js'
import type { Session } from './session.js'

/** what it returns is waited for when it is a promise */
export type Handler = (
  session: Session,
  argument: string,
  command: CommandLine,
) => unknown

export type Handlers = Readonly<Record<string, Handler>>

const handlers: ReadonlyMap<string, Handler> = new Map(
  Object.entries({
    ...authCommands,
    ...loginCommands,
    ...protectCommands,
    ...addressCommands,
    ...transferCommands,
    ...fileCommands,
    ...simpleCommands,
  }),
)

const httpVerbs = ['GET', 'POST', 'HEAD', 'OPTIONS', 'CONNECT', 'PUT']

export class Dispatcher extends Commands {
  readonly #session: Session

  constructor(session: Session) {
    super(session)
    this.#session = session
  }

  /** undefined: done at once */
  obey(original: CommandLine): PromiseLike<unknown> | undefined {
    const session = this.#session
    const command = this.#hooked(original)
    if (command === null) return undefined
    const refusal = this.#refusal(command.verb)
    if (refusal !== null) {
      this.#refuse(refusal, command.verb)
      return undefined
    }
    const handler = handlers.get(command.verb)
    if (handler !== undefined) {
      const done = handler(session, command.argument, command)
      return done instanceof Promise ? done : undefined
    }
    return super.handle({
      directive: command.verb,
      arg: command.argument === '' ? null : command.argument,
      flags: [],
      raw: command.raw,
    })
  }

  /** null: a quirk answered it */
  #hooked(original: CommandLine): CommandLine | null {
    let command = original
    for (const hook of this.#session.config.hooks) {
      const other = hook.command?.(command, this.#session)
      if (other === undefined) continue
      if (!('verb' in other)) {
        this.#session.sendText(null, other)
        return null
      }
      command = other
    }
    return command
  }

  #refusal(verb: string): Situation | null {
    const { verbs } = this.#session.config
    const { loggedIn } = this.#session
    if (httpVerbs.includes(verb)) {
      const kills = loggedIn ? verbs.httpKills.after : verbs.httpKills.before
      if (kills) return 'http-verb'
    }
    if (!loggedIn) {
      if (verbs.beforeLogin.includes(verb)) return null
      return verbs.afterLogin.includes(verb)
        ? 'not-logged-in'
        : verbs.unknownBeforeLogin
    }
    if (verbs.denied.includes(verb)) return 'permission-denied'
    if (verbs.notImplemented.includes(verb)) return 'not-implemented'
    return verbs.afterLogin.includes(verb) ? null : 'unknown-command'
  }

  #refuse(refusal: Situation, verb: string): void {
    const session = this.#session
    const { unknownCommands } = session.config.limits
    const counted = !session.loggedIn && refusal !== 'http-verb'
    if (counted) session.state.unknown++
    if (unknownCommands > 0 && session.state.unknown >= unknownCommands)
      session.say('too-many-errors')
    else session.say(refusal, verb)
  }
}

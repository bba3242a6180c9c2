/**
 * What the readers of client logs have in common: commands and replies become
 * events, connections are counted, and what a log leaves out (a handshake
 * that must have happened, a data connection that must have been dialled) is
 * added where the dialogue proves it. Knows no program's spelling.
 */
import type { ConnectionRole, Event, EventBody, TlsVersion } from '../model.js'
import { printable, redactArgument, redactText } from '../redact.js'
import { findOpensslError } from '../wire/openssl-error.js'
import { ReplyJoiner } from './reply-joiner.js'

export interface SessionLogOptions {
  /** TLS from the first byte */
  readonly implicit?: boolean
  /** the log itself tells of data connections: do not infer them */
  readonly tellsData?: boolean
}

export interface Suite {
  readonly version: TlsVersion
  readonly cipher: string
  readonly resumed: boolean
}

interface DataEnd {
  readonly mode: 'passive' | 'active'
  readonly port?: number
}

const dataVerb = /^(?:LIST|NLST|MLSD|RETR|STOR|STOU|APPE)$/

const errorCodes: readonly [RegExp, string][] = [
  [/refused/i, 'ECONNREFUSED'],
  [/timed? ?out/i, 'ETIMEDOUT'],
  [/unreachable/i, 'EHOSTUNREACH'],
]

/** Node's word for why a TCP connection was not made. */
export const openErrorCode = (text: string): string =>
  errorCodes.find(([pattern]) => pattern.test(text))?.[1] ?? 'ECONNFAIL'

const portIn = (text: string): number | undefined => {
  const old = /(\d+),(\d+)\)?[^\d]*$/.exec(text)
  if (old !== null) return Number(old[1]) * 256 + Number(old[2])
  const extended = /\|(\d+)\|\)?/.exec(text)
  return extended === null ? undefined : Number(extended[1])
}

export class SessionLog {
  readonly events: Event[] = []
  at = 0
  readonly #options: SessionLogOptions
  readonly #replies = new ReplyJoiner()
  #control = 0
  #data = 0
  #clear = true
  /** AUTH was accepted, TLS is due */
  #securing = false
  #verb = ''
  #next: DataEnd | null = null
  /** a data connection that is in use */
  #live = false

  constructor(options: SessionLogOptions = {}) {
    this.#options = options
  }

  /** Connection that a TLS message without an address is about. */
  get role(): ConnectionRole {
    return this.#live ? 'data' : 'control'
  }

  /** Inside a multi-line reply. */
  get replying(): boolean {
    return this.#replies.open
  }

  get connections(): number {
    return this.#control
  }

  emit(role: ConnectionRole, body: EventBody): void {
    const ordinal = Math.max(1, role === 'control' ? this.#control : this.#data)
    const { at } = this
    this.events.push({ at, from: 'client-log', role, ordinal, body })
  }

  log(text: string): void {
    this.emit('control', { kind: 'log', text: printable(redactText(text)) })
  }

  connected(serverPort?: number): void {
    this.#control += 1
    this.#clear = this.#options.implicit !== true
    this.#securing = !this.#clear
    this.#verb = ''
    this.#live = false
    this.emit('control', {
      kind: 'open',
      dialled: 'client',
      ...(serverPort === undefined ? {} : { serverPort }),
    })
  }

  openFailed(role: ConnectionRole, text: string): void {
    if (role === 'data') this.#data += 1
    this.#next = null
    const code = openErrorCode(text)
    this.emit(role, {
      kind: 'open-failed',
      code,
      text: printable(redactText(text)),
    })
  }

  command(line: string): void {
    this.#flush()
    if (this.#control === 0) this.connected()
    this.#proved()
    const [, verb = '', rest = ''] = /^(\S+) ?(.*)$/.exec(line) ?? []
    const argument = rest.trimEnd()
    this.#verb = verb.toUpperCase()
    if (this.#verb === 'PORT' || this.#verb === 'EPRT') {
      const port = portIn(argument)
      this.#next = { mode: 'active', ...(port === undefined ? {} : { port }) }
    }
    if (dataVerb.test(this.#verb) && this.#next?.mode === 'passive')
      this.dataOpened()
    this.emit('control', {
      kind: 'command',
      verb: this.#verb,
      argument: printable(redactArgument(verb, argument)),
      clear: this.#clear,
    })
  }

  /** One line of a reply, with its code. */
  reply(line: string): void {
    const reply = this.#replies.push(line)
    if (reply !== null) this.replied(reply.code, reply.text)
  }

  replied(code: number, text: string): void {
    if (this.#control === 0) this.connected()
    // in implicit mode even the greeting proves the handshake
    if (this.#options.implicit === true) this.#proved()
    if (code === 227 || code === 229) {
      const port = portIn(text)
      this.#next = { mode: 'passive', ...(port === undefined ? {} : { port }) }
    }
    if (code < 200 && this.#next?.mode === 'active') this.dataOpened()
    this.emit('control', {
      kind: 'reply',
      code,
      text: printable(redactText(text)),
      clear: this.#clear,
    })
    if (this.#verb === 'AUTH' && (code === 234 || code === 334))
      this.#securing = true
    if (this.#verb === 'CCC' && code === 200) this.#clear = true
    if (code >= 200 && dataVerb.test(this.#verb)) this.#live = false
  }

  /** The next data connection, once: told, or inferred from its command. */
  dataOpened(told = false): void {
    if (this.#next === null || (this.#options.tellsData === true && !told))
      return
    const { mode, port } = this.#next
    this.#next = null
    this.#data += 1
    this.#live = true
    const passive = mode === 'passive'
    const at = passive ? { serverPort: port } : { clientPort: port }
    this.emit('data', {
      kind: 'open',
      dialled: passive ? 'client' : 'server',
      mode,
      ...(port === undefined ? {} : at),
      control: Math.max(1, this.#control),
    })
  }

  established(role: ConnectionRole, suite: Suite): void {
    if (this.#control === 0) this.connected()
    if (role === 'control') {
      this.#securing = false
      this.#clear = false
    }
    const cipher = printable(suite.cipher)
    this.emit(role, { kind: 'established', ...suite, cipher })
  }

  failed(role: ConnectionRole, text: string): void {
    if (role === 'control') this.#securing = false
    const number = findOpensslError(text)?.number
    this.emit(role, {
      kind: 'tls-failed',
      ...(number === undefined ? {} : { number }),
      text: printable(redactText(text)),
    })
  }

  close(by: 'client' | 'server' | 'unknown'): void {
    if (this.#control > 0)
      this.emit('control', { kind: 'close', by, how: 'fin' })
    this.#live = false
  }

  /** The dialogue went on behind AUTH: the handshake was completed. */
  #proved(): void {
    if (!this.#securing) return
    this.#securing = false
    this.#clear = false
    this.emit('control', {
      kind: 'log',
      text: 'the dialogue went on under TLS',
      fact: { is: 'handshake' },
    })
  }

  #flush(): void {
    const rest = this.#replies.flush()
    if (rest !== null) this.replied(rest.code, rest.text)
  }
}

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
  /** the host that was dialled: another one in 227 cannot be reached */
  readonly host?: string
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
  /** in 227 */
  readonly host?: string
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
  // EPRT has the address family first: |1|127.0.0.1|45939|
  const extended = /\|(\d+)\|\)?[^\d|]*$/.exec(text)
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
  #awaits = false
  #held: { readonly at: number; readonly body: EventBody } | null = null

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

  /** The last command has no final reply yet, and moves no data. */
  get awaitsReply(): boolean {
    return this.#awaits && !dataVerb.test(this.#verb)
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
    const { host = this.#options.host } = this.#next ?? {}
    const elsewhere = role === 'data' && host !== this.#options.host
    this.#next = null
    const code =
      elsewhere && this.#options.host !== undefined
        ? 'EPASVADDR'
        : openErrorCode(text)
    this.emit(role, {
      kind: 'open-failed',
      code,
      text: printable(redactText(text)),
    })
  }

  command(line: string): void {
    this.#flush()
    if (this.#control === 0) this.connected()
    const [, verb = '', rest = ''] = /^(\S+) ?(.*)$/.exec(line) ?? []
    const argument = rest.trimEnd()
    this.#verb = verb.toUpperCase()
    this.#awaits = true
    if (this.#verb === 'PORT' || this.#verb === 'EPRT') {
      const port = portIn(argument)
      this.#next = { mode: 'active', ...(port === undefined ? {} : { port }) }
    }
    if (dataVerb.test(this.#verb) && this.#next?.mode === 'passive')
      this.dataOpened()
    const told = {
      kind: 'command',
      verb: this.#verb,
      argument: printable(redactArgument(verb, argument)),
      clear: this.#clear && !this.#securing,
    } as const
    // lftp tells of USER before the handshake that USER has to wait for
    if (this.#securing) this.#held = { at: this.at, body: told }
    else this.emit('control', told)
  }

  /** One line of a reply, with its code. */
  reply(line: string): void {
    const reply = this.#replies.push(line)
    if (reply !== null) this.replied(reply.code, reply.text)
  }

  replied(code: number, text: string): void {
    if (this.#control === 0) this.connected()
    this.#proved()
    if (code >= 200) this.#awaits = false
    if (code === 227 || code === 229) {
      const port = portIn(text)
      const host = /(\d+),(\d+),(\d+),(\d+),\d+,\d+/.exec(text)
      this.#next = {
        mode: 'passive',
        ...(port === undefined ? {} : { port }),
        ...(host === null ? {} : { host: host.slice(1, 5).join('.') }),
      }
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
    this.emit('data', {
      kind: 'open',
      dialled: passive ? 'client' : 'server',
      mode,
      ...(port !== undefined && passive ? { serverPort: port } : {}),
      ...(port !== undefined && !passive ? { clientPort: port } : {}),
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
    if (role === 'control') {
      this.#securing = false
      this.#held = null
    }
    const number = findOpensslError(text)?.number
    this.emit(role, {
      kind: 'tls-failed',
      ...(number === undefined ? {} : { number }),
      text: printable(redactText(text)),
    })
  }

  /** It waited since its last line. */
  timedOut(waitingFor: string): void {
    const ms = Math.round(this.at - (this.events.at(-1)?.at ?? 0))
    this.emit(this.role, { kind: 'timeout', waitingFor, ms })
  }

  close(by: 'client' | 'server' | 'unknown'): void {
    this.#release()
    if (this.#control > 0)
      this.emit('control', { kind: 'close', by, how: 'fin' })
    this.#live = false
  }

  /** A reply behind AUTH, or the implicit greeting: TLS works. */
  #proved(): void {
    if (!this.#securing) return
    this.#securing = false
    this.#clear = false
    this.emit('control', {
      kind: 'log',
      text: 'the dialogue went on under TLS',
      fact: { is: 'handshake' },
    })
    this.#release()
  }

  #release(): void {
    if (this.#held === null) return
    const { at, body } = this.#held
    this.#held = null
    const ordinal = Math.max(1, this.#control)
    this.events.push({ at, from: 'client-log', role: 'control', ordinal, body })
  }

  #flush(): void {
    const rest = this.#replies.flush()
    if (rest !== null) this.replied(rest.code, rest.text)
  }
}

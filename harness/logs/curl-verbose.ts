/**
 * Reads what `curl -v` writes to stderr (7.x and 8.x, also with --trace-time
 * and --trace-ids): text to events. It judges nothing, and does not read the
 * hexadecimal dumps of --trace.
 *
 * curl does not say which of its two connections a TLS line belongs to. From
 * the moment the data connection is open until the final reply to the
 * transfer, TLS lines are the data connection's.
 */
import type { ConnectionRole, Event, EventBody, Side } from '../model.js'
import { printable, redactArgument, redactText } from '../redact.js'
import { handshakeName } from '../wire/names.js'
import { findOpensslError } from '../wire/openssl-error.js'
import {
  alertFact,
  connectCode,
  connectFailed,
  connected,
  connecting,
  prefix,
  timedOut,
  tlsMessage,
  tlsTrouble,
  unended,
  using,
  worthKeeping,
} from './curl-lines.js'
import { ReplyJoiner } from './reply-joiner.js'
import { tlsVersionNamed } from './tls-version.js'
import { timedLines, type TimedLine } from './timed-line.js'

class CurlLog {
  readonly events: Event[] = []
  readonly #replies = new ReplyJoiner()
  #at = 0
  #control = 0
  #data = 0
  #dataLive = false
  /** port of a data connection that is being dialled */
  #dialling: number | null = null
  #activePort: number | undefined
  #clear = true
  #established = { control: false, data: false }
  /** the running handshake: were its messages shown, a certificate in it? */
  #shown = false
  #certificate = false

  line({ at, text }: TimedLine): void {
    this.#at = at
    const [, mark, body = '', verdict] = prefix.exec(text) ?? []
    if (verdict !== undefined) this.#exit(verdict)
    else if (mark === '>') this.#command(body)
    else if (mark === '<') this.#reply(body)
    else if (mark === '*') this.#note(body.trim())
  }

  #emit(role: ConnectionRole, body: EventBody): void {
    const ordinal = Math.max(1, role === 'control' ? this.#control : this.#data)
    this.events.push({ at: this.#at, from: 'client-log', role, ordinal, body })
  }

  #command(line: string): void {
    const [, verb = '', argument = ''] = /^(\S+) ?(.*)$/.exec(line) ?? []
    const active = /^\d+,\d+,\d+,\d+,(\d+),(\d+)$/.exec(argument)
    const extended = /^\|\d\|[^|]*\|(\d+)\|$/.exec(argument)
    if (verb === 'PORT' && active !== null)
      this.#activePort = Number(active[1]) * 256 + Number(active[2])
    if (verb === 'EPRT' && extended !== null)
      this.#activePort = Number(extended[1])
    this.#emit('control', {
      kind: 'command',
      verb,
      argument: printable(redactArgument(verb, argument)),
      clear: this.#clear,
    })
  }

  #reply(line: string): void {
    const reply = this.#replies.push(line)
    if (reply === null) return
    const { code, text } = reply
    this.#emit('control', {
      kind: 'reply',
      code,
      text: printable(redactText(text)),
      clear: this.#clear,
    })
    if (code >= 200 && this.#transferring()) this.#dataLive = false
  }

  /** The last command was one that moves data, so its 2yz ends the data. */
  #transferring(): boolean {
    for (const { body } of [...this.events].reverse())
      if (body.kind === 'command')
        return /^(LIST|NLST|MLSD|RETR|STOR|APPE)$/.test(body.verb)
    return false
  }

  #note(text: string): void {
    const message = tlsMessage.exec(text)
    if (message !== null) return this.#tls(message)
    const dialling = connecting.exec(text)
    if (dialling !== null) {
      this.#dialling = Number(dialling[1])
      return
    }
    const open = connected.exec(text)
    if (open !== null) return this.#open(Number(open[1]))
    if (/^Connection accepted from server/.test(text)) return this.#accepted()
    const broken = connectFailed.exec(text)
    if (broken !== null) return this.#openFailed(broken[1] ?? '')
    const suite = using.exec(text)
    if (suite !== null) return this.#using(suite[1] ?? '', suite[2] ?? '')
    if (tlsTrouble.test(text)) return this.#trouble(text)
    if (/^(?:closing|shutting down) connection/i.test(text))
      return this.#close()
    const late = timedOut.exec(text)
    if (late !== null) return this.#late(Number(late[1]))
    if (unended.test(text) && this.#dataLive)
      this.#emit('data', {
        kind: 'log',
        text: printable(text),
        fact: { is: 'eof-without-close-notify' },
      })
    else if (worthKeeping.test(text)) this.#log(text)
  }

  #late(ms: number): void {
    const role = this.#role()
    const waitingFor =
      this.#control === 0
        ? 'the TCP connection'
        : role === 'data'
          ? 'the end of the transfer'
          : 'a reply'
    this.#emit(role, { kind: 'timeout', waitingFor, ms })
  }

  #log(text: string): void {
    this.#emit('control', { kind: 'log', text: printable(redactText(text)) })
  }

  #open(port: number): void {
    if (this.#dialling === null) {
      this.#control += 1
      this.#clear = true
      this.#established.control = false
      this.#emit('control', {
        kind: 'open',
        dialled: 'client',
        serverPort: port,
      })
      return
    }
    // 7.x prints the control connection's port here
    this.#dataOpen('client', { mode: 'passive', serverPort: this.#dialling })
    this.#dialling = null
  }

  #accepted(): void {
    const port = this.#activePort
    this.#dataOpen('server', {
      mode: 'active',
      ...(port === undefined ? {} : { clientPort: port }),
    })
  }

  #dataOpen(
    dialled: 'client' | 'server',
    how: {
      readonly mode: 'passive' | 'active'
      readonly serverPort?: number
      readonly clientPort?: number
    },
  ): void {
    this.#data += 1
    this.#dataLive = true
    this.#established.data = false
    const control = Math.max(1, this.#control)
    this.#emit('data', { kind: 'open', dialled, ...how, control })
  }

  #openFailed(why: string): void {
    const role = this.#dialling === null ? 'control' : 'data'
    if (role === 'data') this.#data += 1
    this.#dialling = null
    const code = connectCode(why)
    this.#emit(role, { kind: 'open-failed', code, text: printable(why) })
  }

  #role(): ConnectionRole {
    return this.#dataLive ? 'data' : 'control'
  }

  #tls([, , way, what, id]: RegExpExecArray): void {
    const role = this.#role()
    const sender = way === 'IN' ? 'server' : 'client'
    const number = Number(id ?? 0)
    if (what === 'alert') {
      this.#emit(role, { kind: 'tls', sender, fact: alertFact(number) })
      return
    }
    if (what === 'change cipher') {
      const fact = { is: 'change-cipher-spec' } as const
      this.#emit(role, { kind: 'tls', sender, fact })
      return
    }
    this.#handshakeMessage(role, sender, number)
  }

  #handshakeMessage(role: ConnectionRole, sender: Side, number: number): void {
    this.#shown = true
    if (number === 1 && sender === 'client') this.#certificate = false
    if (number === 11 && sender === 'server') this.#certificate = true
    const fact =
      number === 20
        ? ({ is: 'finished' } as const)
        : ({
            is: 'handshake-message',
            type: number,
            name: handshakeName(number),
          } as const)
    this.#emit(role, { kind: 'tls', sender, fact })
  }

  #using(named: string, cipher: string): void {
    const role = this.#role()
    // GnuTLS has no v in it
    const versionText = named.replace(/^TLS(?=\d)/, 'TLSv')
    const version = tlsVersionNamed(versionText)
    this.#established[role] = true
    if (role === 'control') this.#clear = false
    // "re-using session ID" is only an offer; a certificate says it was refused
    if (version !== null && this.#shown)
      this.#emit(role, {
        kind: 'established',
        version,
        cipher: printable(cipher),
        resumed: !this.#certificate,
      })
    else
      this.#emit(role, {
        kind: 'log',
        text: `TLS ${printable(versionText)} ${printable(cipher)}`,
        fact: { is: 'handshake', version: versionText, cipher },
      })
    this.#shown = false
    this.#certificate = false
  }

  #trouble(text: string): void {
    const reading = /SSL_(?:read|write)/.test(text)
    // reading before the data handshake is done can only be the control's
    const role =
      this.#dataLive && !(reading && !this.#established.data)
        ? 'data'
        : 'control'
    const number = findOpensslError(text)?.number
    this.#emit(role, {
      kind: 'tls-failed',
      ...(number === undefined ? {} : { number }),
      text: printable(redactText(text)),
    })
  }

  #close(): void {
    if (this.#control > 0)
      this.#emit('control', { kind: 'close', by: 'client', how: 'fin' })
    this.#dataLive = false
  }

  #exit(text: string): void {
    const code = Number(/^curl: \((\d+)\)/.exec(text)?.[1] ?? 0)
    const told = printable(redactText(text))
    if (code === 0) this.#emit('control', { kind: 'log', text: told })
    else
      this.#emit('control', {
        kind: 'log',
        text: told,
        fact: { is: 'exit', code, claims: 'failure' },
      })
  }
}

/** With times, while curl runs. */
export const readCurlLines = (lines: Iterable<TimedLine>): Event[] => {
  const log = new CurlLog()
  for (const line of lines) log.line(line)
  return log.events
}

/** A pasted log; `at` is the line number. */
export const readCurlVerbose = (text: string): Event[] =>
  readCurlLines(timedLines(text))

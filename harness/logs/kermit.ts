/**
 * Reads what C-Kermit's FTP client prints with `set ftp debug on` (8.0 to
 * 10.0): text to events. Kermit reconnects by itself after a failed handshake
 * and, left alone, logs in without TLS in the end: each `Connected to` is a
 * control connection of its own.
 *
 * It says nothing of data connections but that their handshake failed.
 */
import type { ConnectionRole, Event, EventBody } from '../model.js'
import { printable, redactArgument, redactText } from '../redact.js'
import { findOpensslError } from '../wire/openssl-error.js'
import { ReplyJoiner } from './reply-joiner.js'
import { tlsVersionNamed } from './tls-version.js'
import { timedLines, type TimedLine } from './timed-line.js'

const established = /^\[(?:TLS|SSL) - (\S+)\s+(\S+)\s+Kx=/
const tlsTrouble =
  /^ftp: SSL(?:\/TLS|_)? ?connect (COMMAND|DATA) error: ?(.*)$/i
const certificateTrouble =
  /^(?:Error|Warning): (.*(?:certificate|Certificate).*)$/
const worthKeeping =
  /^(?:\?|ftp: |Rejecting|.* authentication (?:failed|type)|FTP login failed|.*Private \(encrypted\)|Continue\?)/
const dataVerb = /^(?:LIST|NLST|MLSD|RETR|STOR|STOU|APPE)$/

class KermitLog {
  readonly events: Event[] = []
  readonly #replies = new ReplyJoiner()
  #at = 0
  #control = 0
  #data = 0
  #clear = true
  /** opened, and nothing was said on it yet */
  #silent = false
  #passivePort: number | undefined
  #activePort: number | undefined
  #pendingActive = false
  #verb = ''

  line({ at, text }: TimedLine): void {
    this.#at = at
    // the answer to a question is not echoed when stdin is empty
    const line = text
      .replace(/^\r?Continue\??\s*\(Y\/N\)\s*(?=\S)/, '')
      .trimEnd()
    if (line.startsWith('---> ')) return this.#command(line.slice(5))
    if (this.#replies.open || /^\d{3}(?:[ -]|$)/.test(line))
      return this.#reply(line)
    if (/^Connected to /.test(line)) return this.#connected()
    const suite = established.exec(line)
    if (suite !== null) return this.#established(suite[1] ?? '', suite[2] ?? '')
    const trouble = tlsTrouble.exec(line)
    if (trouble !== null) return this.#trouble(trouble, line)
    const refused = /^ftp: connect: (.*)$/.exec(line)
    if (refused !== null) return this.#openFailed(refused[1] ?? '')
    if (certificateTrouble.test(line) || worthKeeping.test(line))
      this.#emit('control', { kind: 'log', text: printable(redactText(line)) })
  }

  #emit(role: ConnectionRole, body: EventBody): void {
    const ordinal = Math.max(1, role === 'control' ? this.#control : this.#data)
    this.events.push({ at: this.#at, from: 'client-log', role, ordinal, body })
  }

  #connected(): void {
    // with /TLS the handshake is told before the connection is
    if (this.#silent) this.#silent = false
    else this.#open()
  }

  #open(): void {
    this.#control += 1
    this.#clear = true
    this.#verb = ''
    this.#emit('control', { kind: 'open', dialled: 'client' })
  }

  #command(line: string): void {
    this.#flush()
    const [, verb = '', rest = ''] = /^(\S+) ?(.*)$/.exec(line) ?? []
    const argument = rest.trimEnd()
    const port = /(\d+),(\d+)$/.exec(argument)
    if (verb === 'PORT' && port !== null)
      this.#activePort = Number(port[1]) * 256 + Number(port[2])
    this.#verb = verb
    if (dataVerb.test(verb)) this.#dataOpen()
    this.#emit('control', {
      kind: 'command',
      verb,
      argument: printable(redactArgument(verb, argument)),
      clear: this.#clear,
    })
  }

  /** Passive: dialled before the command. Active: when the server says 1yz. */
  #dataOpen(): void {
    if (this.#passivePort !== undefined) {
      this.#data += 1
      this.#emit('data', {
        kind: 'open',
        dialled: 'client',
        mode: 'passive',
        serverPort: this.#passivePort,
        control: Math.max(1, this.#control),
      })
    }
    this.#pendingActive = this.#activePort !== undefined
    this.#passivePort = undefined
  }

  #flush(): void {
    const rest = this.#replies.flush()
    if (rest !== null) this.#told(rest.code, rest.text)
  }

  #reply(line: string): void {
    const reply = this.#replies.push(line)
    if (reply !== null) this.#told(reply.code, reply.text)
  }

  #told(code: number, text: string): void {
    this.#silent = false
    const at = /(\d+),(\d+)\)?[^\d]*$/.exec(text)
    if (this.#verb === 'PASV' && code === 227 && at !== null)
      this.#passivePort = Number(at[1]) * 256 + Number(at[2])
    if (this.#pendingActive && code < 200) this.#accepted()
    this.#emit('control', {
      kind: 'reply',
      code,
      text: printable(redactText(text)),
      clear: this.#clear,
    })
  }

  #accepted(): void {
    this.#data += 1
    const port = this.#activePort
    this.#emit('data', {
      kind: 'open',
      dialled: 'server',
      mode: 'active',
      ...(port === undefined ? {} : { clientPort: port }),
      control: Math.max(1, this.#control),
    })
    this.#pendingActive = false
    this.#activePort = undefined
  }

  #established(cipher: string, versionText: string): void {
    if (this.#control === 0 || this.#verb === 'QUIT') {
      this.#open()
      this.#silent = true
    }
    this.#clear = false
    const version = tlsVersionNamed(versionText)
    if (version !== null)
      this.#emit('control', {
        kind: 'established',
        version,
        cipher: printable(cipher),
        // Kermit offers no session on a control connection
        resumed: false,
      })
  }

  #trouble([, where = '', text = '']: RegExpExecArray, line: string): void {
    const role = where.toUpperCase() === 'DATA' ? 'data' : 'control'
    if (role === 'control' && this.#control === 0) {
      this.#open()
      this.#silent = true
    }
    const number = findOpensslError(text)?.number
    this.#emit(role, {
      kind: 'tls-failed',
      ...(number === undefined ? {} : { number }),
      text: printable(redactText(text === '' ? line : text)),
    })
  }

  #openFailed(why: string): void {
    const data = this.#verb === 'PASV'
    if (data) this.#data += 1
    const code = /refused/i.test(why)
      ? 'ECONNREFUSED'
      : /timed out/i.test(why)
        ? 'ETIMEDOUT'
        : 'ECONNFAIL'
    const role = data ? 'data' : 'control'
    this.#emit(role, { kind: 'open-failed', code, text: printable(why) })
  }
}

/** With times, while Kermit runs. */
export const readKermitLines = (lines: Iterable<TimedLine>): Event[] => {
  const log = new KermitLog()
  for (const line of lines) log.line(line)
  return log.events
}

/** A pasted log; `at` is the line number. */
export const readKermitLog = (text: string): Event[] =>
  readKermitLines(timedLines(text))

/**
 * What swaks, msmtp --debug, Nodemailer with `debug` and Python's smtplib with
 * set_debuglevel(1) print of a mail session: text to events. curl has a reader
 * of its own. Reads no message text beyond what stands in the dialogue.
 */
import type { Event } from '../model.js'
import { markOf, takeMark, type MarkedLogOptions } from './marks.js'
import { SessionLog } from './session-log.js'
import { tlsVersionNamed } from './tls-version.js'
import type { TimedLine } from './timed-line.js'

export type MailLogReader = (
  lines: Iterable<TimedLine>,
  options?: MarkedLogOptions,
) => Event[]

type OneLine = (log: SessionLog, text: string) => void

const reading =
  (oneLine: () => OneLine): MailLogReader =>
  (lines, { mark, ...options } = {}) => {
    const log = new SessionLog(options)
    const take = oneLine()
    for (const { at, text } of lines) {
      log.at = at
      const found = markOf(text, mark)
      if (found === null) take(log, text)
      else takeMark(log, found)
    }
    return log.events
  }

const established = (log: SessionLog, name: string, cipher: string): void => {
  const version = tlsVersionNamed(name.replace(/^TLS(?=\d)/, 'TLSv'))
  if (version !== null)
    log.established('control', { version, cipher, resumed: false })
}

/** Behind DATA the client sends the message, and then a dot. */
const inMessage = (): ((line: string) => boolean) => {
  let message = false
  return line => {
    if (message) {
      message = line !== '.'
      return message
    }
    message = line === 'DATA'
    return false
  }
}

/** `->` in clear, `~>` under TLS; `**` beside it: refused, `*`: a note. */
export const readSwaks = reading(() => {
  const skips = inMessage()
  return (log, text) => {
    const [, sent] = /^ [-~]> (.*)$/.exec(text) ?? []
    const [, got] = /^<[-~*]{1,2} +(\d{3}.*)$/.exec(text) ?? []
    const tls = /^=== TLS started with cipher ([^:]+):([^:]+)/.exec(text)
    if (sent !== undefined) {
      if (!skips(sent)) log.command(sent)
    } else if (got !== undefined) log.reply(got)
    else if (/^=== Connected to/.test(text)) log.connected()
    else if (tls !== null) established(log, tls[1] ?? '', tls[2] ?? '')
    else if (
      /^\*\*\* TLS startup failed|^\*\*\* .*(?:SSL|certificate)/.test(text)
    )
      log.failed('control', text.replace(/^\*+ /, ''))
    else if (/^\*\*\* Error connecting/.test(text))
      log.openFailed('control', text)
    else if (/^(?:\*\*\*|===) /.test(text)) log.log(text)
  }
})

/** `--> EHLO`, `<-- 250-…`; a failure in one line that names the program. */
export const readMsmtp = reading(() => {
  const skips = inMessage()
  return (log, text) => {
    const [, sent] = /^--> (.*)$/.exec(text) ?? []
    const [, got] = /^<-- (\d{3}.*)$/.exec(text) ?? []
    const tls = /^ {4}\((TLS[\d.]+)\)-(.*)$/.exec(text)
    if (sent !== undefined) {
      if (!skips(sent)) log.command(sent)
    } else if (got !== undefined) log.reply(got)
    else if (tls !== null) established(log, tls[1] ?? '', tls[2] ?? '')
    else if (/^msmtp: (?:TLS|.*certificate)/.test(text))
      log.failed('control', text)
    else if (/^msmtp: (?:cannot connect|network)/.test(text))
      log.openFailed('control', text)
    else if (/^msmtp: /.test(text)) log.log(text)
  }
})

const literal = /^(send|reply): b?(['"])(.*)\2$/

/** `send: 'ehlo …\r\n'`, `reply: b'250-…\r\n'`. */
export const readSmtplib = reading(() => (log, text) => {
  const [, what, , told = ''] = literal.exec(text) ?? []
  const line = told.replace(/(?:\\r\\n)+$/, '')
  if (what === 'send' && !line.includes('\\r\\n'))
    log.command(line.replace(/^[a-z]+/, verb => verb.toUpperCase()))
  else if (what === 'send') log.command('.')
  else if (what === 'reply') log.reply(line)
  else if (/^ssl\.SSL/.test(text)) log.failed('control', text)
  else if (/^smtplib\.\w+|^\w*Error\b/.test(text)) log.log(text)
})

/** `[date] DEBUG [session] C: EHLO …`; the message has no `C:`. */
const nodemailer =
  /^\[[-\d]{10} [\d:]{8}\] ([A-Z]+) +(?:\[\w+\] )?(?:([CS]): )?(.*)$/

/** Nodemailer with `logger: true, debug: true`. */
export const readNodemailer = reading(() => (log, text) => {
  const [, level = '', from = '', said = ''] = nodemailer.exec(text) ?? []
  if (from === 'C') log.command(said)
  else if (from === 'S') log.reply(said)
  else if (said.startsWith('Connection established')) log.connected()
  else if (/^E[A-Z]+: connect E/.test(text)) log.openFailed('control', text)
  else if (level === 'ERROR' || /^E[A-Z]+: /.test(text)) log.log(text)
})

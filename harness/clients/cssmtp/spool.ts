/**
 * The SYSOUT data set that CSSMTP takes from JES: SMTP commands and mail, one
 * a line, as a job's step or IEBGENER writes them. Pure. Knows the commands
 * that decide about TLS and the envelope; the rest is a syntax error.
 */
import { stuffed, type Message } from '../mail/message.js'

export interface SpooledMail {
  /** STARTTLS was in force: it lasts until the next HELO or EHLO */
  readonly tls: boolean
  readonly from: string
  readonly to: readonly string[]
  /** header and body, lines ended by CR LF, not dot-stuffed */
  readonly text: string
}

export interface Spool {
  readonly mails: readonly SpooledMail[]
  /** as `line 3: FORM …` */
  readonly errors: readonly string[]
}

export const starttlsInSpool = ['No', 'Yes', 'before HELO'] as const

/** What the job of the cell writes. */
export const writeSpool = (
  { from, to, text }: Message,
  starttls: string,
): string =>
  [
    ...(starttls === 'before HELO' ? ['STARTTLS'] : []),
    'HELO ZOS',
    ...(starttls === 'Yes' ? ['STARTTLS'] : []),
    `MAIL FROM:<${from}>`,
    `RCPT TO:<${to}>`,
    'DATA',
    `${stuffed(text).replaceAll('\r\n', '\n')}QUIT`,
    '',
  ].join('\n')

interface Draft {
  tls: boolean
  from: string
  to: string[]
  /** null outside DATA */
  lines: string[] | null
}

const address = /^(?:MAIL FROM|RCPT TO): *<([^<>\s]{1,254})>$/i

/** Records of a data set are padded with blanks. */
export const readSpool = (data: string): Spool => {
  const mails: SpooledMail[] = []
  const errors: string[] = []
  const draft: Draft = { tls: false, from: '', to: [], lines: null }
  const forget = (): void => {
    Object.assign(draft, { from: '', to: [], lines: null })
  }
  const lines = data.split('\n').map(line => line.trimEnd())
  for (const [index, line] of lines.entries())
    if (draft.lines !== null) {
      if (line !== '.') draft.lines.push(line.replace(/^\./, ''))
      else {
        const { tls, from, to, lines } = draft
        mails.push({ tls, from, to, text: `${lines.join('\r\n')}\r\n` })
        forget()
      }
    } else if (line !== '' && !command(line, draft, forget))
      errors.push(`line ${index + 1}: ${line.slice(0, 80)}`)
  return { mails, errors }
}

/** False: a syntax error. */
const command = (line: string, draft: Draft, forget: () => void): boolean => {
  const [verb = ''] = line.toUpperCase().split(' ')
  const found = address.exec(line)?.[1]
  switch (verb) {
    case 'HELO':
    case 'EHLO':
      draft.tls = false
      forget()
      return true
    case 'STARTTLS':
      draft.tls = true
      return true
    case 'MAIL':
      draft.from = found ?? ''
      return found !== undefined
    case 'RCPT':
      if (found !== undefined) draft.to.push(found)
      return found !== undefined && draft.from !== ''
    case 'DATA':
      if (draft.to.length === 0) return false
      draft.lines = []
      return true
    case 'RSET':
      forget()
      return true
    case 'NOOP':
    case 'QUIT':
      return true
    default:
      return false
  }
}

/**
 * One event of a session as a line for a person: the FTP dialogue with what
 * TLS does between. Pure; the text of peers is made harmless here.
 */
import type { Event, EventBody, TlsFact } from '../model.js'
import { printable, redactText } from '../redact.js'
import { cipherName } from '../wire/ciphers.js'

const longest = 400

export const oneLine = (text: string): string => {
  const shown = printable(redactText(text)).replace(/\s*\n\s*/g, ' ⏎ ')
  return shown.length > longest ? `${shown.slice(0, longest)}…` : shown
}

type Hello = Extract<TlsFact, { is: 'client-hello' }>

const offered = ({ ticket, psk, sessionId, ...hello }: Hello): string => {
  if (psk !== undefined && psk.length > 0) return 'offers a session (psk)'
  if (ticket !== undefined && ticket.length > 0)
    return 'offers a session (ticket)'
  // with a ticket extension or TLS 1.3 the id may be made up (RFC 5077 3.4)
  if (sessionId !== '' && ticket === undefined && hello.versions.length === 0)
    return 'offers a session (id)'
  return 'offers no session'
}

const certificateNames = (fact: Extract<TlsFact, { is: 'certificate' }>) => {
  const [leaf] = fact.chain
  if (leaf === undefined) return 'no certificate'
  const names = leaf.names.length > 0 ? leaf.names : [leaf.subject]
  return `certificate for ${names.slice(0, 4).join(', ')}, issued by ${leaf.issuer}, until ${leaf.notAfter}`
}

/** null: not worth a line */
const tlsLine = (fact: TlsFact): string | null => {
  switch (fact.is) {
    case 'client-hello':
      return `${fact.format === 'sslv2' ? 'SSLv2 ' : ''}ClientHello: ${
        fact.versions.length > 0
          ? fact.versions.join(' ')
          : `up to ${fact.highest ?? 'an unknown version'}`
      }, ${fact.ciphers.length} suites${fact.serverName === undefined ? '' : `, name ${fact.serverName}`}, ${offered(fact)}`
    case 'server-hello':
      return `ServerHello: ${fact.version ?? 'unknown version'}, ${cipherName(fact.cipher)}${fact.pskSelected ? ', resumes' : ''}`
    case 'hello-retry-request':
      return 'HelloRetryRequest'
    case 'certificate':
      return certificateNames(fact)
    case 'certificate-request':
      return `CertificateRequest, ${fact.authorities === 0 ? 'no authorities named' : `${fact.authorities} authorities`}`
    case 'new-session-ticket':
      return 'session ticket'
    case 'close-notify':
      return 'close_notify'
    case 'malformed':
      return `broken record: ${fact.why}`
    case 'alert':
      return fact.encrypted && fact.code === null
        ? null
        : `alert ${fact.code ?? '?'} ${fact.name}`
    default:
      return null
  }
}

const openLine = (body: Extract<EventBody, { kind: 'open' }>): string =>
  `connected by the ${body.dialled}${body.mode === undefined ? '' : `, ${body.mode} mode`}`

const told = (body: EventBody): string | null => {
  switch (body.kind) {
    case 'open':
      return `·  ${openLine(body)}`
    case 'open-failed':
      return `✕  no connection: ${body.text}`
    case 'close':
      return `·  closed by ${body.by === 'unknown' ? 'one end' : `the ${body.by}`}${body.how === 'rst' ? ' with a reset' : ''}`
    case 'command':
      return `→  ${body.verb}${body.argument === '' ? '' : ` ${body.argument}`}${body.clear && body.verb === 'PASS' ? '   (in clear)' : ''}`
    case 'reply':
      return `←  ${body.code === 0 ? '' : `${body.code} `}${body.text}`
    case 'tls': {
      const line = tlsLine(body.fact)
      const from = body.sender === 'client' ? '→' : '←'
      return line === null ? null : `${from}  TLS ${line}`
    }
    case 'clear-bytes':
      return `${body.sender === 'client' ? '→' : '←'}  in clear where TLS was due: ${body.text}`
    case 'established':
      return `✓  TLS ${body.version}, ${body.cipher}, ${body.resumed ? 'resumed' : 'full handshake'}`
    case 'tls-failed':
      return `✕  TLS failed: ${body.text}`
    case 'payload':
      return `·  ${body.bytes} bytes from the ${body.sender}`
    case 'timeout':
      return `✕  nothing came for ${body.ms} ms: ${body.waitingFor}`
    case 'log':
      return `·  log: ${body.text}`
  }
}

/** null: this event is not worth a line */
export const dialogueLine = (event: Event): string | null => {
  const line = told(event.body)
  // that a control connection was opened is the session's first note
  if (line === null || (event.role === 'control' && event.body.kind === 'open'))
    return null
  const place = event.role === 'data' ? `data ${event.ordinal}` : ''
  const seconds = (event.at / 1000).toFixed(3).padStart(8)
  return `${seconds}  ${place.padEnd(7)} ${oneLine(line)}`
}

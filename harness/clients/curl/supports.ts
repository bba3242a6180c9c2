/** What of a conversation curl can be told to do. Declared, never tried. */
import type { Conversation, Step, TlsVersion } from '../../model.js'

const stepReason = (step: Step, index: number): string | null => {
  switch (step.do) {
    case 'list':
    case 'get':
    case 'put':
    case 'command':
      return null
    case 'ccc':
      return index === 0 ? null : 'curl sends CCC right behind login only'
    default:
      return `curl has no way to do ${step.do}`
  }
}

const spoken: readonly TlsVersion[] = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3']

const tlsReason = (conversation: Conversation): string | null => {
  const { minVersion, maxVersion, resumption, dataSession } = conversation
  for (const version of [minVersion, maxVersion])
    if (version !== undefined && !spoken.includes(version))
      return `curl speaks no ${version} (since 7.77.0)`
  if (resumption !== undefined)
    return 'curl cannot choose between ticket and session id'
  if (dataSession !== undefined && !['habit', 'none'].includes(dataSession))
    return `curl cannot choose to offer ${dataSession} on data connections`
  if (conversation.alpn !== undefined) return 'curl sends no ALPN over FTP'
  return null
}

/** A reason, or null. */
export const curlCannot = (conversation: Conversation): string | null => {
  const { auth, protect, level, closeNotify, readToEnd } = conversation
  if (auth !== undefined)
    return "the order of AUTH is curl's own: AUTH SSL, then AUTH TLS"
  if (protect !== undefined && protect !== 'after-login')
    return 'curl sends PBSZ and PROT behind login'
  if (level !== undefined && level !== 'C' && level !== 'P')
    return `curl never asks for PROT ${level}`
  if (closeNotify !== undefined)
    return 'curl cannot be told whether to send close_notify'
  if (readToEnd !== undefined)
    return 'curl cannot be told to read the data socket to its end'
  const tls = tlsReason(conversation)
  if (tls !== null) return tls
  for (const [index, step] of (conversation.steps ?? []).entries()) {
    const reason = stepReason(step, index)
    if (reason !== null) return reason
  }
  return null
}

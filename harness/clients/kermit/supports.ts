/** What of a conversation Kermit can be told to do. Declared, never tried. */
import type { Conversation, Step, TlsVersion } from '../../model.js'

const stepReason = (step: Step): string | null => {
  switch (step.do) {
    case 'list':
      return step.verb === undefined || step.verb === 'LIST'
        ? null
        : `Kermit's FTP DIRECTORY sends LIST, not ${step.verb}`
    case 'prot':
      return step.level === 'C' || step.level === 'P'
        ? null
        : `Kermit does not send PROT ${step.level} over TLS`
    case 'get':
    case 'put':
    case 'ccc':
    case 'pbsz':
    case 'wait':
    case 'command':
      return null
    default:
      return `Kermit has no way to do ${step.do}`
  }
}

const spoken: readonly TlsVersion[] = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3']
const mechanisms = ['', 'TLS', 'SSL', 'TLS,SSL']

const tlsReason = (conversation: Conversation): string | null => {
  const { minVersion, maxVersion, dataSession, serverName } = conversation
  for (const version of [minVersion, maxVersion])
    if (version !== undefined && !spoken.includes(version))
      return `Kermit's OpenSSL speaks no ${version}`
  if (conversation.resumption !== undefined)
    return 'Kermit cannot choose between ticket and session id'
  if (dataSession !== undefined && !['habit', 'control'].includes(dataSession))
    return 'Kermit offers the control session on each data connection'
  if (conversation.alpn !== undefined) return 'Kermit sends no ALPN'
  if (serverName !== undefined)
    return 'Kermit verifies the name that it dials, and only that'
  return null
}

/** A reason, or null. */
export const kermitCannot = (conversation: Conversation): string | null => {
  const { auth, protect, level, data, mode = 'explicit' } = conversation
  if (!mechanisms.includes((auth ?? []).join(',')))
    return 'Kermit tries AUTH TLS, AUTH SSL, or both in this order'
  if (protect !== undefined && !['before-login', 'never'].includes(protect))
    return 'Kermit sends PBSZ and PROT before login, or not at all'
  if (level === 'S' || level === 'E')
    return `Kermit does not send PROT ${level} over TLS`
  if (mode === 'implicit' && level === 'C')
    return 'Kermit refuses to set the data level with /TLS'
  if (data === 'epsv' || data === 'eprt')
    return `Kermit has no ${data.toUpperCase()}`
  if (conversation.closeNotify !== undefined)
    return 'Kermit cannot be told whether to send close_notify'
  if (conversation.readToEnd !== undefined)
    return 'Kermit cannot be told to read the data socket to its end'
  const tls = tlsReason(conversation)
  if (tls !== null) return tls
  for (const step of conversation.steps ?? []) {
    const reason = stepReason(step)
    if (reason !== null) return reason
    if (step.do === 'prot' && mode === 'implicit')
      return 'Kermit refuses to set the data level with /TLS'
  }
  return null
}

/** How long a ClientHello was left without an answer. Pure. */
import type { ControlConnection } from '../model.js'

/** A middlebox cuts at once, a server that never answers is left waiting. */
const longSilenceMs = 1500

/** Milliseconds of silence behind the ClientHello; null: it was no silence. */
export const unansweredFor = (control: ControlConnection): number | null => {
  const { handshake, closed } = control
  if (!handshake?.hello || handshake.serverHello) return null
  if (handshake.alert?.sender === 'server') return null
  if (handshake.lastMessage?.sender === 'server') return null
  if (control.clearBytes.some(c => c.sender === 'server')) return null
  const waited = control.timeouts.find(t => t.side === 'client')
  if (waited !== undefined) return waited.ms
  const silence = closed === null ? 0 : closed.at - handshake.at
  return silence >= longSilenceMs ? Math.round(silence) : null
}

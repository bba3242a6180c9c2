/**
 * What the engine asks of a TLS layer: node:tls has it, and so does our own
 * SSLv3 (legacy/), which is why the engine names neither.
 */
import type { X509Certificate } from 'node:crypto'
import type { Duplex } from 'node:stream'

export interface SecureStream extends Duplex {
  allowHalfOpen: boolean
  /** emits `secure` when the handshake is complete */
  getProtocol(): string | null
  getCipher(): { readonly name: string }
  isSessionReused(): boolean
  getPeerX509Certificate(): X509Certificate | undefined
  setTimeout(ms: number, late?: () => void): unknown
}

/** A TLS layer over a connection whose first bytes are not read yet. */
export type SecureLayer = (wire: Duplex) => SecureStream

/** Which TLS session a data connection offers: the heart of session reuse. */
import type { TlsVersion } from '../../model.js'
import type { SystemSslSession } from '../system-ssl/connect.js'
import type { DataSessionPolicy } from './traits.js'

export type TlsSession =
  | { readonly stack: 'node'; readonly bytes: Buffer }
  | { readonly stack: 'system-ssl'; readonly session: SystemSslSession }

export class SessionShelf {
  readonly #policy: DataSessionPolicy
  readonly #tls13: DataSessionPolicy
  /** the last that the control connection was given */
  #control: TlsSession | null = null
  #chained: TlsSession | null = null
  /** copied at the first data connection, or borrowed from another login */
  #copied: TlsSession | null = null
  #used = false
  #spent: TlsSession | null = null
  readonly #lifetimeMs: number
  #learnedAt = 0

  constructor(
    policy: DataSessionPolicy,
    seconds = Infinity,
    tls13: DataSessionPolicy = policy,
  ) {
    this.#policy = policy
    this.#tls13 = tls13
    this.#lifetimeMs = seconds * 1000
  }

  /** TLS 1.3 gives tickets after the handshake: the last one counts. */
  learnFromControl(session: TlsSession): void {
    this.#control = session
    this.#learnedAt = performance.now()
  }

  /** Only of a resumed connection: else the chain to the control is lost. */
  learnFromData(session: TlsSession): void {
    this.#chained = session
  }

  /** `other-login`: what every data connection is to offer. */
  borrow(session: TlsSession | null): void {
    this.#copied = session
  }

  newest(): TlsSession | null {
    return this.#chained ?? this.#control
  }

  offer(version: TlsVersion | null): TlsSession | null {
    if (performance.now() - this.#learnedAt > this.#lifetimeMs) return null
    switch (version === 'TLSv1.3' ? this.#tls13 : this.#policy) {
      case 'none':
        return null
      case 'other-login':
        return this.#copied
      case 'newest':
        return this.newest()
      case 'control':
        return this.#control
      case 'newest-once':
        return this.#once(version)
      case 'first':
        return this.#first(version)
      case 'expired':
        this.#copied ??= this.#control
        return this.#copied
    }
  }

  /** What was offered last is spent; only a ticket since then is another. */
  #once(version: TlsVersion | null): TlsSession | null {
    const session = this.newest()
    if (version !== 'TLSv1.3') return session
    if (session === this.#spent) return null
    this.#spent = session
    return session
  }

  // OpenSSL drops a TLS 1.3 session once it was used (SSL_SESSION_is_resumable
  // turns false), so a copy resumes once; below TLS 1.3 it resumes for ever.
  #first(version: TlsVersion | null): TlsSession | null {
    if (version === 'TLSv1.3' && this.#used) return null
    this.#used = true
    this.#copied ??= this.#control
    return this.#copied
  }
}

/** Our TLS towards the recorded client: one context and its sessions. */
import { EventEmitter } from 'node:events'
import { createSecureContext } from 'node:tls'
import type { Certificate } from '../../model.js'
import type { ServerTerms } from './leg.js'

const mostSessions = 500

type Done = (error: null, session: Buffer | null) => void

/** Session ids, for clients that know no tickets. */
const sessionIds = (): EventEmitter => {
  const held = new Map<string, Buffer>()
  const sessions = new EventEmitter()
  sessions.on(
    'newSession',
    (id: Buffer, session: Buffer, stored: () => void) => {
      const [oldest] = held.keys()
      if (held.size >= mostSessions && oldest !== undefined) held.delete(oldest)
      held.set(id.toString('hex'), session)
      stored()
    },
  )
  sessions.on('resumeSession', (id: Buffer, done: Done) =>
    done(null, held.get(id.toString('hex')) ?? null),
  )
  return sessions
}

/** Throws what OpenSSL says about the certificate. */
export const serverTerms = (certificate: Certificate): ServerTerms => ({
  context: createSecureContext({
    cert: certificate.chainPem,
    key: certificate.keyPem,
    minVersion: 'TLSv1',
    // the client may be old
    ciphers: 'DEFAULT:@SECLEVEL=0',
    sessionIdContext: 'ftps-interop record',
  }),
  sessions: sessionIds(),
})

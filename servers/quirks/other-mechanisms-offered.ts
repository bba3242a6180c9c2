/**
 * AUTH with a mechanism of RFC 2228 is accepted with 334, and ADAT is to bring
 * its token. No token is ever good here: a client that has none, or whose
 * token is refused, is to go on with another mechanism.
 *
 * Source: RFC 2228 3, AUTH and ADAT; the wording of MIT Kerberos' ftpd. What
 * such servers offer: GSSAPI, KERBEROS_V4, SRP (Kermit FTP FAQ of 2003).
 */
import { hookQuirk, type Quirk } from './quirk.js'

export const otherMechanismsOffered = (mechanisms: readonly string[]): Quirk =>
  hookQuirk({
    command: ({ verb, argument }, session) => {
      if (session.secure) return undefined
      const name = argument.trim().toUpperCase()
      if (verb === 'ADAT') return [535, 'Failed security check']
      if (verb !== 'AUTH' || !mechanisms.includes(name)) return undefined
      return [334, `Using authentication type ${name}; ADAT must follow`]
    },
  })

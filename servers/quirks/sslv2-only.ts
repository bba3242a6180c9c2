/**
 * SSL 2.0 is the only version that the server has: a SERVER-HELLO of its own
 * to a CLIENT-HELLO in that format, ERROR to a record of SSL 3.0 or TLS.
 *
 * Source: Kermit FTP FAQ of 28 Oct 2003: "WS_FTP, however, does not seem to
 * support SSLv3 or TLSv1 but only SSLv2".
 */
import { answerInSslv2 } from '../engine/legacy/sslv2.js'
import { hookQuirk, type Quirk } from './quirk.js'

export const sslv2Only: Quirk = config => {
  const { tls } = config
  if (tls === null) return config
  const answer = {
    then: (wire: Parameters<typeof answerInSslv2>[0]) =>
      answerInSslv2(wire, tls.chainPem),
  }
  return hookQuirk({ auth: () => answer })(config)
}

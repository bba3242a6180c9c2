/**
 * AUTH is accepted and the ClientHello never answered; some seconds later the
 * connection is dropped. A reader of SSL 2.0 does so: it takes the first bytes
 * of a TLS record, 16 03, for a length of 5635 and waits for the rest.
 *
 * Source: Kermit FTP FAQ of 28 Oct 2003 on WS_FTP Server 3.0 to 4.0.0: "the
 * server Hello packet was never returned. Eventually the connection timed out".
 */
import { hookQuirk, type Quirk } from './quirk.js'

export const silentAfterAuth = (seconds: number): Quirk =>
  hookQuirk({
    auth: () => ({
      then: wire => {
        const timer = setTimeout(() => wire.end(), seconds * 1000)
        wire.on('end', () => wire.end())
        wire.on('close', () => clearTimeout(timer))
        wire.resume()
      },
    }),
  })

/**
 * PROT P is refused by policy although TLS is on: clients that always protect
 * their data cannot go on.
 *
 * Source: IIS configuration, dataChannelPolicy SslDeny: "data channel
 * encryption is not allowed"; reply 534 or 536 by version.
 */
import { hookQuirk, type Quirk } from './quirk.js'

export const policyRefusesProtP: Quirk = hookQuirk({
  prot: level =>
    level === 'P'
      ? { answer: [534, 'Policy denies SSL.'], level: 'C' }
      : undefined,
})

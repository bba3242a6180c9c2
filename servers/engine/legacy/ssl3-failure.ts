/** Why an SSL 3.0 handshake or session ended, in OpenSSL's words. */

/** OpenSSL's reason number and the alert that goes with it (RFC 6101 5.4.2) */
const reasons = {
  'no shared cipher': [0x0a0000c1, 40],
  'bad record mac': [0x0a000119, 20],
  'digest check failed': [0x0a000095, 40],
  'wrong version number': [0x0a00010b, 10],
  'unexpected message': [0x0a0000f4, 10],
  'length mismatch': [0x0a00009f, 47],
  'record too long': [0x0a0000c6, 47],
  'no certificate assigned': [0x0a0000b3, 40],
} as const

export type Ssl3Reason = keyof typeof reasons

export class Ssl3Failure extends Error {
  readonly alert: number

  constructor(reason: Ssl3Reason) {
    const [number, alert] = reasons[reason]
    const hex = number.toString(16).toUpperCase().padStart(8, '0')
    super(`error:${hex}:SSL routines::${reason}`)
    this.name = 'Ssl3Failure'
    this.alert = alert
  }
}

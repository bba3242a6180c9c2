/**
 * Reads a connection on which TLS has ended and TCP has not (CCC, RFC 4217
 * 12.3): TLS records up to the client's close_notify are passed over, what
 * follows is clear.
 */
import type { Socket } from 'node:net'

const alertRecord = 21

export const readClearAgain = (
  raw: Socket,
  awaitNotify: boolean,
  onClear: (bytes: Buffer) => void,
): void => {
  let held: Buffer = Buffer.alloc(0)
  let clear = !awaitNotify
  const pass = (): void => {
    while (!clear) {
      const type = held[0]
      if (type === undefined) return
      // a client that sends none goes on in clear at once
      clear = type < 20 || type > 23
      if (clear || held.length < 5) break
      const end = 5 + held.readUInt16BE(3)
      if (held.length < end) return
      held = held.subarray(end)
      clear = type === alertRecord
    }
    if (!clear || held.length === 0) return
    const bytes = held
    held = Buffer.alloc(0)
    onClear(bytes)
  }
  raw.on('data', (chunk: Buffer) => {
    held = held.length === 0 ? chunk : Buffer.concat([held, chunk])
    pass()
  })
}

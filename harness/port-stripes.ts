/**
 * What keeps the runs of one host out of each other's ports. Who uses ports
 * holds the stripe that they lie in, by a UDP socket on its first port: FTP
 * and SMTP servers listen on TCP only, and the kernel takes the socket back
 * from a process that was killed. Workers of one run are told apart likewise.
 */
import { createSocket, type Socket } from 'node:dgram'

export const stripeSize = 200

/** The first port of the stripe that a port lies in. */
export const stripeOf = (port: number): number => port - (port % stripeSize)

interface Held {
  /** null: somebody else has it */
  readonly guard: Promise<Socket | null>
  uses: number
}

/** Of this thread, by their first ports. */
const held = new Map<number, Held>()

const bindGuard = (port: number): Promise<Socket | null> =>
  new Promise(resolve => {
    const guard = createSocket('udp4')
    guard.once('error', () => guard.close(() => resolve(null)))
    guard.bind({ port, address: '127.0.0.1', exclusive: true }, () => {
      guard.unref()
      resolve(guard)
    })
  })

/** False: another process, or another thread of this one, has it. */
export const holdStripe = async (stripe: number): Promise<boolean> => {
  const mine = held.get(stripe) ?? { guard: bindGuard(stripe), uses: 0 }
  held.set(stripe, mine)
  mine.uses += 1
  if ((await mine.guard) !== null) return true
  leaveStripe(stripe)
  return false
}

/** Once for each time that it was held. */
export const leaveStripe = (stripe: number): void => {
  const mine = held.get(stripe)
  if (mine === undefined) return
  mine.uses -= 1
  if (mine.uses > 0) return
  held.delete(stripe)
  void mine.guard.then(guard => guard?.close())
}

/**
 * Every cell dials from a loopback address of its own, so that the server's
 * log and tap tell its sessions from all others. Linux answers on all of
 * 127.0.0.0/8; other systems on 127.0.0.1 only, where cells then take turns.
 */
import { createServer } from 'node:net'

const canBind = (address: string): Promise<boolean> =>
  new Promise(resolve => {
    const probe = createServer()
    probe.once('error', () => resolve(false))
    probe.listen(0, address, () => probe.close(() => resolve(true)))
  })

export interface Addresses {
  /** false: only 127.0.0.1, so cells must not share a listener */
  readonly distinct: boolean
  next(): string
}

/** `lane` keeps the workers of one run apart (0-99). */
export const openAddresses = async (lane: number): Promise<Addresses> => {
  const distinct = await canBind(`127.${100 + lane}.0.1`)
  let count = 0
  return {
    distinct,
    next: () => {
      if (!distinct) return '127.0.0.1'
      count = (count + 1) % (250 * 250)
      return `127.${100 + lane}.${Math.floor(count / 250) + 1}.${(count % 250) + 1}`
    },
  }
}

/**
 * What stands between client and server of a cell: a relay that only looks,
 * or a network, which also captures the sides that have no tap of their own.
 */
import type { Event, Listener, Protocol, Side } from '../model.js'
import { openMiddlebox } from '../networks/box/middlebox.js'
import type { Network } from '../networks/box/network.js'
import { networkAddress } from '../networks/box/wrap.js'
import { startRelay } from '../relay.js'

/** A relayed server must announce the relay's address in 227. */
export const relayAddress = '127.0.0.2'

export interface Middle {
  readonly host: string
  readonly port: number
  events(): Event[]
  keylog(lines: string): void
  settled?(): Promise<void>
  stop(): Promise<void>
}

export interface MiddleRequest {
  readonly network: Network | null
  readonly listener: Listener
  /** the address that the server is to see */
  readonly dialFrom: string
  readonly dialect: Protocol
  readonly now: () => number
  /** ends that tell by themselves what is on their wire */
  readonly tapped: Readonly<Record<Side, boolean>>
}

export const openMiddle = (request: MiddleRequest): Promise<Middle> => {
  const { network, listener, dialFrom, dialect, now, tapped } = request
  const common = {
    target: { host: listener.host, port: listener.port },
    dataPorts: listener.relay?.dataPorts ?? [],
    dialFrom,
    dialect,
    now,
  }
  if (network === null)
    return startRelay({ ...common, listenAddress: relayAddress })
  return openMiddlebox({
    ...common,
    network,
    listenAddress: networkAddress,
    watchedSides: (['client', 'server'] as const).filter(s => !tapped[s]),
  })
}

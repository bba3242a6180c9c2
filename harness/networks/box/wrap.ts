/** A network in front of anything that listens, for those who have a server. */
import { startClock } from '../../clock.js'
import type { RelayPlan } from '../../model.js'
import { openMiddlebox } from './middlebox.js'
import type { Endpoint, Network } from './network.js'

export interface Wrapped extends Endpoint {
  stop(): Promise<void>
}

export interface WrapOptions {
  /** where clients dial; default 127.0.0.2 */
  readonly listenAddress?: string
  /** default: a free one */
  readonly port?: number
  /** local address of the connections to the server */
  readonly dialFrom?: string
}

/**
 * Where networks listen: not the server's address, whose ports are taken, and
 * one that ordinary certificates name (harness/certificates.ts).
 */
export const networkAddress = '127.0.0.2'

/**
 * The address that the server must name in 227 (`ListenerSpec.announce`):
 * where the network listens, or the server's own behind NAT.
 */
export const announcedBehind = (
  network: Network,
  listenAddress = networkAddress,
): string => network.behaviour.inside ?? listenAddress

/**
 * `listener.relay` names its data ports, which the network then stands in
 * front of too. Without it passive mode goes around the network.
 */
export const wrapWithNetwork = async (
  listener: Endpoint & { readonly relay?: RelayPlan },
  network: Network,
  options: WrapOptions = {},
): Promise<Wrapped> => {
  const clock = startClock()
  const box = await openMiddlebox({
    network,
    target: { host: listener.host, port: listener.port },
    listenAddress: options.listenAddress ?? networkAddress,
    dataPorts: listener.relay?.dataPorts ?? [],
    now: () => clock.now(),
    ...(options.port === undefined ? {} : { listenPort: options.port }),
    ...(options.dialFrom === undefined ? {} : { dialFrom: options.dialFrom }),
  })
  return { host: box.host, port: box.port, stop: () => box.stop() }
}

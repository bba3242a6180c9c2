/**
 * Blocks of listening ports for servers that need a fixed passive range.
 * Ports stay below 32768: Linux takes the local ports of outgoing connections
 * from 32768-60999, and a listener there collides with them at random.
 * Processes that allot ports in this way never get the same ones; of all other
 * programs it knows only whether a port was free a moment ago.
 */
import net from 'node:net'
import { threadId } from 'node:worker_threads'
import { InteropError } from './errors.js'
import {
  holdStripe,
  leaveStripe,
  stripeOf,
  stripeSize,
} from './port-stripes.js'

export interface PortBlock {
  /** the port to listen on */
  readonly first: number
  /** the ports behind it, for data connections */
  readonly data: readonly number[]
}

export interface PortAllotment {
  /** a block whose ports were all free a moment ago */
  take(): Promise<PortBlock>
  /** give a block back, once its owner has ended */
  release(block: PortBlock): void
}

export interface PortPlan {
  /** listening port and data ports together: no more than a stripe has */
  readonly size: number
  readonly from?: number
  readonly to?: number
  readonly host?: string
}

const lowest = 10_000
const highest = 31_999

/** Ports in use by this thread, over all allotments. */
const taken = new Set<number>()

const isFree = (port: number, host: string): Promise<boolean> =>
  new Promise(resolve => {
    const probe = net.createServer()
    probe.once('error', () => resolve(false))
    probe.listen({ port, host, exclusive: true }, () =>
      probe.close(() => resolve(true)),
    )
  })

const portsOf = (block: PortBlock): number[] => [block.first, ...block.data]

const mark = (block: PortBlock, as: boolean): void => {
  for (const port of portsOf(block))
    if (as) taken.add(port)
    else taken.delete(port)
}

/** First ports of all blocks: none reaches into another stripe. */
const places = (size: number, from: number, to: number): number[] => {
  const found: number[] = []
  for (let first = from; first + size - 1 <= to;) {
    const end = stripeOf(first) + stripeSize
    if (first + size <= end) found.push(first)
    first = first + size <= end ? first + size : end
  }
  return found
}

export const createPortAllotment = (plan: PortPlan): PortAllotment => {
  const { size, from = lowest, to = highest, host = '127.0.0.1' } = plan
  const firsts = size > stripeSize ? [] : places(size, from, to)
  // processes and workers that start together begin at different places
  let next = (process.pid * 37 + threadId * 101) % Math.max(1, firsts.length)

  const candidate = (): PortBlock | null => {
    const first = firsts[next] ?? from
    next = (next + 1) % firsts.length
    const data = Array.from({ length: size - 1 }, (_, i) => first + 1 + i)
    const block = { first, data }
    return portsOf(block).some(port => taken.has(port)) ? null : block
  }

  const isOurs = async (block: PortBlock): Promise<boolean> => {
    const free = await Promise.all(portsOf(block).map(p => isFree(p, host)))
    return free.every(Boolean)
  }

  const take = async (): Promise<PortBlock> => {
    const elsewhere = new Set<number>()
    for (let tries = 0; tries < firsts.length; tries += 1) {
      const block = candidate()
      const stripe = stripeOf(block?.first ?? 0)
      if (block === null || elsewhere.has(stripe)) continue
      mark(block, true)
      if (!(await holdStripe(stripe))) elsewhere.add(stripe)
      else if (await isOurs(block)) return block
      else leaveStripe(stripe)
      mark(block, false)
    }
    throw new InteropError('FI_PORT_TAKEN', {
      message: `no ${size} free ports in a row between ${from} and ${to} on ${host}`,
      hint: 'end other runs on this host, or run fewer listeners at once (--parallel)',
    })
  }

  return {
    take,
    release: block => {
      if (!taken.has(block.first)) return
      mark(block, false)
      leaveStripe(stripeOf(block.first))
    },
  }
}

/**
 * Blocks of listening ports for servers that need a fixed passive range.
 * Ports stay below 32768: Linux takes the local ports of outgoing connections
 * from 32768-60999, and a listener there collides with them at random.
 * It reserves nothing in the kernel: the first port of a block is meant to be
 * listened on by its owner, and that is what keeps other processes away.
 */
import net from 'node:net'
import { threadId } from 'node:worker_threads'
import { InteropError } from './errors.js'

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
  /** listening port and data ports together */
  readonly size: number
  readonly from?: number
  readonly to?: number
  readonly host?: string
}

const lowest = 10_000
const highest = 31_999

/** Blocks in use by this thread, over all allotments. */
const taken = new Set<number>()

const isFree = (port: number, host: string): Promise<boolean> =>
  new Promise(resolve => {
    const probe = net.createServer()
    probe.once('error', () => resolve(false))
    probe.listen({ port, host, exclusive: true }, () =>
      probe.close(() => resolve(true)),
    )
  })

const overlapsTaken = (from: number, size: number): boolean => {
  for (let port = from; port < from + size; port += 1)
    if (taken.has(port)) return true
  return false
}

const mark = (block: PortBlock, as: boolean): void => {
  for (const port of [block.first, ...block.data])
    if (as) taken.add(port)
    else taken.delete(port)
}

export const createPortAllotment = (plan: PortPlan): PortAllotment => {
  const { size, from = lowest, to = highest, host = '127.0.0.1' } = plan
  const blocks = Math.floor((to - from + 1) / size)
  // processes and workers that start together begin at different places
  let next = (process.pid * 37 + threadId * 101) % Math.max(1, blocks)

  const candidate = (): PortBlock | null => {
    const first = from + next * size
    next = (next + 1) % blocks
    if (overlapsTaken(first, size)) return null
    return {
      first,
      data: Array.from({ length: size - 1 }, (_, i) => first + 1 + i),
    }
  }

  const take = async (): Promise<PortBlock> => {
    for (let tries = 0; tries < blocks; tries += 1) {
      const block = candidate()
      if (block === null) continue
      mark(block, true)
      const free = await Promise.all(
        [block.first, ...block.data].map(port => isFree(port, host)),
      )
      if (free.every(Boolean)) return block
      mark(block, false)
    }
    throw new InteropError('FI_PORT_TAKEN', {
      message: `no ${size} free ports in a row between ${from} and ${to} on ${host}`,
      hint: 'end other runs on this host, or run fewer listeners at once (--jobs)',
    })
  }

  return {
    take,
    release: block => mark(block, false),
  }
}

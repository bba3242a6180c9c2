/**
 * One direction of a connection: delivers what it is given as a network does,
 * in pieces, late or slowly, and holds the sender back when too much waits.
 */
import type { Socket } from 'node:net'
import type { Delivery } from './network.js'

/** more than that waiting: the sender is paused */
const mostWaiting = 256 * 1024
const paceMs = 10

const turn = (): Promise<void> => new Promise(resolve => setImmediate(resolve))
const sleep = (ms: number): Promise<void> =>
  new Promise(resolve => setTimeout(resolve, ms))

const isLineEnd = (bytes: Buffer, at: number): boolean =>
  bytes[at] === 0x0d && bytes[at + 1] === 0x0a

interface Waiting {
  readonly due: number
  readonly bytes: Buffer
}

export interface LaneInit {
  readonly from: Socket
  readonly to: Socket
  readonly delivery: Delivery
  readonly now: () => number
  /** just before bytes leave, and before the end does */
  readonly sent: (what: Buffer | 'fin' | 'rst') => void
}

export class Lane {
  readonly #init: LaneInit
  readonly #waiting: Waiting[] = []
  #bytes = 0
  #running = false
  #ending: 'fin' | 'rst' | null = null
  #over = false

  constructor(init: LaneInit) {
    this.#init = init
  }

  push(bytes: Buffer): void {
    if (this.#over || bytes.length === 0) return
    const { delivery, now, from } = this.#init
    const due = now() + (delivery.delayMs ?? 0)
    this.#waiting.push({ due, bytes })
    this.#bytes += bytes.length
    if (this.#bytes > this.#most()) from.pause()
    this.#start()
  }

  /** FIN or RST, behind what still waits */
  end(how: 'fin' | 'rst'): void {
    this.#ending ??= how
    this.#start()
  }

  /** nothing that waits is delivered any more */
  stop(): void {
    this.#over = true
    this.#waiting.length = 0
  }

  /** a slow line has no queue: its sender feels how slow it is */
  #most(): number {
    return this.#init.delivery.bytesPerSecond === undefined ? mostWaiting : 0
  }

  #start(): void {
    if (this.#running) return
    this.#running = true
    void this.#run()
  }

  async #run(): Promise<void> {
    const { now, from, to, sent } = this.#init
    for (;;) {
      const next = this.#waiting[0]
      if (next === undefined) break
      const early = next.due - now()
      if (early > 0) await sleep(early)
      await this.#deliver(next.bytes)
      if (this.#over) return
      this.#waiting.shift()
      this.#bytes -= next.bytes.length
      if (this.#bytes <= this.#most()) from.resume()
    }
    this.#running = false
    if (this.#ending === null || this.#over) return
    this.#over = true
    sent(this.#ending)
    if (this.#ending === 'fin') to.end()
    else to.resetAndDestroy()
  }

  async #deliver(bytes: Buffer): Promise<void> {
    let at = 0
    while (at < bytes.length && !this.#over) {
      const piece = bytes.subarray(at, at + this.#size(at, bytes))
      at += piece.length
      await this.#write(piece)
      const { bytesPerSecond, lineFeedMs } = this.#init.delivery
      if (lineFeedMs !== undefined && at < bytes.length) await sleep(lineFeedMs)
      else if (bytesPerSecond !== undefined)
        await sleep((piece.length * 1000) / bytesPerSecond)
      else if (at < bytes.length) await turn()
    }
  }

  #size(at: number, bytes: Buffer): number {
    const { pieceBytes, singleBytes, bytesPerSecond, lineFeedMs } =
      this.#init.delivery
    const end = bytes.length
    if (bytesPerSecond !== undefined)
      return Math.max(1, Math.round((bytesPerSecond * paceMs) / 1000))
    if (lineFeedMs !== undefined && isLineEnd(bytes, end - 2))
      return at === 0 ? Math.max(1, end - 1) : 1
    if (at < (singleBytes ?? 0)) return isLineEnd(bytes, at) ? 2 : 1
    return pieceBytes ?? end
  }

  async #write(piece: Buffer): Promise<void> {
    const { to, sent } = this.#init
    if (!to.writable) return
    sent(piece)
    if (to.write(piece)) return
    await new Promise<void>(resolve => {
      const go = (): void => {
        to.off('drain', go)
        to.off('close', go)
        resolve()
      }
      to.on('drain', go)
      to.on('close', go)
    })
  }
}

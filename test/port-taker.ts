/**
 * A process that allots ports, told over IPC by ports.test.ts: a size to take
 * a block of, or the first port of the block to give back.
 */
import { createPortAllotment, type PortBlock } from '../harness/ports.js'

export type TakerAsked =
  | { readonly take: number; readonly from: number; readonly to: number }
  | { readonly release: number }

/** the ports of the block; null: there was none */
export type TakerSaid = readonly number[] | null

interface Mine {
  readonly block: PortBlock
  release(): void
}

const mine = new Map<number, Mine>()

const obey = async (asked: TakerAsked): Promise<TakerSaid> => {
  if ('release' in asked) {
    mine.get(asked.release)?.release()
    return []
  }
  const { take: size, from, to } = asked
  const allotment = createPortAllotment({ size, from, to })
  const block = await allotment.take().catch(() => null)
  if (block === null) return null
  mine.set(block.first, { block, release: () => allotment.release(block) })
  return [block.first, ...block.data]
}

process.on('message', (asked: TakerAsked) => {
  void obey(asked).then(said => process.send?.({ said }))
})

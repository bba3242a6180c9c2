/** Blocks of ports: apart within a process, and between processes. */
import t, { type Test } from 'tap'
import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import net from 'node:net'
import { fileURLToPath } from 'node:url'
import { stripeSize } from '../harness/port-stripes.js'
import { createPortAllotment } from '../harness/ports.js'
import type { TakerAsked, TakerSaid } from './port-taker.js'

t.test('within a process', async t => {
  const plan = { size: 4, from: 3000, to: 3011 }
  const ports = createPortAllotment(plan)
  const blocks = [await ports.take(), await ports.take()]
  const all = blocks.flatMap(b => [b.first, ...b.data])
  t.equal(new Set(all).size, 8, 'no port twice')
  t.ok(all.every(p => p >= 3000 && p < 3012))
  const last = await createPortAllotment(plan).take()
  t.notOk(all.includes(last.first), 'not even by another allotment')
  await t.rejects(ports.take(), { code: 'FI_PORT_TAKEN' })
  ports.release(last)
  const busy = net.createServer().listen(last.data[2], '127.0.0.1')
  await once(busy, 'listening')
  await t.rejects(ports.take(), { code: 'FI_PORT_TAKEN' }, 'one port is busy')
  busy.close()
  await once(busy, 'close')
  t.strictSame(await ports.take(), last)
  for (const block of [...blocks, last]) ports.release(block)
})

t.test('a block lies within one stripe', async t => {
  const size = stripeSize / 2 + 1
  const ports = createPortAllotment({ size, from: 3201, to: 3799 })
  const blocks = [await ports.take(), await ports.take(), await ports.take()]
  t.same(blocks.map(b => b.first).sort(), [3201, 3400, 3600])
  for (const block of blocks) ports.release(block)
  const large = createPortAllotment({ size: stripeSize + 1 })
  await t.rejects(large.take(), { code: 'FI_PORT_TAKEN' })
})

const taker = (t: Test): ChildProcess => {
  const program = fileURLToPath(new URL('./port-taker.js', import.meta.url))
  const child = fork(program)
  t.teardown(() => child.kill('SIGKILL'))
  return child
}

const ask = async (child: ChildProcess, asked: TakerAsked) => {
  child.send(asked)
  const [{ said }] = (await once(child, 'message')) as [{ said: TakerSaid }]
  return said
}

t.test('between processes', async t => {
  // as many stripes as processes: they meet whoever is the faster
  const stripes = { from: 2000, to: 2000 + 3 * stripeSize - 1 }
  const three = [taker(t), taker(t), taker(t)] as const
  const taken: number[] = []
  // the largest first: there is room for the others, wherever it lies
  for (const size of [65, 25, 9, 25]) {
    const asked = { take: size, ...stripes }
    const said = await Promise.all(three.map(child => ask(child, asked)))
    for (const block of said) {
      t.equal(block?.length, size)
      taken.push(...(block ?? []))
    }
  }
  t.equal(taken.length, 3 * (65 + 25 + 9 + 25))
  t.equal(new Set(taken).size, taken.length, 'no port was given to two')

  const ours = createPortAllotment({ size: 2, ...stripes })
  await t.rejects(ours.take(), { code: 'FI_PORT_TAKEN' }, 'all are held')

  const [killed] = three
  killed.kill('SIGKILL')
  await once(killed, 'exit')
  const block = await ours.take()
  t.ok(block.first >= stripes.from, 'the kernel gives back what it held')
  ours.release(block)
})

t.test('a stripe is given back with its last block', async t => {
  const stripe = { from: 2600, to: 2600 + stripeSize - 1 }
  const other = taker(t)
  const size = stripeSize / 2
  const first = await ask(other, { take: size, ...stripe })
  const second = await ask(other, { take: 1, ...stripe })
  const ours = createPortAllotment({ size: 1, ...stripe })
  await t.rejects(ours.take(), { code: 'FI_PORT_TAKEN' })
  await ask(other, { release: first?.[0] ?? 0 })
  await ask(other, { release: first?.[0] ?? 0 })
  await t.rejects(ours.take(), { code: 'FI_PORT_TAKEN' }, 'one block is left')
  await ask(other, { release: second?.[0] ?? 0 })
  const block = await ours.take()
  t.ok(block.first >= stripe.from)
  ours.release(block)
})

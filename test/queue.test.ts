/** Which cell is next: daemons are kept busy, and few of them are started. */
import t from 'tap'
import type { PlannedCell } from '../harness/plan.js'
import { CellQueue } from '../harness/run/queue.js'

const planned = (
  id: string,
  options: string,
  more: {
    backend?: 'process' | 'embedded'
    refusal?: PlannedCell['refusal']
  } = {},
): PlannedCell => {
  const { backend = 'process', refusal = null } = more
  return {
    cell: { id, server: { profile: 'some-ftpd', backend } },
    listener: { version: '1', options: { options } },
    refusal,
  } as unknown as PlannedCell
}

const several = (options: string, count: number): PlannedCell[] =>
  Array.from({ length: count }, (_, i) => planned(`${options}${i}`, options))

const idOf = (cell: PlannedCell | null): string | null => cell?.cell.id ?? null

t.test('a lane stays with the daemon that is there', async t => {
  const cells = ['a', 'b', 'c', 'd'].flatMap(options => several(options, 2))
  const queue = new CellQueue(cells, 2)
  const [first, second] = [queue.take(), queue.take()]
  t.same([idOf(first), idOf(second)], ['a0', 'b0'])
  if (first !== null) queue.ended(first)
  t.equal(idOf(queue.take()), 'a1', 'before a third daemon is started')
  t.equal(idOf(queue.take()), 'c0', 'before a second copy of one')
})

t.test('an option set with most of the cells gets copies at once', async t => {
  const queue = new CellQueue([...several('a', 2), ...several('b', 20)], 4)
  const taken = [queue.take(), queue.take(), queue.take(), queue.take()]
  t.same(taken.map(idOf), ['b0', 'b1', 'b2', 'a0'])
})

t.test('no more lanes wait for one option set than it has copies', async t => {
  const queue = new CellQueue([...several('a', 30), ...several('b', 1)], 8)
  const taken = Array.from({ length: 8 }, () => idOf(queue.take()))
  t.equal(taken.filter(id => id?.startsWith('a')).length, 7)
  t.same(taken[6], 'b0', 'after six copies of the other')
})

t.test('cells that start nothing keep their order', async t => {
  const embedded = ['x', 'y', 'x', 'y'].map((options, i) =>
    planned(`${options}${i}`, options, { backend: 'embedded' }),
  )
  const queue = new CellQueue(embedded, 2)
  const taken = Array.from({ length: 5 }, () => idOf(queue.take()))
  t.same(taken, ['x0', 'y1', 'x2', 'y3', null])
})

t.test('every cell comes once, whatever the order of the ends', async t => {
  const refusal = { verdict: 'unsupported', reason: 'no' } as const
  const cells = [
    ...several('a', 5),
    planned('refused', 'a', { refusal }),
    ...several('b', 1),
    planned('embedded', 'a', { backend: 'embedded' }),
    ...several('c', 9),
  ]
  const queue = new CellQueue(cells, 3)
  const seen: string[] = []
  const running: PlannedCell[] = []
  for (;;) {
    const next = queue.take()
    if (next === null) break
    seen.push(next.cell.id)
    running.push(next)
    const ended = running.length > 2 ? running.splice(seen.length % 3, 1) : []
    for (const cell of ended) queue.ended(cell)
  }
  t.same([...seen].sort(), cells.map(c => c.cell.id).sort())
})

/** What a session leaves of a daemon: one that ended, one that spins. */
import { join } from 'node:path'
import t from 'tap'
import { conditionOf } from '../../servers/real/condition.js'
import { startDaemon, type Daemon } from '../../servers/real/daemon.js'

const at = (): number => 7

const started = async (script: string): Promise<Daemon> =>
  startDaemon({
    command: ['sh', '-c', script],
    env: { PATH: process.env['PATH'] ?? '' },
    sayings: join(t.testdir(), 'said'),
  })

const facts = async (
  daemon: Daemon,
  alone: boolean,
  again = false,
): Promise<{ told: unknown[]; worn: boolean }> => {
  const condition = conditionOf('some-ftpd', daemon, alone)
  let seen = await condition.look(at)
  // on a busy host it may not get its turn within one look
  for (let i = 0; alone && again && seen.length === 0 && i < 20; i += 1)
    seen = await condition.look(at)
  const told = seen.map(({ at, from, body }) => ({
    at,
    from,
    body,
  }))
  return { told, worn: condition.worn() }
}

t.test('one that waits is well', async t => {
  const daemon = await started('sleep 60 & wait')
  t.same(await facts(daemon, true), { told: [], worn: false })
  await daemon.stop()
})

t.test('one that never waits spins, and so does a child of it', async t => {
  const text = 'some-ftpd uses all it gets of a core, and no client is left'
  const told = [
    {
      at: 7,
      from: 'server-program',
      body: { kind: 'log', text, fact: { is: 'spins', text } },
    },
  ]
  for (const script of [
    'while :; do :; done',
    '(while :; do :; done) & wait',
  ]) {
    const daemon = await started(script)
    t.same(await facts(daemon, true, true), { told, worn: true }, script)
    // of one that serves others as well nothing can be told
    t.same(await facts(daemon, false), { told: [], worn: false }, script)
    await daemon.stop()
  }
})

t.test('one that is gone has ended, and stays so', async t => {
  const daemon = await started('exit 3')
  while (daemon.exit() === null)
    await new Promise(resolve => setTimeout(resolve, 5))
  const condition = conditionOf('some-ftpd', daemon, false)
  for (let i = 0; i < 2; i += 1)
    t.match(await condition.look(at), [
      { body: { fact: { is: 'ended', text: 'some-ftpd ended: exit 3' } } },
    ])
  t.ok(condition.worn())
})

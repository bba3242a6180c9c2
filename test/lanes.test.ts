/** Where a server runs: the most real place that has the version asked for. */
import t from 'tap'
import type { BackendName, ServerBackend } from '../harness/model.js'
import { planned, fake } from './fake.js'

const backend = (
  name: BackendName,
  ...versions: readonly string[]
): ServerBackend => ({
  name,
  available: async () =>
    versions.length === 0
      ? { ok: false, why: `no ${name}`, hint: 'none' }
      : { ok: true, version: versions[0] ?? '', versions, detail: '' },
  start: () => Promise.reject(new Error('never started')),
})

const places = async (
  backends: readonly ServerBackend[],
  ...servers: readonly string[]
): Promise<string[]> => {
  const { catalogue } = fake()
  const box = catalogue.servers.get('box')
  if (box === undefined) throw new Error('no box')
  const cells = await planned(
    {
      catalogue: {
        ...catalogue,
        servers: new Map([['box', { ...box, backends }]]),
      },
    },
    { servers, clients: ['good'], backend: 'auto' },
  )
  const seen = cells.map(
    ({ cell: { server } }) => `${server.version} ${server.backend}`,
  )
  return [...new Set(seen)]
}

const [process, docker, embedded] = [
  backend('process', '2.0'),
  backend('docker', '1.0', '2.0'),
  backend('embedded', '9'),
]

t.test('each version where it is, the most real place first', async t => {
  const all = [embedded, docker, process]
  t.same(await places(all, 'box'), ['2.0 process'])
  t.same(await places(all, 'box[version=1.0]', 'box[version=2.0]'), [
    '1.0 docker',
    '2.0 process',
  ])
})

t.test('a version that no program here has is emulated', async t => {
  t.same(await places([embedded, process], 'box[version=1.0]'), [
    '1.0 embedded',
  ])
  t.same(await places([embedded, backend('process')], 'box'), ['2.0 embedded'])
})

t.test('without an emulation the other version is told', async t => {
  t.same(await places([process], 'box[version=1.0]'), ['1.0 process'])
})

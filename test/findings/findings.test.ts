/** Every rule: raised where it must be, silent on the nearest neighbour. */
import t from 'tap'
import { discover } from '../../harness/discover.js'
import type { CellResult, Finding } from '../../harness/model.js'
import { applyRules } from '../../harness/rules/apply.js'
import { run } from '../../harness/run/run.js'
import { clientCases } from './client-cases.js'
import { controlCases } from './control-cases.js'
import { dataCases } from './data-cases.js'
import { handshakeCases } from './handshake-cases.js'
import { healthy } from './healthy-cells.js'
import { legacyCases } from './legacy-cases.js'
import { libraryClientCases } from './library-client-cases.js'
import { liveCases } from './live-cases.js'
import { mailCases } from './mail-cases.js'
import { networkCases } from './network-cases.js'
import { realMatrixCases } from './real-matrix-cases.js'
import { reuseCases } from './reuse-cases.js'
import { serverProductCases } from './server-product-cases.js'
import { unusualPeerCases } from './unusual-peer-cases.js'
import type { Case, Story } from './story.js'

const { rules } = await discover()
const madeUp: readonly Case[] = [
  ...handshakeCases,
  ...clientCases,
  ...controlCases,
  ...reuseCases,
  ...dataCases,
  ...mailCases,
  ...legacyCases,
  ...libraryClientCases,
  ...networkCases,
  ...realMatrixCases,
  ...serverProductCases,
  ...unusualPeerCases,
]

const findings = (story: Story): Finding[] =>
  applyRules(rules.values(), story.transcript(), {})

const says = (
  test: Pick<typeof t, 'equal' | 'match'>,
  found: string,
  wanted: string | RegExp,
): void => {
  if (typeof wanted === 'string') test.equal(found, wanted)
  else test.match(found, wanted)
}

t.test('every rule has a case, and every case a rule', async t => {
  const tested = [...madeUp, ...liveCases].map(c => c.rule)
  t.strictSame([...new Set(tested)].sort(), [...rules.keys()].sort())
})

for (const { rule, statement, certainty, ...told } of madeUp)
  t.test(`${rule}: ${String(statement).slice(0, 60)}`, async t => {
    const all = findings(told.raised)
    const found = all.find(f => f.id === rule)
    says(t, found?.statement ?? `only ${all.map(f => f.id).join()}`, statement)
    if (found?.severity === 'fault') t.equal(all[0]?.id, rule, 'comes first')
    if (certainty !== undefined) t.equal(found?.certainty, certainty)
    t.ok(found?.evidence.every(e => e.text !== ''))
    const other = told.neighbour.transcript()
    t.strictSame(rules.get(rule)?.find(other), [], 'silent on the neighbour')
    t.equal(findings(told.neighbour)[0]?.id ?? '', told.instead)
  })

t.test('live', { timeout: 120_000 }, async t => {
  const only = [
    ...new Set([...liveCases.flatMap(c => [c.cell, c.neighbour]), ...healthy]),
  ]
  const { cells } = await run({
    selection: { only },
    attribution: { which: 'none' },
    workers: 1,
  })
  const byId = new Map<string, CellResult>(cells.map(c => [c.id, c]))
  const ids = (id: string): string[] =>
    (byId.get(id)?.findings ?? []).map(f => f.id)

  for (const { rule, statement, cell, neighbour } of liveCases)
    t.test(`${rule}: ${cell}`, async t => {
      const found = byId.get(cell)?.findings.find(f => f.id === rule)
      says(t, found?.statement ?? `only ${ids(cell).join()}`, statement)
      t.ok((found?.evidence.length ?? 0) > 0, 'stands on evidence')
      t.ok(byId.has(neighbour), `${neighbour} was run`)
      t.notOk(ids(neighbour).includes(rule), `not raised on ${neighbour}`)
    })

  t.test('a cell that passes has nothing above a note', async t => {
    for (const id of healthy) t.equal(byId.get(id)?.verdict, 'pass', id)
    for (const { id, verdict, findings: all } of cells)
      if (verdict === 'pass')
        t.strictSame(
          all.filter(f => f.severity !== 'note').map(f => f.id),
          [],
          id,
        )
  })
})

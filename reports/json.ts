/**
 * The run for other tools: docs/run.schema.json says what is in it. One cell
 * a line, without its events (they are in the journal).
 */
import { defineReport } from '../harness/define.js'
import type {
  Attribution,
  CellResult,
  Culprit,
  Finding,
  PeerChoice,
  RunRecord,
} from '../harness/model.js'

const schema = 'ftps-interop/run@1'

// Lossless: JSON's own escape for what could act on a terminal or an editor.
const invisible = /[\p{Cf}\p{Zl}\p{Zp}\u007f-\u009f]/gu

const unicodeEscape = (c: string): string =>
  Array.from(
    { length: c.length },
    (_, i) => `\\u${c.charCodeAt(i).toString(16).padStart(4, '0')}`,
  ).join('')

const text = (value: unknown): string =>
  JSON.stringify(value).replace(invisible, unicodeEscape)

const peer = ({ profile, backend, version, options }: PeerChoice) => ({
  profile,
  backend,
  version,
  options,
})

const culprit = (c: Culprit) => ({
  side: c.side,
  product: c.product,
  option: c.option,
  value: c.value,
  cure: c.cure,
  securityCost: c.securityCost,
  exposes: c.exposes,
  line: c.line,
})

const finding = (f: Finding) => ({
  id: f.id,
  phase: f.phase,
  severity: f.severity,
  statement: f.statement,
  certainty: f.certainty,
  culprits: f.culprits.map(culprit),
  evidence: f.evidence.map(e => ({ source: e.source, text: e.text })),
  ...(f.settledBy === undefined ? {} : { settledBy: f.settledBy }),
})

const attribution = (a: Attribution) => ({
  reruns: a.reruns,
  complete: a.complete,
  cures: a.cures,
  refuted: a.refuted,
  ...(a.reproduced === undefined ? {} : { reproduced: a.reproduced }),
  ...(a.tolerates === undefined ? {} : { tolerates: a.tolerates }),
  ...(a.needs === undefined ? {} : { needs: a.needs }),
})

const cell = (c: CellResult) => ({
  id: c.id,
  scenario: c.scenario,
  point: c.point,
  server: peer(c.server),
  client: peer(c.client),
  verdict: c.verdict,
  ...(c.reason === undefined ? {} : { reason: c.reason }),
  expected: c.expected,
  asExpected: c.asExpected,
  durationMs: c.durationMs,
  findings: c.findings.map(finding),
  ...(c.attribution === undefined
    ? {}
    : { attribution: attribution(c.attribution) }),
  ...(c.runs === undefined ? {} : { runs: c.runs }),
  steps: c.steps,
})

const run = ({ start, summary }: RunRecord) => ({
  tool: start.tool,
  startedAt: start.startedAt,
  node: start.node,
  openssl: start.openssl,
  platform: start.platform,
  command: start.command,
  planned: start.cells,
  interrupted: summary.interrupted,
})

export default defineReport({
  id: 'json',
  title: 'JSON for other tools (schema ftps-interop/run@1)',
  extension: 'json',
  byDefault: true,
  *render(record: RunRecord) {
    yield `{\n"schema": ${text(schema)},\n`
    yield `"run": ${text(run(record))},\n`
    yield `"summary": ${text(record.summary)},\n`
    yield `"lanes": ${text(record.start.lanes)},\n"cells": [`
    let separator = '\n'
    for (const c of record.cells) {
      yield separator + text(cell(c))
      separator = ',\n'
    }
    yield '\n]\n}\n'
  },
})

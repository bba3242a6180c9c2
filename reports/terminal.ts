/**
 * What a person sees after a run: what deviates, what is known not to work,
 * the matrix, the counts. Ends calmly when everything is as expected.
 */
import { defineReport } from '../harness/define.js'
import type { RenderOptions, RunRecord } from '../harness/model.js'
import { blockRows } from './shared/block.js'
import { card } from './shared/card.js'
import { conversation, deciding, verdictWords } from './shared/cells.js'
import { groups, type Group } from './shared/group.js'
import { hardening, hardeningText } from './shared/hardening.js'
import { laneLines, notRun } from './shared/lanes.js'
import { matrixRows } from './shared/matrix-rows.js'
import { labelled, paint, type Row } from './shared/paint.js'
import { countsLine, lastWord } from './shared/tail.js'
import { count, oneLine } from './shared/text.js'

/** Known failures beyond this many get one line each. */
const fullBlocks = 8
const fullDeviations = 40
const maxNames = 12

const blank: Row = []

/** `reuse/data-must-resume ×4, close/…` */
const otherNames = ({ others }: Group): string => {
  const names = new Map<string, number>()
  for (const cell of others) {
    const name = conversation(cell)
    names.set(name, (names.get(name) ?? 0) + 1)
  }
  const shown = [...names]
    .slice(0, maxNames)
    .map(([name, n]) => (n === 1 ? name : `${name} ×${n}`))
  const rest = names.size - shown.length
  return [...shown, ...(rest > 0 ? [`and ${rest} more`] : [])].join(', ')
}

const groupRows = (group: Group, width: number): readonly Row[] => [
  ...blockRows(card(group.first), { width, calm: !group.deviates }),
  ...(group.others.length === 0
    ? []
    : labelled(
        'and',
        `${count(group.others.length, 'more cell')}: ${otherNames(group)}`,
        width,
        'dim',
      )),
  blank,
]

/** One line for a known reason that is not shown in full. */
const shortRows = (group: Group, width: number): readonly Row[] => {
  const { first, others } = group
  const why = oneLine(first.findings[0]?.id ?? verdictWords(first))
  const options = deciding(first).join(' + ')
  const n = String(others.length + 1).padStart(3)
  return labelled(
    n,
    `${oneLine(first.server.profile)} × ${oneLine(first.client.profile)}: ${why}${options === '' || options === why ? '' : ` (${options})`}`,
    width,
    undefined,
    2,
    5,
  )
}

const section = (
  title: string,
  all: readonly Group[],
  full: number,
  width: number,
): readonly Row[] => {
  if (all.length === 0) return []
  const rest = all.slice(full)
  return [
    [[title, 'bold']],
    blank,
    ...all.slice(0, full).flatMap(g => groupRows(g, width)),
    ...(rest.length === 0
      ? []
      : [
          [
            [`  ${count(rest.length, 'more reason')}, with their cells:`],
          ] as Row,
          ...rest.flatMap(g => shortRows(g, width)),
          blank,
        ]),
  ]
}

const laneRows = (record: RunRecord, width: number): readonly Row[] => {
  const lanes = laneLines(record)
  const column = Math.min(34, Math.max(0, ...lanes.map(l => l.name.length)) + 2)
  return lanes.length === 0
    ? []
    : [
        [['Lanes', 'bold']],
        ...lanes.flatMap(l =>
          labelled(
            `${l.available ? '✓' : '–'} ${l.name}`,
            l.text,
            width,
            l.available ? undefined : 'dim',
            2,
            column + 2,
          ),
        ),
        blank,
      ]
}

const notRunRows = (record: RunRecord, width: number): readonly Row[] => {
  const reasons = notRun(record)
  return reasons.length === 0
    ? []
    : [
        [['Not run', 'bold']],
        ...reasons.flatMap(r => labelled('–', r, width, undefined, 2, 2)),
        blank,
      ]
}

const hardeningRows = (record: RunRecord, width: number): readonly Row[] => {
  const advice = hardening(record.cells)
  return advice.length === 0
    ? []
    : [
        [['Could be stricter', 'bold']],
        ...advice.flatMap(h =>
          labelled(
            h.needed.length === 0 ? '✓' : '✕',
            hardeningText(h),
            width,
            undefined,
            2,
            2,
          ),
        ),
        blank,
      ]
}

const rows = (record: RunRecord, width: number): readonly Row[] => {
  const all = groups(record.cells)
  const last = lastWord(record)
  return [
    ...section(
      'Not as expected',
      all.filter(g => g.deviates),
      fullDeviations,
      width,
    ),
    ...section(
      'Known not to work',
      all.filter(g => !g.deviates),
      fullBlocks,
      width,
    ),
    ...matrixRows(record.cells, width),
    ...hardeningRows(record, width),
    ...notRunRows(record, width),
    ...laneRows(record, width),
    ...labelled('', countsLine(record), width, undefined, 0, 0),
    [
      [last.ok ? '✓ ' : '✕ ', last.ok ? 'good' : 'bad'],
      [last.text, 'bold'],
    ],
  ]
}

export default defineReport({
  id: 'terminal',
  title: 'text for a terminal',
  extension: 'txt',
  byDefault: false,
  *render(record: RunRecord, options: RenderOptions) {
    const width = Math.max(40, Math.min(options.width, 160))
    for (const row of rows(record, width))
      yield `${paint(row, options.colour)}\n`
  },
})

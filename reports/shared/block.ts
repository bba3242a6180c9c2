/**
 * A card as rows of text: stage strip first, sentence second, cause and proof,
 * dialogue, how to repeat.
 */
import type { SecurityCost } from '../../harness/model.js'
import type { Card, CardCure, Cause } from './card.js'
import { costWords } from './card.js'
import {
  flow,
  labelled,
  paint,
  type Row,
  type Span,
  type Tone,
} from './paint.js'
import { clip, columns, wrap } from './text.js'

interface BlockOptions {
  readonly width: number
  /** the card is a known failure or a pass: no alarm in its tone */
  readonly calm: boolean
}

const maxProof = 6
const maxCures = 5

const costTone = (cost: SecurityCost): Tone =>
  cost === 'none' ? 'good' : cost === 'low' ? 'warn' : 'bad'

const title = (card: Card, { width, calm }: BlockOptions): readonly Row[] => {
  const tone: Tone = calm ? 'dim' : card.mark === '✓' ? 'warn' : 'bad'
  const [first = '', ...more] = wrap(card.id, width - 2)
  return [
    [[card.mark, tone], [' '], [first, 'bold']],
    ...more.map((line): Row => [['  '], [line, 'bold']]),
    [['  '], [card.verdict, calm ? 'dim' : 'warn']],
  ]
}

const stageStrip = (card: Card, { width }: BlockOptions): readonly Row[] =>
  flow(
    card.stages.map((s): Row => {
      const note: Span[] = s.note === '' ? [] : [[` (${s.note})`, 'dim']]
      return [
        [`${s.name} `],
        s.ok ? ['✓', 'good'] : ['✕', 'bad'],
        [` ${s.ms}`, 'dim'],
        ...note,
      ]
    }),
    width,
    2,
  )

const sentence = (card: Card, { width }: BlockOptions): readonly Row[] => {
  const text =
    card.finding === null
      ? card.statement
      : `${card.statement} (${card.finding}, ${card.certainty ?? ''})`
  return wrap(text, width - 2).map((line): Row => [['  '], [line]])
}

const causeRows = (cause: Cause, label: string, width: number): Row[] => {
  const cost = costWords(cause.cost)
  const exposes = cause.exposes === '' ? '' : `: ${cause.exposes}`
  return [
    ...labelled(label, `${cause.who} ${cause.blamed}, ${cause.state}`, width),
    ...labelled('', `cure: ${cause.line}`, width, undefined, 2, 10),
    ...labelled('', `${cost}${exposes}`, width, costTone(cause.cost), 2, 10),
  ]
}

/** With proved cures at hand the suspects are named in one line each. */
const causeList = (card: Card, { width }: BlockOptions): readonly Row[] =>
  card.causes.flatMap((cause, i) => {
    const label = i === 0 ? 'cause' : ''
    return card.cures.length === 0
      ? causeRows(cause, label, width)
      : labelled(label, `${cause.who} ${cause.blamed}, ${cause.state}`, width)
  })

const proof = (card: Card, { width }: BlockOptions): readonly Row[] => {
  const shown = card.proof.slice(0, maxProof)
  const column = Math.max(0, ...shown.map(e => columns(e.source))) + 2
  return shown.flatMap((e, i) =>
    labelled('', e.text, width, undefined, 10, column).map(
      ([, , ...text], j): Row => [
        ['  '],
        [(i === 0 && j === 0 ? 'proof' : '').padEnd(8), 'dim'],
        [(j === 0 ? e.source : '').padEnd(column), 'dim'],
        ...text,
      ],
    ),
  )
}

const said = (card: Card, { width }: BlockOptions): readonly Row[] =>
  flow(
    card.dialogue.map((t): Row => [[clip(t, width - 6)]]),
    width,
    3,
    3,
  )

/** A row of a pair can hold dozens: the first few tell what kind they are. */
const maxEffects = 4

const effectRows = (
  effects: readonly string[],
  width: number,
): readonly Row[] => {
  const rest = effects.length - maxEffects
  return [
    ...effects
      .slice(0, maxEffects)
      .flatMap(effect =>
        labelled('', `breaks ${effect}`, width, 'warn', 2, 11),
      ),
    ...(rest > 0
      ? labelled('', `and breaks ${rest} more cells`, width, 'warn', 2, 11)
      : []),
  ]
}

const cureRows = (
  cure: CardCure,
  label: string,
  width: number,
): readonly Row[] => [
  ...labelled(
    label,
    `${cure.rank}. proved, ${costWords(cure.cost)}`,
    width,
    costTone(cure.cost),
  ),
  ...cure.changes.flatMap(c => labelled('', c, width, undefined, 2, 11)),
  ...cure.line.flatMap((line, i) =>
    labelled(i === 0 ? 'write' : '', line, width, 'bold', 13, 6),
  ),
  ...cure.exposes.flatMap(text =>
    labelled('', `exposes: ${text}`, width, 'warn', 2, 11),
  ),
  ...effectRows(cure.sideEffects, width),
]

const cures = (card: Card, { width }: BlockOptions): readonly Row[] => {
  const rest = card.cures.length - maxCures
  return [
    ...card.cures
      .slice(0, maxCures)
      .flatMap((c, i) => cureRows(c, i === 0 ? 'cures' : '', width)),
    ...(rest > 0 ? labelled('', `and ${rest} more`, width, 'dim') : []),
    ...card.refuted.flatMap((r, i) =>
      labelled(i === 0 ? 'refuted' : '', `${r}: changed nothing`, width, 'dim'),
    ),
    ...(card.search === ''
      ? []
      : labelled('search', card.search, width, 'dim')),
  ]
}

const repeat = (card: Card): readonly Row[] =>
  card.repeat === ''
    ? []
    : [
        // never wrapped: it is there to be pasted
        [['  '], ['repeat'.padEnd(8), 'dim'], [card.repeat]],
      ]

export const blockRows = (
  card: Card,
  options: BlockOptions,
): readonly Row[] => {
  const { width } = options
  const one = (label: string, text: string): readonly Row[] =>
    text === '' ? [] : labelled(label, text, width)
  return [
    ...title(card, options),
    ...stageStrip(card, options),
    ...sentence(card, options),
    ...one(options.calm ? 'known' : 'expect', card.expectation),
    ...card.runs.flatMap((r, i) => labelled(i === 0 ? 'runs' : '', r, width)),
    ...causeList(card, options),
    ...proof(card, options),
    ...said(card, options),
    ...cures(card, options),
    ...card.further.flatMap((f, i) =>
      labelled(i === 0 ? 'also' : '', `${f.text} (${f.id})`, width),
    ),
    ...one('open', card.settledBy === '' ? '' : `settled by ${card.settledBy}`),
    ...repeat(card),
  ]
}

/** The block without colour, for formats that carry text. */
export const blockText = (card: Card, calm: boolean, width = 100): string =>
  blockRows(card, { width, calm })
    .map(row => paint(row, false))
    .join('\n')

/**
 * Rows of spans: text with a tone, laid out by columns before any colour is
 * added, so that colour never changes the layout. Colour only repeats what a
 * sign or a word already says.
 */
import { columns, wrap } from './text.js'

export type Tone = 'good' | 'bad' | 'warn' | 'dim' | 'bold'
export type Span = readonly [text: string, tone?: Tone | undefined]
export type Row = readonly Span[]

const codes: Readonly<Record<Tone, string>> = {
  good: '32',
  bad: '31',
  warn: '33',
  dim: '2',
  bold: '1',
}

const ansi = ([text, tone]: Span): string =>
  tone === undefined || text.trim() === ''
    ? text
    : `\u001b[${codes[tone]}m${text}\u001b[0m`

const trimEnd = (text: string): string => text.replace(/ +$/, '')

export const paint = (row: Row, colour: boolean): string =>
  colour ? row.map(ansi).join('') : trimEnd(row.map(([t]) => t).join(''))

/** Tokens one after the other, two blanks between, wrapped whole. */
export const flow = (
  tokens: readonly Row[],
  width: number,
  indent: number,
  gap = 2,
): readonly Row[] => {
  const rows: Span[][] = []
  let row: Span[] = []
  let used = 0
  for (const token of tokens) {
    const size = token.reduce((sum, [text]) => sum + columns(text), 0)
    if (row.length > 0 && indent + used + gap + size > width) {
      rows.push(row)
      row = []
    }
    if (row.length === 0) {
      row = [[' '.repeat(indent)], ...token]
      used = size
    } else {
      row.push([' '.repeat(gap)], ...token)
      used += gap + size
    }
  }
  return row.length === 0 ? rows : [...rows, row]
}

/** A paragraph behind a label; its further lines hang under the first. */
export const labelled = (
  label: string,
  text: string,
  width: number,
  tone?: Tone,
  indent = 2,
  column = 8,
): readonly Row[] =>
  wrap(text, width - indent - column).map((line, i): Row => [
    [' '.repeat(indent)],
    [(i === 0 ? label : '').padEnd(column), 'dim'],
    [line, tone],
  ])

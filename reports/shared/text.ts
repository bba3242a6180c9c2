/**
 * Text as every report may show it: without control or invisible characters,
 * measured, clipped and wrapped by columns. Knows nothing of cells.
 */

const newlines = /\s*[\r\n\u2028\u2029]+\s*/g
// Cc control, Cf bidi and zero-width, Zl/Zp separators
const invisible = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu
const loneSurrogate = /\p{Cs}/gu
const wide =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}]/u
const combining = /\p{M}/u

const spelled = (c: string): string => {
  const code = (c.codePointAt(0) ?? 0).toString(16)
  return code.length <= 2 ? `\\x${code.padStart(2, '0')}` : `\\u{${code}}`
}

/** A peer's text on one line; nothing in it can act on a terminal. */
export const oneLine = (text: string): string =>
  text
    .trim()
    .replace(newlines, ' ⏎ ')
    .replaceAll('\t', ' ')
    .replace(loneSurrogate, '\ufffd')
    .replace(invisible, spelled)

export const clip = (text: string, max: number): string =>
  text.length <= max ? text : `${text.slice(0, Math.max(0, max - 1))}…`

/** A peer's text that is to be shown in a sentence of ours. */
export const quoted = (text: string, max = 200): string =>
  clip(oneLine(text), max)

const columnsOf = (c: string): number =>
  combining.test(c) ? 0 : wide.test(c) ? 2 : 1

export const columns = (text: string): number => {
  let sum = 0
  for (const c of text) sum += columnsOf(c)
  return sum
}

export const pad = (text: string, width: number): string =>
  text + ' '.repeat(Math.max(0, width - columns(text)))

/** Pieces of one word that is longer than a line. */
const cut = (word: string, width: number): string[] => {
  const pieces: string[] = []
  let piece = ''
  for (const c of word) {
    if (columns(piece) + columnsOf(c) > width) {
      pieces.push(piece)
      piece = ''
    }
    piece += c
  }
  return [...pieces, piece]
}

/** Lines of at most `width` columns; a word longer than that is cut. */
export const wrap = (text: string, width: number): string[] => {
  const room = Math.max(8, width)
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ').filter(w => w !== '')) {
    const joined = line === '' ? word : `${line} ${word}`
    if (columns(joined) <= room) {
      line = joined
      continue
    }
    if (line !== '') lines.push(line)
    const pieces = cut(word, room)
    line = pieces.pop() ?? ''
    lines.push(...pieces)
  }
  return line === '' && lines.length > 0 ? lines : [...lines, line]
}

export const count = (
  n: number,
  one: string,
  many: string = `${one}s`,
): string => `${n} ${n === 1 ? one : many}`

export const duration = (ms: number): string => {
  if (ms < 1000) return `${Math.round(ms)} ms`
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`
  const minutes = Math.floor(ms / 60_000)
  return `${minutes} min ${Math.round((ms - minutes * 60_000) / 1000)} s`
}

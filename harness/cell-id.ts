/**
 * The string that users paste: `<scenario> @ <server> × <client>`, each with
 * its settings in brackets. `x` is accepted for `×` when typed by hand.
 */
import type { Cell, OptionValues, Point } from './model.js'
import { InteropError } from './errors.js'

export interface Named {
  readonly name: string
  readonly values: OptionValues
}

/** Values may hold anything but the brackets' own grammar, so that is quoted. */
const quote = (value: string): string =>
  /^[^[\],=\s"×@]*$/.test(value) ? value : JSON.stringify(value)

export const formatNamed = (name: string, values: OptionValues): string => {
  const entries = Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1))
  if (entries.length === 0) return name
  return `${name}[${entries.map(([k, v]) => `${k}=${quote(v)}`).join(',')}]`
}

export const formatCellId = (
  scenario: string,
  point: Point,
  server: Named,
  client: Named,
): string =>
  `${formatNamed(scenario, point)} @ ${formatNamed(server.name, server.values)} × ${formatNamed(client.name, client.values)}`

const bad = (text: string, why: string): InteropError =>
  new InteropError('FI_USAGE', {
    message: `cannot read ${JSON.stringify(text)}: ${why}`,
    hint: 'a cell id looks like "reuse/none-offered @ vsftpd[require_ssl_reuse=YES] × curl"; `ftps-interop run --list` prints them all',
  })

const unquote = (text: string, raw: string): string => {
  try {
    return JSON.parse(raw) as string
  } catch {
    throw bad(text, `${raw} is not a quoted value`)
  }
}

/** `name[a=b,c="d,e"]` */
export const parseNamed = (text: string): Named => {
  const body = text.trim()
  const open = body.indexOf('[')
  if (open < 0) return { name: body, values: {} }
  if (!body.endsWith(']')) throw bad(text, 'the bracket is not closed')
  const values: Record<string, string> = {}
  const entry = /\s*([^=,\]]+)=("(?:[^"\\]|\\.)*"|[^,\]]*)\s*(,|$)/y
  const inner = body.slice(open + 1, -1)
  while (entry.lastIndex < inner.length) {
    const match = entry.exec(inner)
    if (match === null) throw bad(text, 'expected option=value')
    const [, key = '', raw = ''] = match
    values[key.trim()] = raw.startsWith('"') ? unquote(text, raw) : raw.trim()
  }
  return { name: body.slice(0, open).trim(), values }
}

/** Splits outside quotes and brackets. */
const splitOutside = (text: string, pattern: RegExp): string[] => {
  const parts: string[] = []
  let depth = 0
  let quoted = false
  let escaped = false
  let current = ''
  for (const char of text) {
    if (char === '"' && !escaped) quoted = !quoted
    escaped = quoted && char === '\\' && !escaped
    if (!quoted && char === '[') depth += 1
    if (!quoted && char === ']') depth -= 1
    if (!quoted && depth === 0 && pattern.test(char)) {
      parts.push(current)
      current = ''
    } else current += char
  }
  parts.push(current)
  return parts
}

/** `curl,lftp[a=b,c=d]` as its two parts. */
export const splitList = (text: string): string[] =>
  splitOutside(text, /,/)
    .map(part => part.trim())
    .filter(part => part !== '')

/** `x` typed for `×`: the one between the peers, never one within a value. */
const typedTimes = (text: string): string =>
  splitOutside(text, /\s/)
    .map(word => (word === 'x' ? '×' : word))
    .join(' ')

export const parseCellId = (
  text: string,
): { scenario: Named; server: Named; client: Named } => {
  const [left, right, ...more] = splitOutside(text, /@/)
  if (left === undefined || right === undefined || more.length > 0)
    throw bad(text, 'expected one @ between scenario and server')
  const [server, client, ...rest] = splitOutside(typedTimes(right), /×/)
  if (server === undefined || client === undefined || rest.length > 0)
    throw bad(text, 'expected one × between server and client')
  return {
    scenario: parseNamed(left),
    server: parseNamed(server),
    client: parseNamed(client),
  }
}

/** One spelling for one cell, whatever the order of options in `text`. */
export const canonicalCellId = (text: string): string => {
  const { scenario, server, client } = parseCellId(text)
  return formatCellId(scenario.name, scenario.values, server, client)
}

/**
 * Whether `text` asks for more than one cell. A `*` within the value of a
 * peer's option is that value, as in the KEYRING of z/OS.
 */
export const isPattern = (text: string): boolean => {
  if (!text.includes('*')) return false
  try {
    const { scenario, server, client } = parseCellId(text)
    return (
      JSON.stringify(scenario).includes('*') ||
      [server, client].some(
        ({ name, values }) =>
          name.includes('*') ||
          Object.entries(values).some(([k, v]) => k.includes('*') || v === '*'),
      )
    )
  } catch (error) {
    if (error instanceof InteropError) return true
    throw error
  }
}

/** `*` matches anything; used by expectations and --only. */
export const cellMatches = (cell: Pick<Cell, 'id'>, pattern: string): boolean =>
  globToRegExp(pattern).test(cell.id)

const cache = new Map<string, RegExp>()
export const globToRegExp = (glob: string): RegExp => {
  const known = cache.get(glob)
  if (known !== undefined) return known
  const pattern = new RegExp(
    `^${glob.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replace(/\*/g, '.*')}$`,
    's',
  )
  if (cache.size > 5000) cache.clear()
  cache.set(glob, pattern)
  return pattern
}

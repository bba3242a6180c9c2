/** `explain`: one finding or one option, in words. */
import { discover, type Catalogue } from '../../discover.js'
import { InteropError } from '../../errors.js'
import type { Option, Rule } from '../../model.js'
import { didYouMean } from '../../suggest.js'
import { defineCommand, parseFlags } from '../command.js'
import { widthOf, writeAll } from '../style.js'

const wrap = (text: string, width: number, indent: string): string => {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(/\s+/)) {
    if (line !== '' && line.length + word.length + 1 > width) {
      lines.push(line)
      line = ''
    }
    line = line === '' ? word : `${line} ${word}`
  }
  if (line !== '') lines.push(line)
  return lines.map(l => `${indent}${l}\n`).join('')
}

interface Owned {
  readonly owner: string
  readonly name: string
  readonly option: Option
}

const allOptions = (catalogue: Catalogue): Owned[] =>
  [...catalogue.servers.values(), ...catalogue.clients.values()].flatMap(p =>
    Object.entries(p.options).map(([name, option]) => ({
      owner: p.id,
      name,
      option,
    })),
  )

const explainRule = (
  rule: Rule,
  options: readonly Owned[],
  catalogue: Catalogue,
  width: number,
): string => {
  const deciding = options.flatMap(({ owner, name, option }) =>
    (option.cures ?? [])
      .filter(c => c.finding === rule.id)
      .map(
        c =>
          `  ${owner} ${name} → ${c.to}${c.since === undefined ? '' : ` (since ${c.since})`}, security cost ${c.securityCost}${c.exposes === '' ? '' : `: ${c.exposes}`}`,
      ),
  )
  const shownBy = [...catalogue.scenarios.values()]
    .filter(s => s.findings.includes(rule.id))
    .map(s => `  ${s.id}`)
  return [
    `${rule.id} (${rule.severity}, phase ${rule.phase})\n`,
    `  ${rule.title}\n\n`,
    wrap(rule.explanation, width - 4, '  '),
    deciding.length > 0
      ? `\noptions that decide it\n${deciding.join('\n')}\n`
      : '\nno option is known to decide it\n',
    shownBy.length > 0
      ? `\nscenarios that show it\n${shownBy.join('\n')}\n`
      : '',
    `\nsources\n${rule.references.map(r => `  ${r}`).join('\n')}\n`,
  ].join('')
}

const defaults = (option: Option): string =>
  typeof option.default === 'string'
    ? option.default === ''
      ? 'unset'
      : option.default
    : Object.entries(option.default)
        .map(([v, d]) => `${d === '' ? 'unset' : d} from ${v}`)
        .join(', ')

const explainOption = ({ owner, name, option }: Owned, width: number): string =>
  [
    `${owner} ${name}\n`,
    wrap(option.effect, width - 4, '  '),
    `  default ${defaults(option)}${option.values === undefined ? '' : `; one of ${option.values.join(', ')}`}\n`,
    option.since === undefined && option.until === undefined
      ? ''
      : `  ${option.since === undefined ? '' : `since ${option.since} `}${option.until === undefined ? '' : `until ${option.until}`}\n`,
    ...(option.cures ?? []).map(
      c =>
        `  ${c.to} cures ${c.finding}, security cost ${c.securityCost}${c.exposes === '' ? '' : `: ${c.exposes}`}\n`,
    ),
    `  source: ${option.reference}\n`,
  ].join('')

export default defineCommand({
  id: 'explain',
  summary: 'what a finding means, or what an option does on the wire',
  usage: `explain FINDING | OPTION | PEER.OPTION`,
  run: async (args, io) => {
    const { positionals } = parseFlags(args, {})
    const name = positionals[0]
    if (name === undefined)
      throw new InteropError('FI_USAGE', {
        message: 'explain what?',
        hint: 'for example `ftps-interop explain data-session-not-reused`',
      })
    const catalogue = await discover()
    const options = allOptions(catalogue)
    const rule = catalogue.rules.get(name)
    const width = widthOf(io)
    if (rule !== undefined) {
      await writeAll(io.out, explainRule(rule, options, catalogue, width))
      return 0
    }
    const named = options.filter(
      o => o.name === name || `${o.owner}.${o.name}` === name,
    )
    if (named.length === 0)
      throw new InteropError('FI_UNKNOWN_NAME', {
        message: `${JSON.stringify(name)} is neither a finding nor an option`,
        hint: didYouMean(
          name,
          [...catalogue.rules.keys(), ...options.map(o => o.name)],
          '`ftps-interop list findings`',
        ),
      })
    await writeAll(io.out, named.map(o => explainOption(o, width)).join('\n'))
    return 0
  },
})

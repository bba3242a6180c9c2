/** `docs`: writes the catalogues in docs/ from the declarations. */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { discover, type Catalogue } from '../../discover.js'
import { InteropError } from '../../errors.js'
import type { Option } from '../../model.js'
import { scenarioPoints } from '../../scenario-points.js'
import { defineCommand, parseFlags } from '../command.js'

const cell = (text: string): string =>
  text.replace(/\|/g, '\\|').replace(/\s+/g, ' ')

const findings = ({ rules }: Catalogue): string =>
  [
    '# Findings\n',
    'Written by `npm run docs`. Ids are stable: a finding is never renamed.\n',
    ...[...rules.values()].map(
      r =>
        `## ${r.id}\n\n${r.title}. (${r.severity}, phase ${r.phase})\n\n${r.explanation}\n\nSources: ${r.references.join('; ')}.\n`,
    ),
  ].join('\n')

const scenarios = (catalogue: Catalogue): string =>
  [
    '# Scenarios\n',
    'Written by `npm run docs`.\n',
    '| scenario | variants | what it attempts | why |',
    '|---|---|---|---|',
    ...[...catalogue.scenarios.values()].map(
      s =>
        `| ${s.id} | ${scenarioPoints(s).length} | ${cell(s.title)} | ${cell(s.why)} |`,
    ),
    '',
  ].join('\n')

const defaults = ({ default: value }: Option): string =>
  typeof value === 'string'
    ? value || 'unset'
    : Object.entries(value)
        .map(([v, d]) => `${d || 'unset'} from ${v}`)
        .join(', ')

const valuesOf = ({ type, values }: Option): string =>
  values === undefined ? type : values.map(v => v || 'unset').join(', ')

const life = ({ since, until }: Option): string =>
  [
    since === undefined ? '' : `since ${since}`,
    until === undefined ? '' : `until ${until}`,
  ]
    .filter(text => text !== '')
    .join(', ')

/** `data-session-not-reused → NO (high: what it exposes)` */
const curesOf = ({ cures = [] }: Option): string =>
  cures
    .map(
      c =>
        `${c.finding} → ${c.to || '(unset)'} (${c.securityCost}${c.exposes === '' ? '' : `: ${c.exposes}`})`,
    )
    .join('; ')

const options = (catalogue: Catalogue): string =>
  [
    '# Options\n',
    'Written by `npm run docs`. A cure names the finding, the value, and what it costs.\n',
    ...[...catalogue.servers.values(), ...catalogue.clients.values()].flatMap(
      p => [
        `## ${p.id}\n\n${p.title}\n`,
        '| option | values | default | versions | effect | cures | source |',
        '|---|---|---|---|---|---|---|',
        ...Object.entries(p.options).map(
          ([name, o]) =>
            `| ${[name, valuesOf(o), defaults(o), life(o), o.effect, curesOf(o), o.reference].map(cell).join(' | ')} |`,
        ),
        '',
      ],
    ),
  ].join('\n')

/** The pages by name: pure, so that a test can hold docs/ to them. */
export const catalogues: Readonly<
  Record<string, (catalogue: Catalogue) => string>
> = { findings, scenarios, options }

export default defineCommand({
  id: 'docs',
  summary: 'write the catalogues of findings, scenarios and options',
  usage: 'docs [FOLDER]   (default docs)',
  run: async (args, io) => {
    const [folder = 'docs'] = parseFlags(args, {}).positionals
    const catalogue = await discover()
    try {
      await mkdir(folder, { recursive: true })
      for (const [name, write] of Object.entries(catalogues))
        await writeFile(join(folder, `${name}.md`), write(catalogue))
    } catch (error) {
      throw new InteropError('FI_FILE', {
        message: `cannot write the catalogues to ${folder}: ${(error as Error).message}`,
        hint: 'give a folder that you may write to',
      })
    }
    io.out.write(`${Object.keys(catalogues).length} pages in ${folder}\n`)
    return 0
  },
})

/** `list`: the catalogue, one line each. */
import { discover, type Catalogue } from '../../discover.js'
import { InteropError } from '../../errors.js'
import type { Option } from '../../model.js'
import { scenarioPoints } from '../../scenario-points.js'
import { didYouMean } from '../../suggest.js'
import { optionDefault, optionExists } from '../../versions.js'
import { defineCommand, parseFlags } from '../command.js'
import { writeAll } from '../style.js'

type Kind = 'scenarios' | 'servers' | 'clients' | 'findings' | 'reports'
const kinds: readonly (Kind | 'options')[] = [
  'scenarios',
  'servers',
  'clients',
  'options',
  'findings',
  'reports',
]

const rows = (catalogue: Catalogue, kind: Kind): string[][] => {
  switch (kind) {
    case 'scenarios':
      return [...catalogue.scenarios.values()].map(s => [
        s.id,
        `${scenarioPoints(s).length}×`,
        s.title,
      ])
    case 'servers':
      return [...catalogue.servers.values()].map(s => [
        s.id,
        [
          s.backends.map(b => b.name).join('/'),
          ...(s.evidence === undefined ? [] : [s.evidence]),
        ].join(', '),
        `${s.title} (${s.versions.join(', ')})`,
      ])
    case 'clients':
      return [...catalogue.clients.values()].map(c => [
        c.id,
        `${c.kind}, ${c.evidence}`,
        c.title,
      ])
    case 'findings':
      return [...catalogue.rules.values()].map(r => [r.id, r.severity, r.title])
    case 'reports':
      return [...catalogue.reports.values()].map(r => [
        r.id,
        `.${r.extension}`,
        r.title,
      ])
  }
}

const optionRow = (name: string, option: Option, version: string): string[] => {
  const value = optionDefault(option, version)
  return [
    name,
    value === '' ? '(unset)' : value,
    `${option.effect}${optionExists(option, version) ? '' : ` [not in ${version}]`}`,
  ]
}

const optionRows = (catalogue: Catalogue, owner: string): string[][] => {
  const profile = catalogue.servers.get(owner) ?? catalogue.clients.get(owner)
  if (profile === undefined)
    throw new InteropError('FI_UNKNOWN_NAME', {
      message: `there is no peer ${JSON.stringify(owner)}`,
      hint: didYouMean(
        owner,
        [...catalogue.servers.keys(), ...catalogue.clients.keys()],
        '`ftps-interop list`',
      ),
    })
  return Object.entries(profile.options).map(([name, option]) =>
    optionRow(name, option, profile.defaultVersion),
  )
}

const table = (lines: readonly (readonly string[])[]): string => {
  const widths = [0, 1].map(i =>
    Math.min(44, Math.max(0, ...lines.map(l => l[i]?.length ?? 0))),
  )
  return lines
    .map(l =>
      l.map((c, i) => (i < 2 ? c.padEnd(widths[i] ?? 0) : c)).join('  '),
    )
    .map(l => `  ${l.trimEnd()}\n`)
    .join('')
}

export default defineCommand({
  id: 'list',
  summary: 'scenarios, servers, clients, options of a peer, findings, reports',
  usage: `list [scenarios|servers|clients|findings|reports]
       list options PEER`,
  run: async (args, io) => {
    const { positionals } = parseFlags(args, {})
    const [kind, owner] = positionals
    const catalogue = await discover()
    if (kind !== undefined && !kinds.some(k => k === kind))
      throw new InteropError('FI_USAGE', {
        message: `list knows no ${JSON.stringify(kind)}`,
        hint: didYouMean(kind, kinds, '`ftps-interop list --help`'),
      })
    if (kind === 'options') {
      const of =
        owner === undefined
          ? [...catalogue.servers.keys(), ...catalogue.clients.keys()]
          : [owner]
      for (const one of of)
        await writeAll(io.out, `${one}\n${table(optionRows(catalogue, one))}`)
      return 0
    }
    for (const one of kinds)
      if (one !== 'options' && (kind === undefined || kind === one))
        await writeAll(io.out, `${one}\n${table(rows(catalogue, one))}`)
    return 0
  },
})

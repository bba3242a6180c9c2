/**
 * What a run is asked to do: filters and settings as the user typed them,
 * checked against the catalogue before anything starts.
 */
import {
  globToRegExp,
  isPattern,
  parseCellId,
  parseNamed,
  type Named,
} from './cell-id.js'
import type { Catalogue } from './discover.js'
import { InteropError } from './errors.js'
import type { BackendName, Option, OptionValues, Side } from './model.js'
import { didYouMean } from './suggest.js'

export interface Selection {
  readonly scenarios: readonly string[]
  /** `vsftpd`, `vsftpd[version=2.2.2]`, `vsftpd[*]` its whole matrix, `p*` */
  readonly servers: readonly string[]
  readonly clients: readonly string[]
  /** `vsftpd.require_ssl_reuse=NO` */
  readonly set: readonly string[]
  /** cell ids or globs of them */
  readonly only: readonly string[]
  readonly backend: BackendName | 'auto' | undefined
  readonly optIn: boolean
}

export const everything: Selection = {
  scenarios: [],
  servers: [],
  clients: [],
  set: [],
  only: [],
  backend: undefined,
  optIn: false,
}

export interface Setting {
  readonly owner: string
  readonly option: string
  readonly value: string
}

const unknown = (
  kind: string,
  name: string,
  known: Iterable<string>,
): InteropError =>
  new InteropError('FI_UNKNOWN_NAME', {
    message: `there is no ${kind} ${JSON.stringify(name)}`,
    hint: didYouMean(name, known, '`ftps-interop list`'),
  })

interface Owner {
  readonly id: string
  readonly options: Readonly<Record<string, Option>>
  readonly versions: readonly string[]
}

/** Every client or server profile by id. */
const owners = (catalogue: Catalogue): Map<string, Owner> =>
  new Map(
    [...catalogue.servers.values(), ...catalogue.clients.values()].map(p => [
      p.id,
      p,
    ]),
  )

const checkValue = (owner: Owner, name: string, value: string): void => {
  checkOption(owner.id, owner.options, name, value)
  if (name === 'version' && !owner.versions.includes(value))
    throw new InteropError('FI_BAD_VALUE', {
      message: `${owner.id} has no version ${value}`,
      hint: `it is one of ${owner.versions.join(', ')}`,
    })
}

/** Throws FI_UNKNOWN_NAME or FI_BAD_VALUE; `version` needs no option. */
export const checkOption = (
  owner: string,
  options: Readonly<Record<string, Option>>,
  name: string,
  value: string,
): void => {
  if (name === 'version') return
  const option = Object.hasOwn(options, name) ? options[name] : undefined
  if (option === undefined)
    throw new InteropError('FI_UNKNOWN_NAME', {
      message: `${owner} has no option ${JSON.stringify(name)}`,
      hint: didYouMean(
        name,
        Object.keys(options),
        `\`ftps-interop list options ${owner}\``,
      ),
    })
  const values = option.values
  if (values !== undefined && option.type !== 'text')
    if (!values.includes(value))
      throw new InteropError('FI_BAD_VALUE', {
        message: `${owner}.${name} cannot be ${JSON.stringify(value)}`,
        hint: `it is one of ${values.join(', ')}`,
      })
  if (option.type === 'number' && !/^\d+$/.test(value))
    throw new InteropError('FI_BAD_VALUE', {
      message: `${owner}.${name} cannot be ${JSON.stringify(value)}`,
      hint: 'it is a whole number',
    })
}

export const parseSetting = (catalogue: Catalogue, text: string): Setting => {
  const match = /^([^.=]+)\.([^=]+)=(.*)$/s.exec(text)
  const [, owner = '', option = '', value = ''] = match ?? []
  if (match === null)
    throw new InteropError('FI_USAGE', {
      message: `--set ${JSON.stringify(text)} is not of the form peer.option=value`,
      hint: 'for example --set vsftpd.require_ssl_reuse=NO',
    })
  const known = owners(catalogue)
  const profile = known.get(owner)
  if (profile === undefined) throw unknown('peer', owner, known.keys())
  checkValue(profile, option, value)
  return { owner, option, value }
}

export interface ResolvedSelection {
  readonly settings: readonly Setting[]
  readonly servers: readonly Named[]
  readonly clients: readonly Named[]
}

const peers = <T extends Owner & { readonly matrix?: readonly OptionValues[] }>(
  kind: string,
  asked: readonly string[],
  known: ReadonlyMap<string, T>,
  byDefault: (profile: T) => boolean,
): Named[] => {
  const whole = (profile: T): Named[] =>
    (profile.matrix ?? [{}]).map(values => ({ name: profile.id, values }))
  if (asked.length === 0)
    return [...known.values()].filter(byDefault).flatMap(whole)
  return asked.flatMap(text => {
    if (text === '*') return [...known.values()].flatMap(whole)
    const star = text.endsWith('[*]')
    if (!text.includes('[') && text.includes('*')) {
      const found = [...known.values()].filter(profile =>
        globToRegExp(text).test(profile.id),
      )
      if (found.length === 0) throw unknown(kind, text, known.keys())
      return found.map(profile => ({ name: profile.id, values: {} }))
    }
    const named = star
      ? { name: text.slice(0, -3), values: {} }
      : parseNamed(text)
    const profile = known.get(named.name)
    if (profile === undefined) throw unknown(kind, named.name, known.keys())
    for (const [option, value] of Object.entries(named.values))
      checkValue(profile, option, value)
    return star ? whole(profile) : [named]
  })
}

const unique = (named: readonly Named[]): Named[] => [
  ...new Map(named.map(n => [JSON.stringify(n), n])).values(),
]

/** What a glob of cell ids says of one peer, if it names one that there is. */
const peerOfGlob = (
  glob: string,
  side: Side,
  known: ReadonlyMap<string, Owner>,
): string[] => {
  try {
    const named = parseCellId(glob.replaceAll('[*]', ''))[side]
    const profile = known.get(named.name)
    if (profile === undefined) return []
    const values = Object.entries(named.values)
    for (const [option, value] of values) checkValue(profile, option, value)
    return [values.length === 0 ? `${profile.id}[*]` : formatAsked(named)]
  } catch (error) {
    if (error instanceof InteropError) return []
    throw error
  }
}

/** A glob is looked for among the default peers, besides those it names. */
const globPeers = (
  catalogue: Catalogue,
  only: readonly string[],
  side: Side,
): string[] => {
  const globs = only.filter(isPattern)
  if (globs.length === 0) return []
  const known = side === 'server' ? catalogue.servers : catalogue.clients
  return [
    ...[...known.values()].flatMap(p =>
      p.inDefaultMatrix === true ? [`${p.id}[*]`] : [],
    ),
    ...globs.flatMap(glob => peerOfGlob(glob, side, known)),
  ]
}

/** Checks every name and value that the user typed. */
export const resolveSelection = (
  catalogue: Catalogue,
  selection: Selection,
): ResolvedSelection => {
  const settings = selection.set.map(text => parseSetting(catalogue, text))
  const exact = selection.only.filter(only => !isPattern(only))
  const cells = exact.map(parseCellId)
  for (const { scenario } of cells)
    if (!catalogue.scenarios.has(scenario.name))
      throw unknown('scenario', scenario.name, catalogue.scenarios.keys())
  const areas = new Set(
    [...catalogue.scenarios.keys()].map(id => id.split('/')[0] ?? id),
  )
  for (const glob of selection.scenarios)
    if (!glob.includes('*') && !areas.has(glob))
      if (!catalogue.scenarios.has(parseNamed(glob).name))
        throw unknown('scenario', glob, [
          ...areas,
          ...catalogue.scenarios.keys(),
        ])
  const named = (side: Side): string[] => [
    ...cells.map(cell => formatAsked(cell[side])),
    ...globPeers(catalogue, selection.only, side),
  ]
  return {
    settings,
    servers: unique(
      peers(
        'server',
        selection.servers.length > 0 ? selection.servers : named('server'),
        catalogue.servers,
        // a plain run needs nothing but Node
        profile => profile.inDefaultMatrix === true,
      ),
    ),
    clients: unique(
      peers(
        'client',
        selection.clients.length > 0 ? selection.clients : named('client'),
        catalogue.clients,
        profile => profile.inDefaultMatrix,
      ),
    ),
  }
}

const formatAsked = ({ name, values }: Named): string =>
  Object.keys(values).length === 0
    ? name
    : `${name}[${Object.entries(values)
        .map(([k, v]) => `${k}=${JSON.stringify(v)}`)
        .join(',')}]`

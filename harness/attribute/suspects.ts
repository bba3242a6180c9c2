/** What may be to blame, and what can be made stricter, from the catalogues. */
import {
  phases,
  type CellResult,
  type Change,
  type ClientProfile,
  type OptionValues,
  type ServerProfile,
  type Side,
} from '../model.js'
import type { PlannedCell } from '../plan.js'
import { effectiveValue, optionDefault, optionExists } from '../versions.js'

type Profile = ServerProfile | ClientProfile

/** Named by the findings, safest first. */
export const suspectsOf = (result: CellResult): readonly Change[] =>
  unique(
    result.findings
      .filter(f => f.severity !== 'note')
      .flatMap(f => f.culprits)
      .map(c => ({
        side: c.side,
        product: c.product,
        option: c.option,
        from: c.value,
        to: c.cure,
      })),
  )

const unique = (changes: readonly Change[]): Change[] => [
  ...new Map(changes.map(c => [`${c.side} ${c.option} ${c.to}`, c])).values(),
]

interface Peer {
  readonly side: Side
  readonly profile: Profile
  readonly version: string
  readonly options: OptionValues
}

const peersOf = (planned: PlannedCell): readonly Peer[] => [
  {
    side: 'server',
    profile: planned.serverLane.profile,
    version: planned.listener?.version ?? planned.cell.server.version,
    options: planned.listener?.options ?? {},
  },
  {
    side: 'client',
    profile: planned.clientLane.profile,
    version: planned.cell.client.version,
    options: planned.cell.client.options,
  },
]

const changesOf = (
  { side, profile, version, options }: Peer,
  pick: (name: string, value: string) => readonly string[],
): Change[] =>
  Object.entries(profile.options).flatMap(([name, option]) => {
    if (!optionExists(option, version)) return []
    const value = effectiveValue(profile.options, options, name, version)
    return pick(name, value)
      .filter(to => to !== value)
      .map(to => ({
        side,
        product: profile.product,
        option: name,
        from: value,
        to,
      }))
  })

/** Every value that is known to cure something. */
export const anything = (planned: PlannedCell): readonly Change[] =>
  unique(
    peersOf(planned).flatMap(peer =>
      changesOf(peer, name =>
        (peer.profile.options[name]?.cures ?? []).map(c => c.to),
      ),
    ),
  )

/**
 * A cure without `when` moves from any other value: of a boolean there is but
 * one, of the rest only the default is known to be stricter.
 */
const stricter = (peer: Peer, name: string, loose: string): string[] => {
  const option = peer.profile.options[name]
  if (option === undefined) return []
  const others =
    option.type === 'boolean'
      ? (option.values ?? [])
      : [optionDefault(option, peer.version)]
  return others.filter(v => v !== loose && v !== '')
}

/** Options whose present value is a loosening: back to what was loosened. */
export const tighteningsOf = (planned: PlannedCell): Change[] =>
  unique(
    peersOf(planned).flatMap(peer =>
      changesOf(peer, (name, value) =>
        (peer.profile.options[name]?.cures ?? [])
          .filter(c => c.securityCost !== 'none' && c.to === value)
          .flatMap(c => c.when ?? stricter(peer, name, c.to)),
      ),
    ),
  )

/** How far a conversation got: steps that worked, then the phase it broke in. */
export const progressOf = (result: CellResult): number => {
  const worked = result.steps.findIndex(s => !s.ok)
  const steps = worked < 0 ? result.steps.length : worked
  const phase = result.findings.find(f => f.severity !== 'note')?.phase
  return steps * 100 + (phase === undefined ? 0 : phases.indexOf(phase))
}

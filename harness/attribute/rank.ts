/**
 * Orders cures: what costs no security first, then the fewest changes, then
 * the side that the user owns, then the correction of a defect before a
 * hardening before what only avoids the fault.
 */
import type {
  Change,
  ClientProfile,
  CureSet,
  SecurityCost,
  ServerProfile,
  Side,
} from '../model.js'

type Profile = ServerProfile | ClientProfile

export interface Profiles {
  readonly server: ServerProfile
  readonly client: ClientProfile
}

const weight: Readonly<Record<SecurityCost, number>> = {
  none: 0,
  low: 1,
  high: 2,
}

interface Priced {
  readonly cost: SecurityCost
  readonly exposes: string
  /** 0 a correction, 1 a hardening, 2 neither */
  readonly nature: number
}

const natureOf = (nature: 'correction' | 'hardening' | undefined): number =>
  nature === undefined ? 2 : nature === 'hardening' ? 1 : 0

/** The dearest entry of the catalogue that moves this option to this value. */
const priceOf = (profile: Profile, change: Change): Priced => {
  const entries = (profile.options[change.option]?.cures ?? []).filter(
    c =>
      c.to === change.to &&
      (c.when === undefined || c.when.includes(change.from)),
  )
  const dearest = entries.sort(
    (a, b) => weight[b.securityCost] - weight[a.securityCost],
  )[0]
  return dearest === undefined
    ? {
        cost: 'low',
        exposes: 'not known: no cost is recorded for this value',
        nature: natureOf(undefined),
      }
    : {
        cost: dearest.securityCost,
        exposes: dearest.exposes,
        nature: natureOf(dearest.nature),
      }
}

const profileOf = (profiles: Profiles, change: Change): Profile =>
  profiles[change.side]

export const rankCures = (
  cures: readonly (readonly Change[])[],
  profiles: Profiles,
  mine: Side | undefined,
): CureSet[] => {
  const priced = cures.map(changes => {
    const prices = changes.map(c => priceOf(profileOf(profiles, c), c))
    const cost = prices.reduce<SecurityCost>(
      (worst, p) => (weight[p.cost] > weight[worst] ? p.cost : worst),
      'none',
    )
    return {
      changes,
      cost,
      exposes: prices.map(p => p.exposes).filter(e => e !== ''),
      total: prices.reduce((sum, p) => sum + weight[p.cost], 0),
      foreign: changes.filter(c => mine !== undefined && c.side !== mine)
        .length,
      nature: Math.max(0, ...prices.map(p => p.nature)),
      text: changes.map(c => `${c.side} ${c.option} ${c.to}`).join('\n'),
    }
  })
  return priced
    .sort(
      (a, b) =>
        weight[a.cost] - weight[b.cost] ||
        a.total - b.total ||
        a.changes.length - b.changes.length ||
        a.foreign - b.foreign ||
        a.nature - b.nature ||
        (a.text < b.text ? -1 : 1),
    )
    .map((cure, i) => ({
      rank: i + 1,
      changes: cure.changes,
      securityCost: cure.cost,
      exposes: cure.exposes,
      proof: 'proved',
      line: cure.changes
        .map(c => profileOf(profiles, c).configurationLine(c.option, c.to))
        .join('\n'),
      sideEffects: [],
    }))
}

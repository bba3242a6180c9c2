/**
 * Runs every rule on a transcript, drops what a more exact finding makes
 * superfluous, orders by place in the session, and names the options.
 */
import {
  phases,
  type ClientProfile,
  type Culprit,
  type Finding,
  type Match,
  type Option,
  type OptionValues,
  type Rule,
  type ServerProfile,
  type Side,
  type Transcript,
} from '../model.js'
import { compareVersions, effectiveValue, optionExists } from '../versions.js'

export interface JudgedPeer {
  readonly profile: ServerProfile | ClientProfile
  readonly version: string
  /** set values: scenario's and user's; defaults are added from the catalogue */
  readonly options: OptionValues
}

export interface Peers {
  readonly server?: JudgedPeer
  readonly client?: JudgedPeer
}

const costs = { none: 0, low: 1, high: 2 } as const

const curesOf = (
  name: string,
  option: Option,
  finding: string,
  side: Side,
  peer: JudgedPeer,
): Culprit[] => {
  const { profile, version, options } = peer
  if (!optionExists(option, version)) return []
  const value = effectiveValue(profile.options, options, name, version)
  return (option.cures ?? []).flatMap(cure => {
    if (cure.finding !== finding || value === cure.to) return []
    if (cure.when !== undefined && !cure.when.includes(value)) return []
    if (cure.since !== undefined && compareVersions(version, cure.since) < 0)
      return []
    return [
      {
        side,
        product: profile.product,
        option: name,
        value,
        cure: cure.to,
        securityCost: cure.securityCost,
        exposes: cure.exposes,
        line: profile.configurationLine(name, cure.to),
      },
    ]
  })
}

/** Options of either side that can decide this finding, safest first. */
export const culpritsOf = (finding: string, peers: Peers): Culprit[] => {
  const found: Culprit[] = []
  for (const side of ['server', 'client'] as const) {
    const peer = peers[side]
    if (peer === undefined) continue
    for (const [name, option] of Object.entries(peer.profile.options))
      found.push(...curesOf(name, option, finding, side, peer))
  }
  return found.sort((a, b) => costs[a.securityCost] - costs[b.securityCost])
}

interface Raised {
  readonly rule: Rule
  readonly match: Match
}

const raise = (rules: Iterable<Rule>, transcript: Transcript): Raised[] => {
  const raised: Raised[] = []
  for (const rule of rules)
    for (const match of rule.find(transcript)) raised.push({ rule, match })
  return raised
}

const order = (a: Raised, b: Raised): number => {
  const weight = { fault: 0, warning: 1, note: 2 } as const
  return (
    weight[a.rule.severity] - weight[b.rule.severity] ||
    (a.match.at ?? 0) - (b.match.at ?? 0) ||
    phases.indexOf(a.match.phase ?? a.rule.phase) -
      phases.indexOf(b.match.phase ?? b.rule.phase) ||
    (a.rule.id < b.rule.id ? -1 : 1)
  )
}

export const applyRules = (
  rules: Iterable<Rule>,
  transcript: Transcript,
  peers: Peers,
): Finding[] => {
  const raised = raise(rules, transcript)
  const superseded = new Set(raised.flatMap(r => r.rule.supersedes ?? []))
  const kept = raised.filter(r => !superseded.has(r.rule.id)).sort(order)
  const once = new Map<string, Raised>()
  for (const r of kept) if (!once.has(r.rule.id)) once.set(r.rule.id, r)
  return [...once.values()].map(({ rule, match }) => ({
    id: rule.id,
    phase: match.phase ?? rule.phase,
    severity: rule.severity,
    statement: match.statement,
    certainty: match.certainty,
    culprits: [rule.id, ...(rule.suspectsOf ?? [])].flatMap(id =>
      culpritsOf(id, peers),
    ),
    evidence: match.evidence,
    ...(match.settledBy === undefined ? {} : { settledBy: match.settledBy }),
  }))
}

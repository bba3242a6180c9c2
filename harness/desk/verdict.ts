/**
 * What one session came to, for a person: what went wrong, how that is known,
 * and which option decides it with the line to write and what that costs.
 * Pure.
 */
import type { Culprit, Finding, Transcript } from '../model.js'
import { transferVerbs } from '../transcript/exchanges.js'
import { handshakeWorked } from '../rules/look.js'
import { isFault, type Judged } from './judged.js'
import { oneLine } from './dialogue.js'

const severest = { fault: '✕', warning: '!', note: '·' } as const
const mostCulprits = 5
const mostEvidence = 4

const costs = {
  none: 'no security cost',
  low: 'low security cost',
  high: 'HIGH security cost',
} as const

const decides = (culprit: Culprit, first: boolean): string[] => {
  const { side, product, option, value, line, securityCost, exposes } = culprit
  return [
    `    ${first ? 'decided by' : 'or by     '}  ${side} ${product}: ${option}=${value === '' ? '(unset)' : oneLine(value)}`,
    ...line
      .split('\n')
      .map((l, i) => `    ${i === 0 ? 'write     ' : '          '}  ${l}`),
    `    costs       ${costs[securityCost]}${exposes === '' ? '' : `: ${exposes}`}`,
  ]
}

const findingLines = (finding: Finding, unknown: string): string[] => {
  const { culprits, evidence } = finding
  const rest = culprits.length - mostCulprits
  return [
    `  ${severest[finding.severity]} ${oneLine(finding.statement)}`,
    `    finding     ${finding.id} (${finding.severity}, ${finding.phase}, ${finding.certainty})`,
    ...culprits
      .slice(0, mostCulprits)
      .flatMap((culprit, i) => decides(culprit, i === 0)),
    ...(rest > 0
      ? [`    and ${rest} more: ftps-interop explain ${finding.id}`]
      : []),
    ...(culprits.length === 0
      ? [`    no option of ${unknown} decides it`]
      : []),
    ...evidence
      .slice(0, mostEvidence)
      .map(
        (e, i) =>
          `    ${i === 0 ? 'seen by   ' : '          '}  ${e.source}: ${oneLine(e.text)}`,
      ),
    ...(finding.settledBy === undefined
      ? []
      : [`    still open  settled by ${finding.settledBy}`]),
  ]
}

const count = (n: number, what: string): string =>
  `${n} ${what}${n === 1 ? '' : 's'}`

const dataWords = ({ data, events }: Transcript): string => {
  if (data.length === 0) return ''
  const wire = events.some(e => e.role === 'data' && e.from.endsWith('-wire'))
  const secured = data.filter(handshakeWorked)
  const resumed = secured.filter(d => d.handshake?.resumed === true)
  const known = secured.some(d => d.handshake?.resumed !== null)
  const tls =
    secured.length === 0
      ? wire
        ? 'none under TLS'
        : 'their TLS was not seen'
      : `${secured.length} under TLS${known ? `, ${resumed.length} resumed` : ''}`
  return `${count(data.length, 'data connection')}, ${tls}`
}

/** `login 230, LIST 226, RETR x 226` */
const stepWords = ({ steps }: Judged): string => {
  const shown = steps.filter(
    s => !['connect', 'control-tls', 'quit'].includes(s.step) || !s.ok,
  )
  return shown
    .slice(0, 12)
    .map(s => `${oneLine(s.label)} ${s.code ?? (s.ok ? 'ok' : 'failed')}`)
    .concat(shown.length > 12 ? [`and ${shown.length - 12} more`] : [])
    .join(', ')
}

const facts = (judged: Judged): string => {
  const { controls } = judged.transcript
  const secured = controls.find(handshakeWorked)
  return [
    secured === undefined
      ? controls.length === 0
        ? 'no control connection'
        : controls.some(c => c.handshake !== null)
          ? 'no TLS handshake completed'
          : 'control without TLS'
      : `control ${secured.handshake?.version ?? 'TLS'}`,
    dataWords(judged.transcript),
    stepWords(judged),
  ]
    .filter(part => part !== '')
    .join(' · ')
}

/** A peer without a profile has no options to be named. */
const knownPeers = ({ session: { server, client } }: Judged): string => {
  const names = [server, client].flatMap(p => p.profile?.product ?? [])
  const flags = [
    ...(client.profile === null ? ['--client PROFILE'] : []),
    ...(server.profile === null ? ['--server PROFILE'] : []),
  ]
  const known = names.length === 0 ? 'a known peer' : names.join(' or ')
  return flags.length === 0
    ? known
    : `${known} (say which they are: ${flags.join(', ')})`
}

const loggedIn = ({ transcript: { controls } }: Judged): boolean =>
  controls.some(c =>
    c.exchanges.some(
      e =>
        (e.verb === 'PASS' || e.verb === 'USER' || e.verb === 'MAIL') &&
        e.replies.some(r => r.code >= 200 && r.code < 300),
    ),
  )

const unanswered = ({ transcript: { controls } }: Judged): boolean =>
  controls.some(c =>
    c.exchanges.some(
      e =>
        e.verb !== null &&
        transferVerbs.has(e.verb) &&
        (e.replies.at(-1)?.code ?? 0) < 200,
    ),
  )

const headOf = (judged: Judged): string => {
  if (isFault(judged)) return '✕ something is wrong'
  if (!loggedIn(judged) && judged.session.steps === undefined)
    return '? ended before a login, and nothing wrong was seen from here: the log of the client may tell why;'
  if (unanswered(judged))
    return '? a transfer got no final reply, and no rule knows why;'
  return judged.findings.length > 0
    ? '✓ worked, with remarks'
    : '✓ nothing wrong was seen'
}

/** `told`: findings that were explained already, on the other leg */
export const verdictLines = (
  judged: Judged,
  told: readonly string[] = [],
): string[] => {
  const { findings, session, transcript, steps } = judged
  const bad = isFault(judged)
  const broken = session.steps === undefined ? [] : steps.filter(s => !s.ok)
  return [
    `${headOf(judged)} after ${(session.durationMs / 1000).toFixed(1)} s: ${facts(judged)}`,
    ...broken.map(
      s => `  ✕ ${oneLine(`${s.label}: ${s.why ?? `reply ${s.code}`}`)}`,
    ),
    ...findings.flatMap(f =>
      told.includes(f.id)
        ? [`  ${severest[f.severity]} as on the client's leg: ${f.id}`]
        : findingLines(f, knownPeers(judged)),
    ),
    ...(bad && findings.length === 0
      ? ['  no rule knows this failure: the dialogue above is all there is']
      : []),
    ...(bad ? transcript.unseen.map(u => `    not seen    ${u}`) : []),
  ]
}

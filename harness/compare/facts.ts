/**
 * What of a cell can be compared, as flat facts: an aspect, a place in the
 * session, a value. A fact that nobody could see is absent, not false.
 */
import type {
  CellResult,
  ClientHello,
  Connection,
  ControlConnection,
  Event,
  Exchange,
  Side,
  Transcript,
  Vantage,
} from '../model.js'
import { buildTranscript } from '../transcript/transcript.js'
import { opensslCipherName } from '../wire/ciphers.js'
import { helloShape } from './hello-shape.js'

/** In the order in which they are shown. */
export const aspects = [
  'verdict',
  'findings',
  'connections',
  'commands',
  'reply',
  'hello',
  'handshake',
  'resumed',
  'close-notify',
  'close',
  'transfer',
] as const
export type Aspect = (typeof aspects)[number]

export interface Fact {
  readonly aspect: Aspect
  /** `control 1`, `data 2`, `control 1 PROT P`; '' for the whole cell */
  readonly place: string
  readonly value: string
  readonly hello?: ClientHello
}

const wires: readonly Vantage[] = ['client-wire', 'server-wire', 'relay-wire']

const vantages = (cell: CellResult): ReadonlySet<Vantage> =>
  new Set(cell.events.map(e => e.from))

/** Wires that both runs had: what only one of them saw is no difference. */
export const commonWires = (
  left: CellResult,
  right: CellResult,
): ReadonlySet<Vantage> => {
  const others = vantages(right)
  const common = wires.filter(w => vantages(left).has(w) && others.has(w))
  return new Set(common.length > 0 ? common : wires)
}

/** Commands whose argument is part of what is compared. */
const telling = new Set(['AUTH', 'PBSZ', 'PROT', 'TYPE'])

const said = ({ verb, argument }: Exchange): string =>
  verb === null
    ? ''
    : telling.has(verb) && argument !== ''
      ? `${verb} ${argument.toUpperCase()}`
      : verb

const dialogueFacts = (control: ControlConnection): Fact[] => {
  const place = `control ${control.ordinal}`
  // a handshake where FTP is due is told as handshake
  const exchanges = control.exchanges.filter(
    ({ verb }) => verb === null || /^[A-Z]{3,8}$/i.test(verb),
  )
  const commands = exchanges.filter(e => e.verb !== null)
  const seen = new Map<string, number>()
  const facts: Fact[] = [
    { aspect: 'commands', place, value: commands.map(said).join(', ') },
  ]
  for (const exchange of exchanges) {
    const name = exchange.verb === null ? 'unasked' : said(exchange)
    const nth = (seen.get(name) ?? 0) + 1
    seen.set(name, nth)
    if (exchange.verb === null && exchange.replies.every(r => r.code < 100))
      continue
    facts.push({
      aspect: 'reply',
      place: `${place} ${name}${nth > 1 ? ` (${nth})` : ''}`,
      value: exchange.replies.map(r => String(r.code)).join(' ') || 'no reply',
    })
  }
  return facts
}

const stopped = ({ handshake }: Connection): string => {
  if (handshake?.alert !== null && handshake?.alert !== undefined)
    return `alert ${handshake.alert.name} by the ${handshake.alert.sender}`
  return 'without an alert'
}

const handshakeFacts = (connection: Connection, place: string): Fact[] => {
  const { handshake, clearBytes } = connection
  // a server that waited for a ClientHello in vain tells of a failure as well
  const begun =
    handshake !== null &&
    (handshake.hello !== null ||
      handshake.completed ||
      handshake.alert !== null)
  if (!begun)
    return [
      {
        aspect: 'handshake',
        place,
        value: clearBytes.length > 0 ? 'clear bytes' : 'none',
      },
    ]
  const { hello, version, serverHello, completed, resumed } = handshake
  const suite =
    serverHello === null ? '' : ` ${opensslCipherName(serverHello.cipher)}`
  return [
    ...(hello === null
      ? []
      : [{ aspect: 'hello', place, value: helloShape(hello), hello } as const]),
    {
      aspect: 'handshake',
      place,
      value: completed
        ? `${version ?? 'unknown version'}${suite}`
        : `failed: ${stopped(connection)}`,
    },
    ...(resumed === null || !completed
      ? []
      : [
          {
            aspect: 'resumed',
            place,
            value: resumed ? 'resumed' : `full, offered ${handshake.offer}`,
          } as const,
        ]),
  ]
}

const sides: readonly Side[] = ['client', 'server']

const closeFacts = (connection: Connection, place: string): Fact[] => {
  const { closeNotify, closed, handshake } = connection
  const told = sides.filter(side => closeNotify[side] === true)
  const seen = sides.some(side => closeNotify[side] !== null)
  return [
    ...(handshake?.completed === true && seen
      ? [
          {
            aspect: 'close-notify',
            place,
            value: told.join(' and ') || 'nobody',
          } as const,
        ]
      : []),
    ...(closed === null || closed.by === 'unknown'
      ? []
      : [
          {
            aspect: 'close',
            place,
            value: `${closed.how.toUpperCase()} first by the ${closed.by}`,
          } as const,
        ]),
  ]
}

const connectionFacts = (connection: Connection): Fact[] => {
  const place = `${connection.role} ${connection.ordinal}`
  if (!connection.opened)
    return [{ aspect: 'handshake', place, value: 'TCP did not open' }]
  return [
    ...handshakeFacts(connection, place),
    ...closeFacts(connection, place),
  ]
}

const layout = ({ controls, data }: Transcript): string =>
  [
    `control ${controls.length}`,
    ...(['passive', 'active'] as const).flatMap(mode => {
      const n = data.filter(d => d.mode === mode).length
      return n === 0 ? [] : [`${mode} ${n}`]
    }),
  ].join(', ')

const transferFacts = (cell: CellResult): Fact[] => {
  const seen = new Map<string, number>()
  return cell.steps.flatMap(({ label, transfer }): Fact[] => {
    if (transfer === undefined) return []
    const nth = (seen.get(label) ?? 0) + 1
    seen.set(label, nth)
    const { expected, arrived, intact, reportedOk } = transfer
    const bytes =
      arrived === null || expected === null
        ? null
        : intact === true
          ? 'whole'
          : arrived === 0
            ? 'nothing'
            : 'not whole'
    return [
      {
        aspect: 'transfer',
        place: `${label}${nth > 1 ? ` (${nth})` : ''}`,
        value: `${bytes === null ? '' : `${bytes}, `}${reportedOk ? 'reported done' : 'not reported done'}`,
      },
    ]
  })
}

const verdictOf = ({ verdict, runs }: CellResult): readonly string[] =>
  runs === undefined ? [verdict] : [...new Set(runs.map(r => r.verdict))]

/** `only`: the wires to look through; logs are never compared. */
export const cellFacts = (
  cell: CellResult,
  only: ReadonlySet<Vantage>,
): readonly Fact[] => {
  const verdicts = verdictOf(cell).map((value): Fact => ({
    aspect: 'verdict',
    place: '',
    value,
  }))
  // a race: what one of its runs looked like says nothing of the others
  if (cell.verdict === 'flaky') return verdicts
  const events: readonly Event[] = cell.events.filter(e => only.has(e.from))
  const transcript = buildTranscript({ events })
  return [
    ...verdicts,
    {
      aspect: 'findings',
      place: '',
      value: cell.findings.map(f => f.id).join(', ') || 'none',
    },
    ...(events.length === 0
      ? []
      : [
          {
            aspect: 'connections',
            place: '',
            value: layout(transcript),
          } as const,
        ]),
    ...transcript.controls.flatMap(c => [
      ...dialogueFacts(c),
      ...connectionFacts(c),
    ]),
    ...transcript.data.flatMap(connectionFacts),
    ...transferFacts(cell),
  ]
}

/**
 * Merges the events of one session into the timeline that rules read. Knows
 * nothing of how the events were made.
 */
import type {
  ControlConnection,
  DataConnection,
  Event,
  Exchange,
  StepOutcome,
  Transcript,
  TranscriptContext,
  Vantage,
} from '../model.js'
import { groupConnections, toConnection, type Group } from './connections.js'
import { announcedPort, mergeExchanges, transferVerbs } from './exchanges.js'

const toControl = (group: Group): ControlConnection => {
  const connection = toConnection(group)
  const exchanges = mergeExchanges(group.events)
  const first = exchanges[0]
  // code 0: a line of the server that is no reply
  const spoken = first?.verb === null ? first.replies[0] : undefined
  const greeting = spoken !== undefined && spoken.code >= 100 ? spoken : null
  return {
    ...connection,
    role: 'control',
    greeting,
    exchanges,
    implicit: implicitOf(connection.handshake?.at ?? null, exchanges),
  }
}

const implicitOf = (
  handshakeAt: number | null,
  exchanges: readonly Exchange[],
): boolean | null => {
  if (handshakeAt === null) return exchanges.length === 0 ? null : false
  // a client's log may tell of AUTH later than the wire of the handshake
  const inClear = ({ clear, replies }: Exchange): boolean =>
    clear && replies.some(r => r.code >= 100)
  return !exchanges.some(
    (e, i) => e.at < handshakeAt || (i === 0 && inClear(e)),
  )
}

interface Pairing {
  readonly exchange: Exchange
  readonly protection: 'C' | 'P' | null
}

/** Which data connection carried which command, by port and then by order. */
const pairData = (
  control: ControlConnection,
  groups: readonly Group[],
): Map<number, Pairing> => {
  const paired = new Map<number, Pairing>()
  const free = [...groups]
  let port: number | null = null
  let agreed = false
  let protection: 'C' | 'P' | null = control.exchanges.length > 0 ? 'C' : null
  for (const exchange of control.exchanges) {
    const last = exchange.replies.at(-1)?.code ?? 0
    if (exchange.verb === 'PROT' && last === 200)
      protection = exchange.argument.toUpperCase() === 'P' ? 'P' : 'C'
    const announced = announcedPort(exchange)
    if (announced !== null) {
      port = announced
      agreed = true
    }
    if (exchange.verb === null || !transferVerbs.has(exchange.verb)) continue
    if (!agreed && port === null) continue
    const index = free.findIndex(g => portOfGroup(g) === port)
    const at = index >= 0 ? index : free.findIndex(g => portOfGroup(g) === null)
    const group = at >= 0 ? free.splice(at, 1)[0] : undefined
    if (group !== undefined) paired.set(group.ordinal, { exchange, protection })
    agreed = false
    port = null
  }
  return paired
}

const portOfGroup = (group: Group): number | null => {
  for (const { body } of group.events)
    if (body.kind === 'open')
      return (
        (body.mode === 'active' ? body.clientPort : body.serverPort) ?? null
      )
  return null
}

const controlOf = (group: Group): number => {
  for (const { body } of group.events)
    if (body.kind === 'open' && body.control !== undefined) return body.control
  return 1
}

const blindSpots = (
  controls: readonly ControlConnection[],
  vantages: readonly Vantage[],
): string[] => {
  const unseen: string[] = []
  if (!vantages.some(v => v.startsWith('client')))
    unseen.push('the client end: no tap and no log of the client')
  if (!vantages.some(v => v.startsWith('server')))
    unseen.push('the server end: no tap and no log of the server')
  for (const control of controls)
    if (control.handshake?.completed === true)
      if (control.exchanges.every(e => e.clear))
        unseen.push('commands and replies under TLS: no secrets and no log')
  return unseen
}

export interface TranscriptParts {
  readonly events: readonly Event[]
  readonly steps?: readonly StepOutcome[]
  readonly context?: TranscriptContext
}

export const buildTranscript = (parts: TranscriptParts): Transcript => {
  const events = [...parts.events].sort((a, b) => a.at - b.at)
  const controls = groupConnections(events, 'control').map(toControl)
  const groups = groupConnections(events, 'data')
  const data: DataConnection[] = []
  for (const control of controls) {
    const mine = groups.filter(g => controlOf(g) === control.ordinal)
    const paired = pairData(control, mine)
    for (const group of mine) {
      const pair = paired.get(group.ordinal)
      data.push({
        ...toConnection(group),
        role: 'data',
        control: control.ordinal,
        command: pair?.exchange ?? null,
        protection: pair?.protection ?? null,
      })
    }
  }
  const vantages = [...new Set(events.map(e => e.from))]
  return {
    events,
    controls: controls.map(c => withData(c, data)),
    data: data.sort((a, b) => a.ordinal - b.ordinal),
    steps: parts.steps ?? [],
    logs: events.flatMap(e =>
      e.body.kind === 'log'
        ? [
            {
              from: e.from,
              text: e.body.text,
              ...(e.body.fact === undefined ? {} : { fact: e.body.fact }),
            },
          ]
        : [],
    ),
    unseen: blindSpots(controls, vantages),
    vantages,
    context: parts.context ?? {},
  }
}

const withData = (
  control: ControlConnection,
  data: readonly DataConnection[],
): ControlConnection => ({
  ...control,
  exchanges: control.exchanges.map(exchange => ({
    ...exchange,
    data: data
      .filter(d => d.control === control.ordinal && d.command === exchange)
      .map(d => d.ordinal),
  })),
})

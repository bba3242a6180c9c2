/**
 * One event as a line of the story: who did it, whether it crossed the wire,
 * and a sentence. Merging what both ends saw is in story.ts.
 */
import type {
  Event,
  EventBody,
  LogFact,
  Side,
  Vantage,
} from '../../harness/model.js'
import { factSentence, type Sentence, type Weight } from './facts.js'
import { versionName } from './names.js'
import { quoted } from './text.js'

export type LineKind =
  | 'open'
  | 'command'
  | 'reply'
  | 'tls'
  | 'alert'
  | 'clear'
  | 'established'
  | 'failure'
  | 'payload'
  | 'timeout'
  | 'log'
  | 'close'

export interface Said extends Sentence {
  readonly kind: LineKind
  /** who sent or did it; null when nobody can tell */
  readonly by: Side | null
  /** it travelled from one end to the other */
  readonly crosses: boolean
}

const sideOf = (vantage: Vantage): Side | null =>
  vantage.startsWith('client')
    ? 'client'
    : vantage.startsWith('server')
      ? 'server'
      : null

type Body<K extends EventBody['kind']> = Extract<EventBody, { kind: K }>

const open = (body: Body<'open'>): Said => ({
  kind: 'open',
  by: body.dialled,
  crosses: true,
  text: 'opens the connection',
  detail: body.mode ?? '',
  weight: 'plain',
})

const command = (body: Body<'command'>): Said => ({
  kind: 'command',
  by: 'client',
  crosses: true,
  text: quoted(`${body.verb} ${body.argument}`),
  detail: body.clear ? 'in clear' : '',
  weight: 'plain',
})

const reply = (body: Body<'reply'>): Said => {
  const [first = '', ...more] = body.text.split('\n')
  return {
    kind: 'reply',
    by: 'server',
    crosses: true,
    text: quoted(`${body.code} ${first}`),
    detail: [body.clear ? 'in clear' : '', quoted(more.join('\n'), 600)]
      .filter(t => t !== '')
      .join(' · '),
    weight: body.code >= 400 ? 'bad' : 'plain',
  }
}

const tls = (body: Body<'tls'>): Said => ({
  ...factSentence(body.fact),
  kind: body.fact.is === 'alert' ? 'alert' : 'tls',
  by: body.sender,
  crosses: true,
})

const established = (body: Body<'established'>, by: Side | null): Said => ({
  kind: 'established',
  by,
  crosses: false,
  text: `TLS is up: ${versionName(body.version)}, ${body.resumed ? 'resumed' : 'full handshake'}`,
  detail: quoted(body.cipher, 60),
  weight: body.resumed ? 'good' : 'plain',
})

const failure = (body: Body<'tls-failed'>, by: Side | null): Said => ({
  kind: 'failure',
  by,
  crosses: false,
  text: `TLS failed: ${quoted(body.text)}`,
  detail: [
    body.code === undefined ? '' : quoted(body.code, 60),
    body.number === undefined
      ? ''
      : `0x${body.number.toString(16).toUpperCase().padStart(8, '0')}`,
  ]
    .filter(t => t !== '')
    .join(' · '),
  weight: 'bad',
})

const badFacts: ReadonlySet<LogFact['is']> = new Set([
  'handshake-failed',
  'not-reused',
  'session-mismatch',
  'client-certificate-missing-on-data',
  'client-certificate-differs-on-data',
  'eof-without-close-notify',
  'alpn-rejected',
  'fatal',
])

const logWeight = (fact: LogFact | undefined): Weight => {
  if (fact === undefined) return 'plain'
  if (badFacts.has(fact.is)) return 'bad'
  return fact.is === 'handshake' && fact.resumed === true ? 'good' : 'plain'
}

const close = (body: Body<'close'>): Said => ({
  kind: 'close',
  by: body.by === 'unknown' ? null : body.by,
  crosses: true,
  text: body.how === 'rst' ? 'resets the connection' : 'closes the connection',
  detail: body.how === 'rst' ? 'TCP RST' : 'TCP FIN',
  weight: body.how === 'rst' ? 'notable' : 'plain',
})

const crossing = (
  kind: LineKind,
  by: Side,
  text: string,
  weight: Weight,
): Said => ({ kind, by, crosses: true, text, detail: '', weight })

const local = (
  kind: LineKind,
  by: Side | null,
  text: string,
  weight: Weight,
): Said => ({ kind, by, crosses: false, text, detail: '', weight })

export const said = (event: Event): Said => {
  const body = event.body
  const here = sideOf(event.from)
  switch (body.kind) {
    case 'open':
      return open(body)
    case 'open-failed':
      return local(
        'failure',
        here,
        `connection failed: ${quoted(`${body.code} ${body.text}`)}`,
        'bad',
      )
    case 'close':
      return close(body)
    case 'command':
      return command(body)
    case 'reply':
      return reply(body)
    case 'tls':
      return tls(body)
    case 'clear-bytes':
      return crossing(
        'clear',
        body.sender,
        `not TLS, in clear: “${quoted(body.text)}”`,
        'bad',
      )
    case 'established':
      return established(body, here)
    case 'tls-failed':
      return failure(body, here)
    case 'payload':
      return crossing('payload', body.sender, `${body.bytes} bytes`, 'plain')
    case 'timeout':
      return local(
        'timeout',
        here,
        `waited ${body.ms} ms for ${quoted(body.waitingFor, 120)}`,
        'bad',
      )
    case 'log':
      return local('log', here, quoted(body.text, 400), logWeight(body.fact))
  }
}

/** The control dialogue, from the vantage that saw most of it. */
import type { Event, Exchange, Reply, Vantage } from '../model.js'

const trust: readonly Vantage[] = [
  'client-wire',
  'server-wire',
  'client-log',
  'server-log',
  'relay-wire',
]

interface Draft {
  at: number
  verb: string | null
  argument: string
  clear: boolean
  replies: Reply[]
}

const startsTls = (draft: Draft | undefined): boolean =>
  draft?.verb === 'AUTH' || draft?.verb === 'STARTTLS'

const behindAuth = (drafts: readonly Draft[], draft: Draft): boolean =>
  !startsTls(draft) && startsTls(drafts[drafts.indexOf(draft) - 1])

const draftsOf = (events: readonly Event[], from: Vantage): Draft[] => {
  const drafts: Draft[] = []
  let open: Draft[] = []
  for (const { at, body, from: source } of events) {
    if (source !== from) continue
    if (body.kind === 'command') {
      const { verb, argument, clear } = body
      const draft = { at, verb, argument, clear, replies: [] }
      drafts.push(draft)
      open.push(draft)
    } else if (body.kind === 'reply') {
      const { code, text, clear } = body
      const reply: Reply = { at, code, text, clear, from: [from] }
      // what was sent in clear behind AUTH or STARTTLS dies with the
      // handshake (RFC 4217 4, RFC 3207 4.2)
      if (!clear) open = open.filter(d => !d.clear || !behindAuth(drafts, d))
      const target = open[0]
      if (target === undefined)
        drafts.push({ at, verb: null, argument: '', clear, replies: [reply] })
      else {
        target.replies.push(reply)
        // a 1xx is followed by another reply to the same command (RFC 959 4.2)
        if (code >= 200) open = open.slice(1)
      }
    }
  }
  return drafts
}

/** Exchanges in order; the greeting is the first one without a verb. */
export const mergeExchanges = (events: readonly Event[]): Exchange[] => {
  const views = trust
    .map(from => ({ from, drafts: draftsOf(events, from) }))
    .filter(v => v.drafts.length > 0)
  const size = (drafts: readonly Draft[]): number =>
    drafts.reduce((n, d) => n + d.replies.length + 1, 0)
  // sort is stable: the more trusted vantage wins a tie
  const best = [...views].sort((a, b) => size(b.drafts) - size(a.drafts))[0]
  if (best === undefined) return []
  return best.drafts.map((draft, i) => {
    const also = views.filter(
      v => v !== best && v.drafts[i]?.verb === draft.verb,
    )
    return {
      ...draft,
      data: [],
      from: [best.from, ...also.map(v => v.from)],
      replies: draft.replies.map((reply, r) => ({
        ...reply,
        from: [
          best.from,
          ...also
            .filter(v => v.drafts[i]?.replies[r]?.code === reply.code)
            .map(v => v.from),
        ],
      })),
    }
  })
}

const passive = /(\d+),(\d+),(\d+),(\d+),(\d+),(\d+)/
const extended = /\(([^0-9])\1\1(\d+)\1\)/

/** The port that a successful PASV, EPSV, PORT or EPRT exchange agreed on. */
export const announcedPort = (exchange: Exchange): number | null => {
  const reply = exchange.replies.at(-1)
  if (reply === undefined || reply.code < 200 || reply.code > 299) return null
  switch (exchange.verb) {
    case 'PASV': {
      const found = passive.exec(reply.text)
      return found ? Number(found[5]) * 256 + Number(found[6]) : null
    }
    case 'EPSV': {
      const found = extended.exec(reply.text)
      return found ? Number(found[2]) : null
    }
    case 'PORT': {
      const found = passive.exec(exchange.argument)
      return found ? Number(found[5]) * 256 + Number(found[6]) : null
    }
    case 'EPRT': {
      const port = exchange.argument.split(exchange.argument[0] ?? '|')[3]
      return port === undefined ? null : Number(port)
    }
    default:
      return null
  }
}

export const transferVerbs = new Set([
  'LIST',
  'NLST',
  'MLSD',
  'RETR',
  'STOR',
  'STOU',
  'APPE',
])

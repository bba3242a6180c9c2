/**
 * One handshake from the facts of every vantage that saw it. Wire facts are
 * taken from the best wire; whether it was resumed is kept per vantage.
 */
import type {
  Event,
  EventBody,
  Handshake,
  ServerHello,
  SessionOffer,
  Side,
  TlsFact,
  TlsVersion,
  Vantage,
  ClientHello,
} from '../model.js'

const wires: readonly Vantage[] = ['client-wire', 'server-wire', 'relay-wire']

interface Seen {
  readonly at: number
  readonly sender: Side
  readonly fact: TlsFact
}

const tlsFacts = (events: readonly Event[], from: Vantage): Seen[] =>
  events.flatMap(e =>
    e.from === from && e.body.kind === 'tls'
      ? [{ at: e.at, sender: e.body.sender, fact: e.body.fact }]
      : [],
  )

const offerOf = (hello: ClientHello | null): SessionOffer => {
  if (hello === null) return 'none'
  if (hello.psk !== undefined && hello.psk.length > 0) return 'psk'
  if (hello.ticket !== undefined && hello.ticket.length > 0) return 'ticket'
  // TLS 1.3 fills the session id for middleboxes (RFC 8446 D.4): no offer
  if (hello.sessionId !== '' && !hello.versions.includes('TLSv1.3'))
    return 'session-id'
  return 'none'
}

const wireResumed = (
  seen: readonly Seen[],
  hello: ClientHello | null,
  server: ServerHello | null,
): boolean | null => {
  if (server === null) return null
  if (server.version === 'TLSv1.3') return server.pskSelected
  if (seen.some(s => s.sender === 'server' && s.fact.is === 'certificate'))
    return false
  const changed = seen.some(
    s => s.sender === 'server' && s.fact.is === 'change-cipher-spec',
  )
  if (!changed) return null
  return hello !== null && server.sessionId !== ''
    ? server.sessionId === hello.sessionId
    : null
}

const messageName = (fact: TlsFact): string | null => {
  switch (fact.is) {
    case 'client-hello':
      return 'ClientHello'
    case 'server-hello':
      return 'ServerHello'
    case 'hello-retry-request':
      return 'HelloRetryRequest'
    case 'certificate':
      return 'Certificate'
    case 'certificate-request':
      return 'CertificateRequest'
    case 'new-session-ticket':
      return 'NewSessionTicket'
    case 'change-cipher-spec':
      return 'ChangeCipherSpec'
    case 'finished':
      return 'Finished'
    case 'handshake-message':
      return fact.name
    default:
      return null
  }
}

const wireCompleted = (
  seen: readonly Seen[],
  version: TlsVersion | null,
): boolean => {
  const has = (sender: Side, is: TlsFact['is']): boolean =>
    seen.some(s => s.sender === sender && s.fact.is === is)
  if (version === 'TLSv1.3')
    // without secrets the server's Finished cannot be told from other records
    return (
      has('client', 'finished') &&
      (has('server', 'finished') || has('server', 'application-data'))
    )
  return (
    has('client', 'change-cipher-spec') && has('server', 'change-cipher-spec')
  )
}

const failuresOf = (events: readonly Event[]): Handshake['failures'] =>
  events.flatMap(e => {
    const side: Side = e.from.startsWith('client') ? 'client' : 'server'
    const body: EventBody = e.body
    if (body.kind === 'tls-failed') {
      const { number, code, text } = body
      return [
        {
          side,
          ...(number === undefined ? {} : { number }),
          ...(code === undefined ? {} : { code }),
          text,
        },
      ]
    }
    if (body.kind === 'log' && body.fact?.is === 'handshake-failed') {
      const { number, text } = body.fact
      return [{ side, ...(number === undefined ? {} : { number }), text }]
    }
    return []
  })

const firstOf = <Is extends TlsFact['is']>(
  seen: readonly Seen[],
  sender: Side,
  is: Is,
): Extract<TlsFact, { is: Is }> | null => {
  const found = seen.find(s => s.sender === sender && s.fact.is === is)
  return (found?.fact as Extract<TlsFact, { is: Is }> | undefined) ?? null
}

const lastHello = (seen: readonly Seen[]): ClientHello | null =>
  seen.reduce<ClientHello | null>(
    // after a HelloRetryRequest only the second ClientHello counts
    (last, s) => (s.fact.is === 'client-hello' ? s.fact : last),
    null,
  )

const fatalAlert = (seen: readonly Seen[]): Handshake['alert'] => {
  for (const { sender, fact } of seen)
    if (fact.is === 'alert' && fact.code !== null && fact.level !== 'warning')
      return { sender, code: fact.code, name: fact.name }
  return null
}

/** null when nothing of a handshake was seen by anyone. */
export const mergeHandshake = (events: readonly Event[]): Handshake | null => {
  const views = wires
    .map(w => tlsFacts(events, w))
    .filter(seen => seen.length > 0)
  const logged = events.some(
    e => e.body.kind === 'log' && e.body.fact?.is === 'handshake',
  )
  const established = events.filter(e => e.body.kind === 'established')
  const failures = failuresOf(events)
  if (views.length === 0 && established.length === 0 && !logged)
    if (failures.length === 0) return null
  const all = views.flat()
  const best = views[0] ?? []
  const hello = lastHello(best)
  const server =
    views.map(v => firstOf(v, 'server', 'server-hello')).find(v => v) ?? null
  const version = server?.version ?? establishedVersion(established)
  const resumedBy = resumedByVantage(events, hello, server)
  const completedBy = completedBySide(events)
  const request =
    views.map(v => firstOf(v, 'server', 'certificate-request')).find(v => v) ??
    null
  const last = best.filter(s => messageName(s.fact) !== null).at(-1)
  return {
    at: best[0]?.at ?? events[0]?.at ?? 0,
    hello,
    retried: all.some(s => s.fact.is === 'hello-retry-request'),
    serverHello: server,
    version,
    certificates: chainOf(views, 'server'),
    clientCertificates: chainOf(views, 'client'),
    certificateRequest: request,
    tickets: best.flatMap(s =>
      s.sender === 'server' && s.fact.is === 'new-session-ticket'
        ? [s.fact]
        : [],
    ),
    offer: offerOf(hello),
    resumed: agreed(Object.values(resumedBy)),
    resumedBy,
    completed:
      completedBy.client === true ||
      completedBy.server === true ||
      (completedBy.client === null &&
        completedBy.server === null &&
        wireCompleted(best, version)),
    completedBy,
    alert: views.map(fatalAlert).find(a => a) ?? null,
    lastMessage:
      last === undefined
        ? null
        : { sender: last.sender, name: messageName(last.fact) ?? '' },
    failures,
  }
}

const establishedVersion = (events: readonly Event[]): TlsVersion | null => {
  const body = events[0]?.body
  return body?.kind === 'established' ? body.version : null
}

const chainOf = (
  views: readonly (readonly Seen[])[],
  sender: Side,
): Handshake['certificates'] =>
  views.map(v => firstOf(v, sender, 'certificate')).find(v => v)?.chain ?? null

const agreed = (votes: readonly boolean[]): boolean | null => {
  if (votes.length === 0) return null
  // one end that says "full" is enough: resumption needs both
  return votes.every(v => v)
}

const resumedByVantage = (
  events: readonly Event[],
  hello: ClientHello | null,
  server: ServerHello | null,
): Partial<Record<Vantage, boolean>> => {
  const by: Partial<Record<Vantage, boolean>> = {}
  for (const e of events) {
    if (e.body.kind === 'established') by[e.from] = e.body.resumed
    if (e.body.kind === 'log' && e.body.fact?.is === 'handshake')
      if (e.body.fact.resumed !== undefined) by[e.from] = e.body.fact.resumed
  }
  for (const from of wires) {
    if (by[from] !== undefined) continue
    const view = tlsFacts(events, from)
    if (view.length === 0) continue
    const resumed = wireResumed(view, hello, server)
    if (resumed !== null) by[from] = resumed
  }
  return by
}

const completedBySide = (
  events: readonly Event[],
): Record<Side, boolean | null> => {
  const by: Record<Side, boolean | null> = { client: null, server: null }
  for (const e of events) {
    const side: Side = e.from.startsWith('client') ? 'client' : 'server'
    if (e.body.kind === 'established') by[side] = true
    if (e.body.kind === 'log' && e.body.fact?.is === 'handshake')
      by[side] = true
    if (e.body.kind === 'tls-failed' && by[side] === null) by[side] = false
    if (e.body.kind === 'log' && e.body.fact?.is === 'handshake-failed')
      by[side] ??= false
  }
  return by
}

/**
 * What is known of real servers comes out by itself, with the right finding.
 * A server that is missing is skipped with its reason;
 * FTPS_INTEROP_REQUIRE_REAL=1 forbids it.
 */
import t, { type Test } from 'tap'
import { discover } from '../../harness/discover.js'
import type { CellResult, Event } from '../../harness/model.js'
import { run } from '../../harness/run/run.js'

const required = process.env['FTPS_INTEROP_REQUIRE_REAL'] === '1'
const { servers, clients } = await discover()

const missing = async (id: string): Promise<string | null> => {
  const backend = servers.get(id)?.backends.find(b => b.name === 'process')
  const here = await backend?.available()
  if (here === undefined) return `${id} has no process backend`
  return here.ok ? null : `${id}: ${here.why}; ${here.hint}`
}

const runCells = async (
  only: readonly string[],
  which: 'none' | 'fail' = 'none',
): Promise<ReadonlyMap<string, CellResult>> => {
  const { cells } = await run({
    selection: { only, backend: 'process' },
    workers: 1,
    parallel: 4,
    attribution: { which, sideEffects: false },
    expectations: [],
  })
  return new Map(cells.map(c => [c.id, c]))
}

const first = (cell: CellResult | undefined): string =>
  cell?.findings[0]?.id ?? `nothing (${cell?.verdict ?? 'not run'})`

const replies = (events: readonly Event[]): number[] =>
  events.flatMap(e =>
    e.from === 'client-wire' && e.body.kind === 'reply' ? [e.body.code] : [],
  )

const logged = (events: readonly Event[]): string[] =>
  events.flatMap(({ from, body }) =>
    from === 'server-log' && body.kind === 'log' ? [body.text] : [],
  )

const tickets = (events: readonly Event[]): number =>
  events.filter(
    ({ body }) => body.kind === 'tls' && body.fact.is === 'new-session-ticket',
  ).length

const clearText = (cell: CellResult | undefined): string =>
  (cell?.events ?? [])
    .flatMap(({ body }) =>
      body.kind === 'clear-bytes' && body.sender === 'server'
        ? [body.text]
        : [],
    )
    .join('')

/** A reset can overtake what is sent before it: such a truth may need a look more. */
const shownBy = async (
  only: string,
  shows: (cell: CellResult | undefined) => boolean,
): Promise<CellResult | undefined> => {
  for (let looks = 1; ; looks += 1) {
    const cell = (await runCells([only])).get(only)
    if (shows(cell) || looks === 5) return cell
  }
}

const about = (
  server: string,
  test: (t: Test) => Promise<void>,
): Promise<unknown> =>
  t.test(server, { timeout: 120_000 }, async t => {
    const why = await missing(server)
    if (why === null) return test(t)
    if (required) t.fail(why)
    else t.plan(0, why)
  })

await about('pure-ftpd', async t => {
  const at = '@ pure-ftpd × modern-openssl'
  const distrust = `certs/chain[chain=unknown-ca] ${at}`
  const session = `data/session[tls=1.3] ${at}`
  const older = `data/session[tls=1.2] ${at}`
  const lower = `prot/lower-case ${at}`
  const cells = await runCells([session, older, lower])

  t.test('one log line for every failed handshake', async t => {
    const speaks = (cell: CellResult | undefined): boolean =>
      logged(cell?.events ?? []).some(text => /^Sorry, cleartext/.test(text))
    const cell = await shownBy(distrust, speaks)
    t.ok(speaks(cell), 'its log speaks of clear text and weak ciphers')
    t.equal(first(cell), 'client-distrusts-server-cert')
    t.notOk(cell?.findings.some(f => /requires-tls|cipher/.test(f.id)))
  })

  t.test('no ticket under TLS 1.3', async t => {
    const cell = cells.get(session)
    t.equal(cell?.verdict, 'pass')
    t.equal(tickets(cell?.events ?? []), 0)
    t.equal(first(cell), 'server-issues-no-tls13-ticket')
    const other = cells.get(older)
    t.equal(other?.verdict, 'pass')
    t.notOk(other?.findings.some(f => f.id === first(cell)))
  })

  t.test('PROT p switches encryption off', async t => {
    t.ok(
      cells.get(lower)?.findings.some(f => f.id === 'prot-dropped-to-clear'),
      first(cells.get(lower)),
    )
  })
})

await about('vsftpd', async t => {
  const at = '@ vsftpd × modern-openssl'
  const gap = `handshake/version-gap[client=1.2] ${at}`
  const unread = `close/upload-unread-tickets[tls=1.3] ${at}`
  const reading = `close/upload-read-to-end[tls=1.3] ${at}`
  const cells = await runCells([unread, reading])

  t.test('its OpenSSL error in clear', async t => {
    const oops = /^500 OOPS: .*error:[0-9A-F]{8}:/
    const cell = await shownBy(gap, found => oops.test(clearText(found)))
    t.match(clearText(cell), oops)
    t.equal(first(cell), 'client-tls-too-old')
    t.equal(cell?.findings[0]?.certainty, 'stated')
  })

  t.test('an upload that is cut gets 426', async t => {
    const cell = cells.get(unread)
    t.match(cell?.verdict, /^(?:fail|flaky)$/)
    t.equal(first(cell), 'upload-reset-unread-tickets-tls13')
    t.ok(replies(cell?.events ?? []).includes(426))
    t.equal(cells.get(reading)?.verdict, 'pass')
  })
})

await about('pyftpdlib', async t => {
  const at = '@ pyftpdlib × modern-openssl'
  // a race: about one in three, four times each
  const unread = ['modern-openssl', 'never-resumes', 'first-ticket-only'].map(
    client => `close/upload-unread-tickets[tls=1.3] @ pyftpdlib × ${client}`,
  )
  const older = `close/upload-unread-tickets[tls=1.2] ${at}`
  const asks = `certs/request[request=with-authorities,tls=1.2] ${at}`
  const curl = `data/mode[mode=pasv] @ pyftpdlib × curl`
  const here = await clients.get('curl')?.available()
  const cells = await runCells([
    ...unread,
    older,
    asks,
    ...(here?.ok === true ? [curl] : []),
  ])

  t.test('an upload that is cut gets 226', async t => {
    const cell = unread
      .map(id => cells.get(id))
      .find(c => c?.verdict === 'fail' || c?.verdict === 'flaky')
    const transfer = cell?.steps.find(s => s.step === 'put')?.transfer
    t.equal(transfer?.reportedOk, true, 'the server says that all is well')
    t.ok((transfer?.arrived ?? 1_048_576) < 1_048_576, 'bytes are missing')
    t.ok(cell?.findings.some(f => f.id === 'upload-reset-unread-tickets-tls13'))
    t.equal(cells.get(older)?.verdict, 'pass')
  })

  t.test('no resumption where it asks for a certificate', async t => {
    t.equal(first(cells.get(asks)), 'server-session-id-context')
  })

  t.test('curl begins TLS before its command', async t => {
    if (here?.ok !== true && !required) {
      t.plan(0, 'curl is not here')
      return
    }
    t.equal(first(cells.get(curl)), 'data-tls-before-command-reset')
  })
})

await about('proftpd', async t => {
  const pair = '@ proftpd × never-resumes'
  const refused = `data/listing[verb=LIST] ${pair}`
  const cells = await runCells([refused], 'fail')
  const cell = cells.get(refused)
  t.equal(cell?.verdict, 'fail')
  t.ok(replies(cell?.events ?? []).includes(425))
  t.equal(first(cell), 'data-session-not-reused')
  t.ok(
    cell?.attribution?.cures.some(c =>
      /^TLSOptions .*NoSessionReuseRequired/.test(c.line),
    ),
    cell?.attribution?.cures.map(c => c.line).join('; ') ?? 'no cures',
  )
})

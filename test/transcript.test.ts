/** One timeline from what several vantages saw. */
import t from 'tap'
import type { Event, EventBody, Vantage } from '../harness/model.js'
import { buildTranscript } from '../harness/transcript/transcript.js'
import { clientHello } from './findings/facts.js'
import { Story } from './findings/story.js'

const story = (): Story => new Story()

const open = (serverPort?: number): EventBody => ({
  kind: 'open',
  dialled: 'client',
  mode: 'passive',
  control: 1,
  ...(serverPort === undefined ? {} : { serverPort }),
})

interface Seen {
  readonly from: Vantage
  readonly ordinal?: number
  readonly body: EventBody
}

/** Data connections below one control connection that opened. */
const data = (...seen: readonly Seen[]) =>
  buildTranscript({
    events: [
      {
        at: 0,
        from: 'client-wire',
        role: 'control',
        ordinal: 1,
        body: { kind: 'open', dialled: 'client' },
      },
      ...seen.map(({ from, ordinal = 1, body }, i): Event => ({
        at: i + 1,
        from,
        role: 'data',
        ordinal,
        body,
      })),
    ],
  }).data

const bytes = (sender: 'client' | 'server', count: number): EventBody => ({
  kind: 'payload',
  sender,
  bytes: count,
})

t.test('vantages join by port, in whatever order each counts', async t => {
  const joined = data(
    { from: 'client-wire', ordinal: 1, body: open(4001) },
    { from: 'client-wire', ordinal: 2, body: open(4002) },
    { from: 'server-wire', ordinal: 1, body: open(4002) },
    { from: 'server-wire', ordinal: 1, body: bytes('server', 2) },
    { from: 'server-wire', ordinal: 2, body: open(4001) },
    { from: 'server-wire', ordinal: 2, body: bytes('server', 1) },
  )
  t.strictSame(
    joined.map(d => d.payload.server),
    [1, 2],
  )
})

t.test('a port that the other end never saw is its own connection', async t => {
  const joined = data(
    { from: 'client-wire', body: open(4001) },
    { from: 'server-wire', body: open(4099) },
  )
  t.equal(joined.length, 2)
})

t.test('a log without ports speaks of the connection with TLS', async t => {
  const joined = data(
    { from: 'client-wire', ordinal: 1, body: open(4001) },
    { from: 'client-wire', ordinal: 2, body: open(4002) },
    {
      from: 'client-wire',
      ordinal: 2,
      body: { kind: 'tls', sender: 'client', fact: clientHello() },
    },
    {
      from: 'server-log',
      ordinal: 1,
      body: { kind: 'log', text: 'x', fact: { is: 'not-reused' } },
    },
  )
  t.strictSame(
    joined.map(d => d.facts.length),
    [0, 1],
  )
})

t.test('after a HelloRetryRequest the second ClientHello counts', async t => {
  const { handshake } =
    story()
      .hello({ groups: [29] })
      .tls('server', { is: 'hello-retry-request', group: 23 })
      .hello({ groups: [29, 23] })
      .transcript().controls[0] ?? {}
  t.equal(handshake?.retried, true)
  t.strictSame(handshake?.hello?.groups, [29, 23])
  t.equal(handshake?.serverHello, null, 'it is no ServerHello')
  t.equal(handshake?.lastMessage?.name, 'ClientHello')
})

t.test('an echoed session id', async t => {
  const echo = { offerId: 'aabb', id: 'aabb', silent: true } as const
  const of = (version: 'TLSv1.2' | 'TLSv1.3', resumed: boolean) =>
    story()
      .handshake({ ...echo, version, resumed })
      .transcript().controls[0]?.handshake
  const newest = of('TLSv1.3', false)
  t.equal(newest?.resumed, false, 'RFC 8446 D.4: it only fools middleboxes')
  t.equal(newest?.offer, 'none')
  t.equal(newest?.completed, true, 'from the records alone')
  const old = of('TLSv1.2', true)
  t.equal(old?.resumed, true, 'is resumption up to TLS 1.2')
  t.equal(old?.offer, 'session-id')
  const full = of('TLSv1.2', false)
  t.equal(full?.resumed, false, 'unless a certificate follows')
})

t.test('each vantage keeps its word on resumption', async t => {
  const { handshake } =
    story()
      .handshake({ version: 'TLSv1.2', offerId: 'aa', resumed: true })
      .from('server-log')
      .log({ is: 'handshake', resumed: false })
      .transcript().controls[0] ?? {}
  t.strictSame(handshake?.resumedBy, {
    'client-wire': true,
    'server-log': false,
  })
  t.equal(handshake?.resumed, false, 'it takes both ends')
})

t.test('a reset wins over the FIN that the other end took it for', async t => {
  const closed = story()
    .close('client', 'fin')
    .from('server-wire')
    .close('client', 'rst')
    .transcript().controls[0]?.closed
  t.strictSame(closed, { by: 'client', how: 'rst', at: 2 })
  const told = story()
    .close('unknown', 'rst')
    .from('server-wire')
    .close('server', 'fin')
    .transcript().controls[0]?.closed
  t.equal(told?.by, 'server', 'who did it is worth more than how')
})

t.test('close_notify is known from wires only', async t => {
  const { closeNotify } = data(
    { from: 'client-log', body: open() },
    {
      from: 'client-log',
      body: { kind: 'tls', sender: 'client', fact: { is: 'close-notify' } },
    },
  )[0] ?? { closeNotify: undefined }
  t.strictSame(closeNotify, { client: null, server: null })
  const wire = story()
    .hello()
    .tls('server', { is: 'close-notify' })
    .transcript().controls[0]?.closeNotify
  t.strictSame(wire, { client: false, server: true })
})

t.test('commands find their data connections', async t => {
  for (const [line, code, text, port, mode] of [
    ['PASV', 227, 'Entering (127,0,0,1,156,65).', 40001, 'passive'],
    ['EPSV', 229, 'Entering (|||40001|)', 40001, 'passive'],
    ['PORT 127,0,0,1,156,65', 200, 'Ok.', 40001, 'active'],
    ['EPRT |1|127.0.0.1|40001|', 200, 'Ok.', 40001, 'active'],
    ['EPRT |2|::1|40001|', 200, 'Ok.', 40001, 'active'],
  ] as const) {
    const told = story()
      .session()
      .say(line, code, text)
      .say('LIST', 150)
      .on('data', 1)
      .open({
        mode,
        ...(mode === 'active' ? { clientPort: port } : { serverPort: port }),
      })
      .transcript()
    t.equal(told.data[0]?.command?.verb, 'LIST', line)
    t.equal(told.data[0]?.protection, 'P')
    const list = told.controls[0]?.exchanges.find(e => e.verb === 'LIST')
    t.strictSame(list?.data, [1])
  }
})

t.test('a refused PASV announces nothing', async t => {
  const told = story()
    .session()
    .say('PASV', 550, 'no (127,0,0,1,156,65)')
    .say('LIST', 425)
    .on('data', 1)
    .open({ mode: 'passive', serverPort: 40001 })
    .transcript()
  t.equal(told.data[0]?.command, null)
})

t.test('replies go to the commands that asked', async t => {
  const told = story()
    .session()
    .command('RETR f')
    .reply(150, 'Ok.')
    .command('ABOR')
    .reply(426, 'aborted')
    .reply(226, 'done')
    .transcript().controls[0]
  const codes = (told?.exchanges ?? [])
    .slice(-2)
    .map(e => [e.verb, ...e.replies.map(r => r.code)])
  t.strictSame(codes, [
    ['RETR', 150, 426],
    ['ABOR', 226],
  ])
  t.equal(told?.greeting?.code, 220)
  t.equal(told?.implicit, false)
  t.equal(story().open().handshake().transcript().controls[0]?.implicit, true)
})

t.test('what was injected in clear takes no reply under TLS', async t => {
  const told = story()
    .auth()
    .command('NOOP')
    .handshake()
    .say('USER lab', 331)
    .say('PASS <redacted>', 230)
    .transcript().controls[0]
  const codes = (told?.exchanges ?? [])
    .slice(-3)
    .map(e => [e.verb, ...e.replies.map(r => r.code)])
  t.strictSame(codes, [['NOOP'], ['USER', 331], ['PASS', 230]])
})

t.test('the dialogue is taken from who saw most, and confirmed', async t => {
  const told = story()
    .from('client-log')
    .command('NOOP')
    .from('client-wire')
    .say('NOOP', 200)
    .transcript().controls[0]?.exchanges[0]
  t.strictSame(told?.from, ['client-wire', 'client-log'])
  t.strictSame(told?.replies[0]?.from, ['client-wire'])
})

t.test('it says what could not be seen', async t => {
  const one = story().open().transcript()
  t.match(one.unseen.join(), /the server end/)
  t.notMatch(one.unseen.join(), /the client end/)
  const blind = story().auth().handshake().transcript()
  t.match(blind.unseen.join(), /under TLS: no secrets/)
})

/** Lines below were written by vsftpd 3.0.3 (Debian 12) unless said otherwise. */
import t from 'tap'
import {
  parseVsftpdLine,
  recogniseVsftpdLog,
  vsftpdDebugFact,
} from '../../harness/logs/vsftpd-lines.js'
import {
  createVsftpdLogReader,
  readVsftpdLog,
  vsftpdClients,
} from '../../harness/logs/vsftpd.js'
import type { Event, LogFact } from '../../harness/model.js'

const stamp = 'Sat Nov 21 03:15:24 2026'
const line = (pid: number, rest: string, time = stamp): string =>
  `${time} [pid ${pid}] ${rest}`
const c = (rest: string, client = '127.0.9.1'): string =>
  rest.replace('@', `Client "${client}"`)

/** CONNECT to login of one session: pids are parent, before and after login. */
const login = (
  [parent, before, after]: readonly [number, number, number],
  client = '127.0.9.1',
): string[] => [
  line(before, c('CONNECT: @', client)),
  line(before, c('FTP response: @, "220 (vsFTPd 3.0.3)"', client)),
  line(before, c('FTP command: @, "AUTH TLS"', client)),
  line(before, c('FTP response: @, "234 Proceed with negotiation."', client)),
  line(
    before,
    c(
      'DEBUG: @, "SSL version: TLSv1.3, SSL cipher: TLS_AES_256_GCM_SHA384, not reused, no cert"',
      client,
    ),
  ),
  line(before, c('FTP command: @, "USER joe"', client)),
  line(
    before,
    c('[joe] FTP response: @, "331 Please specify the password."', client),
  ),
  line(before, c('[joe] FTP command: @, "PASS <password>"', client)),
  line(parent, c('[joe] OK LOGIN: @', client)),
  line(after, c('[joe] FTP response: @, "230 Login successful."', client)),
]

const listing = (
  [, before, after]: readonly [number, number, number],
  port: number,
  reused: string,
  end: readonly string[],
): string[] => [
  line(after, c('[joe] FTP command: @, "EPSV"')),
  line(
    after,
    c(
      `[joe] FTP response: @, "229 Entering Extended Passive Mode (|||${port}|)"`,
    ),
  ),
  line(after, c('[joe] FTP command: @, "LIST"')),
  line(
    after,
    c('[joe] FTP response: @, "150 Here comes the directory listing."'),
  ),
  line(
    before,
    c(
      `[joe] DEBUG: @, "SSL version: TLSv1.3, SSL cipher: TLS_AES_256_GCM_SHA384, ${reused}, no cert"`,
    ),
  ),
  ...end.map(text =>
    line(text.startsWith('DEBUG') ? before : after, c(`[joe] ${text}`)),
  ),
]

const one = [6799, 6800, 6801] as const
const two = [6810, 6811, 6812] as const

const facts = (events: readonly Event[], role: Event['role']): LogFact[] =>
  events.flatMap(e =>
    e.role === role && e.body.kind === 'log' && e.body.fact
      ? [e.body.fact]
      : [],
  )

t.test('a line', async t => {
  t.match(parseVsftpdLine(line(7, c('[joe] FTP command: @, "CWD a "b""'))), {
    pid: 7,
    user: 'joe',
    kind: 'FTP command',
    client: '127.0.9.1',
    text: 'CWD a "b"',
    time: Date.UTC(2026, 10, 21, 3, 15, 24),
  })
  t.match(
    parseVsftpdLine(
      'Nov 21 03:15:24 host vsftpd[4242]: [joe] OK LOGIN: Client "::ffff:10.0.0.1"',
    ),
    { pid: 4242, kind: 'OK LOGIN', client: '10.0.0.1', text: '' },
    'behind syslog, an IPv4 client of an IPv6 listener',
  )
  for (const other of [
    '',
    'Connected to 127.0.0.1',
    'Nov 21 03:15:24 host sshd[1]: Accepted',
    '<--- 220 (vsFTPd 3.0.3)',
  ])
    t.equal(parseVsftpdLine(other), null)
  const long = parseVsftpdLine(
    line(7, c(`FTP command: @, "${'x'.repeat(1e5)}"`)),
  )
  t.ok(long !== null && long.text.length < 5000, 'a line without end is cut')
  t.equal(recogniseVsftpdLog(login(one).join('\n')), 1)
  t.equal(recogniseVsftpdLog('a\nb\n'), 0)
  t.equal(recogniseVsftpdLog(''), 0)
})

t.test('what DEBUG lines state', async t => {
  const stated: readonly (readonly [string, LogFact])[] = [
    [
      'SSL version: SSLv3, SSL cipher: AES256-SHA, reused, CERT PRESENTED',
      {
        is: 'handshake',
        resumed: true,
        version: 'SSLv3',
        cipher: 'AES256-SHA',
        clientCertificate: true,
      },
    ],
    [
      'SSL_accept failed: error:0A000417:SSL routines::sslv3 alert illegal parameter',
      {
        is: 'handshake-failed',
        number: 0x0a000417,
        text: 'error:0A000417:SSL routines::sslv3 alert illegal parameter',
      },
    ],
    [
      // vsftpd 2.0.5 on OpenSSL 0.9.8, from a public report
      'SSL_accept failed: error:14094417:SSL routines:SSL3_READ_BYTES:sslv3 alert illegal parameter',
      {
        is: 'handshake-failed',
        number: 0x14094417,
        text: 'error:14094417:SSL routines:SSL3_READ_BYTES:sslv3 alert illegal parameter',
      },
    ],
    ['No SSL session reuse on data channel.', { is: 'not-reused' }],
    [
      'Missing cert on data channel.',
      { is: 'client-certificate-missing-on-data' },
    ],
    [
      'DIFFERENT cert on data channel.',
      { is: 'client-certificate-differs-on-data' },
    ],
    [
      'DATA connection terminated without SSL shutdown. Buggy client! Integrity of upload cannot be asserted.',
      { is: 'eof-without-close-notify' },
    ],
    // vsftpd 3.0.4 and later
    ['ALPN rejection', { is: 'alpn-rejected' }],
    [
      'SSL shutdown state is: 3',
      { is: 'shutdown', text: 'SSL shutdown state is: 3' },
    ],
  ]
  for (const [text, fact] of stated)
    t.strictSame(vsftpdDebugFact(text), fact, text.slice(0, 40))
  t.equal(vsftpdDebugFact('Matching cert on data channel.'), undefined)
})

t.test('a listing that was refused', async t => {
  const events = readVsftpdLog(
    [
      ...login(one),
      ...listing(one, 12112, 'not reused', [
        'DEBUG: @, "No SSL session reuse on data channel."',
        'DEBUG: @, "SSL shutdown state is: NONE"',
        'FTP response: @, "522 SSL connection failed: session reuse required"',
        'DEBUG: @, "Control connection terminated without SSL shutdown."',
      ]),
    ].join('\n'),
  )
  t.ok(events.every(e => e.from === 'server-log' && e.ordinal === 1))
  t.match(events[0], {
    role: 'control',
    body: { kind: 'open', dialled: 'client' },
  })
  t.match(
    events.filter(e => e.body.kind === 'open' && e.role === 'data'),
    [{ body: { mode: 'passive', serverPort: 12112, control: 1 } }],
  )
  t.match(facts(events, 'data'), [
    { is: 'handshake', resumed: false },
    { is: 'not-reused' },
    { is: 'shutdown' },
  ])
  t.match(facts(events, 'control'), [
    { is: 'handshake' },
    { is: 'login', ok: true },
    { is: 'eof-without-close-notify' },
  ])
  const clear = events.flatMap(({ body }) =>
    body.kind === 'command' ? [[body.verb, body.clear]] : [],
  )
  t.strictSame(clear, [
    ['AUTH', true],
    ['USER', false],
    ['PASS', false],
    ['EPSV', false],
    ['LIST', false],
  ])
  t.match(events.filter(e => e.body.kind === 'reply').at(-1), {
    role: 'control',
    body: { code: 522, text: 'SSL connection failed: session reuse required' },
  })
})

t.test('two sessions of one client, interleaved', async t => {
  const first = login(one)
  const second = login(two)
  const log = first.flatMap((l, i) => [l, second[i] ?? ''])
  log.push(
    ...listing(two, 12001, 'reused', [
      'FTP response: @, "226 Directory send OK."',
    ]),
    ...listing(one, 12002, 'not reused', [
      'FTP response: @, "226 Directory send OK."',
    ]),
  )
  const events = readVsftpdLog(log.join('\n'))
  const opens = events.flatMap(e =>
    e.role === 'data' && e.body.kind === 'open'
      ? [[e.ordinal, e.body.control, e.body.serverPort]]
      : [],
  )
  t.strictSame(opens, [
    [1, 2, 12001],
    [2, 1, 12002],
  ])
  t.match(facts(events, 'data'), [{ resumed: true }, { resumed: false }])
  t.match(
    events.flatMap(e =>
      e.body.kind === 'reply' && e.body.code === 226 ? [e.ordinal] : [],
    ),
    [2, 1],
  )
})

t.test('clients are kept apart', async t => {
  const a = login(one, '127.0.0.7')
  const b = login(two, '127.0.0.8')
  const log = a.flatMap((l, i) => [l, b[i] ?? '']).join('\n')
  t.strictSame(vsftpdClients(log), ['127.0.0.7', '127.0.0.8'])
  t.strictSame(
    readVsftpdLog(log, '127.0.0.8').map(e => e.body),
    readVsftpdLog(b.join('\n')).map(e => e.body),
  )
  t.equal(readVsftpdLog(log).filter(e => e.body.kind === 'open').length, 2)
})

t.test('multi-line replies are one event', async t => {
  const events = readVsftpdLog(
    ['211-Features:', ' AUTH TLS', ' PBSZ', '211 End']
      .map(text => line(5, c(`FTP response: @, "${text}"`)))
      .join('\n'),
  )
  t.match(events, [
    {
      body: {
        kind: 'reply',
        code: 211,
        text: 'Features:\n AUTH TLS\n PBSZ\nEnd',
      },
    },
  ])
  t.equal(events.length, 1)
})

t.test('active mode, transfers, time', async t => {
  const events = readVsftpdLog(
    [
      line(5, c('[joe] FTP command: @, "PORT 127,0,0,1,4,0"')),
      line(
        5,
        c(
          '[joe] FTP response: @, "200 PORT command successful. Consider using PASV."',
        ),
      ),
      line(5, c('[joe] FTP command: @, "STOR a.bin"')),
      line(5, c('[joe] FTP response: @, "150 Ok to send data."')),
      line(
        5,
        c('[joe] FAIL UPLOAD: @, "/up/a.bin", 5000 bytes, 2122.04Kbyte/sec'),
        'Sat Nov 21 03:15:26 2026',
      ),
    ].join('\r\n'),
  )
  t.match(
    events.find(e => e.role === 'data'),
    { body: { kind: 'open', dialled: 'server', mode: 'active' } },
  )
  t.match(events.at(-1), {
    at: 2000,
    role: 'data',
    body: { fact: { is: 'transfer', direction: 'upload', ok: false } },
  })
})

t.test(
  'without log_ftp_protocol handshakes still find their place',
  async t => {
    const ssl = (reused: string): string =>
      line(
        6,
        c(
          `DEBUG: @, "SSL version: TLSv1/SSLv3, SSL cipher: DES-CBC3-SHA, ${reused}, no cert"`,
        ),
      )
    const events = readVsftpdLog(
      [
        line(6, c('CONNECT: @')),
        ssl('not reused'),
        ssl('reused'),
        ssl('not reused'),
      ].join('\n'),
    )
    t.strictSame(
      events.slice(1).map(e => `${e.role} ${e.ordinal}`),
      ['control 1', 'data 1', 'data 2'],
    )
  },
)

t.test('secrets and terminal escapes stay behind', async t => {
  const events = readVsftpdLog(
    [
      line(6, c('CONNECT: @')),
      // other servers and patched builds do log it
      line(6, c('FTP command: @, "PASS hunter2-secret"')),
      line(6, c('[anonymous] OK LOGIN: @, anon password "hunter2-secret"')),
      line(6, c('FTP command: @, "SITE ftp://joe:hunter2-secret@host/"')),
      line(6, c('FTP command: @, "CWD \u001b[2J"')),
    ].join('\n'),
  )
  const all = JSON.stringify(events)
  t.notMatch(all, /hunter2/)
  t.notMatch(all, /\\u001b/)
  t.match(all, /anon password <redacted>/)
})

t.test(
  'while following a log, sessions that began before are not ours',
  async t => {
    const reader = createVsftpdLogReader({ wholeSessions: true })
    t.equal(reader.read(line(3, c('FTP command: @, "NOOP"'))), null)
    for (const l of login(one)) t.not(reader.read(l), null)
    t.equal(reader.read(line(3, c('FTP command: @, "NOOP"'))), null)
    t.match(
      reader.read(line(6801, c('[joe] FTP command: @, "NOOP"')), 12.5)?.events,
      [{ at: 12.5 }],
    )
  },
)

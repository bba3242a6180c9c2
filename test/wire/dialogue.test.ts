import t from 'tap'
import type { EventBody, Side } from '../../harness/model.js'
import { DialogueReader, type Dialect } from '../../harness/wire/dialogue.js'
import {
  decodeOpensslNumber,
  findOpensslError,
} from '../../harness/wire/openssl-error.js'
import { KeyLog } from '../../harness/wire/secrets.js'
import { DataObserver, SessionObserver } from '../../harness/wire/session.js'
import { ClientHelloBytes } from './hello-bytes.js'

type Talk = readonly (readonly [Side, string | Buffer])[]

const bytesOf = (text: string | Buffer): Buffer =>
  typeof text === 'string' ? Buffer.from(text, 'latin1') : text

const talk = (script: Talk, dialect: Dialect = 'ftp'): EventBody[] => {
  const events: EventBody[] = []
  const reader = new DialogueReader(e => events.push(e), dialect)
  for (const [side, text] of script) reader.push(side, bytesOf(text), true)
  reader.end('client')
  reader.end('server')
  return events
}

const session = (script: Talk, dialect: Dialect = 'ftp'): EventBody[] => {
  const events: EventBody[] = []
  const observer = new SessionObserver({ emit: e => events.push(e), dialect })
  for (const [side, text] of script) observer.push(side, bytesOf(text))
  observer.end('client')
  observer.end('server')
  return events
}

const brief = (events: readonly EventBody[]): string[] =>
  events.map(e => {
    if (e.kind === 'command') return `${e.verb} ${e.argument}`.trim()
    if (e.kind === 'reply') return `${e.code} ${e.text}`
    if (e.kind === 'tls') return `${e.sender}:${e.fact.is}`
    if (e.kind === 'clear-bytes') return `clear ${e.text}`
    if (e.kind === 'payload') return `${e.sender}:${e.bytes}`
    return e.kind
  })

const script: Talk = [
  ['server', '220-Welcome\r\n 220 not the end\r\n220-\r\n220 ready\r\n'],
  ['client', 'USER joe\r\n'],
  ['server', '331 Please\r\n'],
  ['client', 'pass s3cret word\r\n'],
  ['server', '230 in\r\n'],
  ['client', 'LIST /a b\n'],
]
const expected = [
  '220 Welcome\n 220 not the end\n\nready',
  'USER joe',
  '331 Please',
  'PASS <redacted>',
  '230 in',
  'LIST /a b',
]

t.test('dialogue, cut at every byte', t => {
  t.same(brief(talk(script)), expected)
  for (let size = 1; size < 20; size++) {
    const pieces: [Side, Buffer][] = []
    for (const [side, text] of script) {
      const bytes = bytesOf(text)
      for (let at = 0; at < bytes.length; at += size)
        pieces.push([side, bytes.subarray(at, at + size)])
    }
    t.same(brief(talk(pieces)), expected, `pieces of ${size}`)
  }
  t.end()
})

t.test('odd lines', t => {
  t.same(brief(talk([['server', 'SSH-2.0-OpenSSH_9.2\r\n']])), [
    '0 SSH-2.0-OpenSSH_9.2',
  ])
  t.same(brief(talk([['server', '220\r\n220-a\r\nb\r\n']])), [
    '220 ',
    '220 a\nb',
  ])
  t.same(brief(talk([['server', '421 cut off']])), ['421 cut off'])
  t.same(
    brief(
      talk([
        ['client', '\xff\xf4\xff\xf2ABOR\r\n\r\n\xff\xfb\x01QU\xff\xffIT\r\n'],
      ]),
    ),
    ['ABOR', 'QU\ufffdIT'],
    'telnet',
  )
  t.same(
    brief(
      talk([
        ['client', '\xff'],
        ['client', '\xfd'],
        ['client', '\x03NOOP\r\n'],
      ]),
    ),
    ['NOOP'],
    'telnet, split',
  )
  t.same(brief(talk([['client', '  NOOP\r\r\n']])), ['NOOP'])
  t.same(brief(talk([['client', 'SITE \x1b[2J\u202e\r\n']])), [
    'SITE \\x1b[2J.',
  ])
  const [long] = talk([
    ['client', `SITE ${'x'.repeat(10_000)}`],
    ['client', `${'x'.repeat(10_000)}\r\n`],
  ])
  t.ok(long?.kind === 'command' && long.argument.length === 8192 - 5)
  const many = talk([['server', `220-${'a\r\n'.repeat(5000)}220 b\r\n`]])
  t.ok(many[0]?.kind === 'reply' && many[0].text.length < 1100)
  t.end()
})

t.test('SMTP', t => {
  t.same(
    brief(
      talk(
        [
          ['server', '250-host\r\n250-STARTTLS\r\n250 HELP\r\n'],
          ['client', 'AUTH PLAIN AGpvZQBwYXNz\r\nauth login\r\n'],
          ['server', '334 VXNlcm5hbWU6\r\n'],
          ['client', 'am9l\r\n'],
          ['server', '334 UGFzc3dvcmQ6\r\n'],
          ['client', 'cGFzcw==\r\n'],
          ['server', '235 ok\r\n'],
          ['client', 'DATA\r\n'],
          ['server', '354 go\r\n'],
          ['client', 'PASS of the mountain\r\nSubject: x\r\n.\r\n'],
          ['server', '250 done\r\n'],
          ['client', 'QUIT\r\n'],
        ],
        'smtp',
      ),
    ),
    [
      '250 host\nSTARTTLS\nHELP',
      'AUTH PLAIN <redacted>',
      'AUTH login',
      '334 VXNlcm5hbWU6',
      '(response) <redacted>',
      '334 UGFzc3dvcmQ6',
      '(response) <redacted>',
      '235 ok',
      'DATA',
      '354 go',
      '.',
      '250 done',
      'QUIT',
    ],
  )
  t.end()
})

const helloRecord = Buffer.concat([
  Buffer.from([22, 3, 1, 0, ClientHelloBytes.length + 4]),
  Buffer.from([1, 0, 0, ClientHelloBytes.length]),
  ClientHelloBytes,
])
helloRecord.writeUInt16BE(ClientHelloBytes.length + 4, 3)
helloRecord.writeUIntBE(ClientHelloBytes.length, 6, 3)
const alert = Buffer.from('15030300020228', 'hex')
const sslv2 = Buffer.from(
  `801c0103010003000000100000 0a${'ab'.repeat(16)}`.replace(' ', ''),
  'hex',
)

t.test('session: from clear to TLS', t => {
  const begin: Talk = [
    ['server', '220 hi\r\n'],
    ['client', 'AUTH TLS\r\n'],
    ['server', '234 go\r\n'],
  ]
  const head = ['220 hi', 'AUTH TLS', '234 go']
  t.same(
    brief(session([...begin, ['client', helloRecord], ['server', alert]])),
    [...head, 'client:client-hello', 'server:alert'],
  )
  t.same(
    brief(
      session([...begin, ['client', helloRecord], ['server', '421 no\r\n']]),
    ),
    [...head, 'client:client-hello', 'clear 421 no'],
    'clear text where TLS was due',
  )
  t.same(
    brief(session([...begin, ['client', sslv2], ['server', '500 x\r\n']])),
    [...head, 'client:client-hello', 'clear 500 x'],
    'SSLv2 hello',
  )
  t.same(
    brief(
      session([...begin, ['server', '421 bye\r\n'], ['client', 'QUIT\r\n']]),
    ),
    [...head, '421 bye', 'QUIT'],
    'still clear',
  )
  t.same(
    brief(
      session([
        ['client', Buffer.concat([Buffer.from('AUTH SSL\r\n'), helloRecord])],
        ['server', Buffer.concat([Buffer.from('334 go\r\n'), alert])],
      ]),
    ),
    ['AUTH SSL', 'client:client-hello', '334 go', 'server:alert'],
    'behind CR LF in the same segment',
  )
  t.same(
    brief(
      session([
        ...begin,
        ...[...helloRecord].map(b => ['client', Buffer.from([b])] as const),
      ]),
    ),
    [...head, 'client:client-hello'],
    'byte by byte',
  )
  t.same(
    brief(
      session([
        ['client', helloRecord],
        ['server', alert],
      ]),
    ),
    ['client:client-hello', 'server:alert'],
    'implicit',
  )
  t.same(
    brief(
      session(
        [
          ['client', 'STARTTLS\r\n'],
          ['server', '220 go\r\n'],
          ['client', helloRecord],
        ],
        'smtp',
      ),
    ),
    ['STARTTLS', '220 go', 'client:client-hello'],
  )
  t.same(brief(session([['client', Buffer.from([22])]])), ['\\x16'])
  t.end()
})

t.test('data connections', t => {
  const data = (script: Talk): string[] => {
    const events: EventBody[] = []
    const observer = new DataObserver({
      emit: e => events.push(e),
      keys: new KeyLog(),
    })
    for (const [side, text] of script) observer.push(side, bytesOf(text))
    observer.end('client')
    observer.end('server')
    return brief(events)
  }
  t.same(
    data([
      ['server', 'abc'],
      ['server', 'de'],
    ]),
    ['server:5'],
  )
  t.same(data([['client', 'abc']]), ['client:3'])
  t.same(data([['client', Buffer.from([22])]]), ['client:1'])
  t.same(
    data([
      ['client', helloRecord],
      ['server', alert],
    ]),
    ['client:client-hello', 'server:alert'],
  )
  t.same(
    data([
      ['client', Buffer.from([22])],
      ['client', helloRecord.subarray(1)],
    ]),
    ['client:client-hello'],
  )
  t.same(data([['server', alert]]), ['server:alert'])
  t.same(data([]), [])
  t.end()
})

t.test('OpenSSL numbers', t => {
  const alert47 = { library: 20, reason: 1047, alert: 47 }
  for (const text of [
    '14094417',
    '0x0A000417',
    'error:14094417:SSL routines:SSL3_READ_BYTES:sslv3 alert illegal parameter',
    'error:0A000417:SSL routines::sslv3 alert illegal parameter',
    '80CC0399BA7F0000:error:0A000417:SSL routines:ssl3_read_bytes:sslv3 alert',
    'write(0, "500 OOPS: error:14094417:SSL"..., 80)',
    'SSL_accept failed: 0A000417:SSL routines',
  ])
    t.match(findOpensslError(text), alert47, text)
  const reason = (hex: string) => decodeOpensslNumber(parseInt(hex, 16))
  t.match(reason('1408F10B'), { reason: 267, text: 'wrong version number' })
  t.match(reason('0A00010B'), { reason: 267, text: 'wrong version number' })
  t.match(reason('0A0000C1'), { reason: 193, text: 'no shared cipher' })
  t.match(reason('1408A0C1'), { reason: 193, text: 'no shared cipher' })
  t.match(reason('0A000102'), { text: 'unsupported protocol' })
  t.match(reason('0A0000C7'), { text: 'peer did not return a certificate' })
  t.match(reason('0A000086'), { text: 'certificate verify failed' })
  t.match(reason('0A000126'), { text: 'unexpected eof while reading' })
  t.match(reason('0A0000FD'), { text: 'binder does not verify' })
  t.match(reason('0A0000EA'), { text: 'callback failed' })
  t.match(reason('0A0000EB'), { text: 'no application protocol' })
  t.match(reason('0A000410'), { alert: 40, text: /handshake_failure/ })
  t.match(reason('14FFF410'), { library: 20, alert: 40 }, 'LibreSSL')
  t.match(reason('0A0003E7'), { reason: 999, alert: null })
  t.match(reason('0A000FFF'), { text: 'reason 4095', alert: null })
  t.match(reason('8000000D'), { library: 2, reason: 13, text: 'errno 13' })
  t.match(reason('0480006C'), { library: 9, reason: 108 })
  t.equal(findOpensslError('pid 14094417 exited'), null)
  t.equal(findOpensslError('226 Transfer complete.'), null)
  t.end()
})

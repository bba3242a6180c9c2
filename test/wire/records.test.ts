import { createCipheriv } from 'node:crypto'
import t from 'tap'
import type { EventBody, Side } from '../../harness/model.js'
import { certificateFacts } from '../../harness/wire/certificates.js'
import {
  cipherName,
  cipherNames,
  cipherNumber,
  opensslCipherName,
} from '../../harness/wire/ciphers.js'
import { HandshakeReader } from '../../harness/wire/handshake-reader.js'
import { handshakeFact } from '../../harness/wire/messages.js'
import * as names from '../../harness/wire/names.js'
import { TlsObserver } from '../../harness/wire/observer.js'
import { KeyLog, TrafficKeys } from '../../harness/wire/secrets.js'
import { fact, factsOf, shape, tlsPair } from './pair.js'

type Push = readonly [Side, string | Buffer]

const observe = (...pushes: readonly Push[]): EventBody[] => {
  const events: EventBody[] = []
  const observer = new TlsObserver({ emit: e => events.push(e) })
  for (const [side, bytes] of pushes)
    observer.push(
      side,
      typeof bytes === 'string' ? Buffer.from(bytes, 'hex') : bytes,
    )
  observer.end('client')
  observer.end('server')
  return events
}

/** mulberry32: the same hostile bytes in every run */
const random = (seed: number) => () => {
  seed = (seed + 0x6d2b79f5) | 0
  let v = Math.imul(seed ^ (seed >>> 15), 1 | seed)
  v = (v + Math.imul(v ^ (v >>> 7), 61 | v)) ^ v
  return ((v ^ (v >>> 14)) >>> 0) / 4294967296
}

t.test('SSLv2 hello, whole and byte by byte', t => {
  // as a client of the year 2000: TLS 1.0, three suites, 16 bytes challenge
  const hello = `802e0103010015000000100700c000000a0000050000040100800000ff060040${'ab'.repeat(16)}`
  const bytes = Buffer.from(hello, 'hex')
  const expected = {
    is: 'client-hello',
    format: 'sslv2',
    recordVersion: 'SSLv2',
    version: 'TLSv1',
    highest: 'TLSv1',
    ciphers: [0x0700c0, 10, 5, 4, 0x010080, 0xff, 0x060040],
    sessionId: '',
  }
  t.match(fact(observe(['client', bytes]), 'client-hello'), expected)
  const single = [...bytes].map(b => ['client', Buffer.from([b])] as const)
  t.match(fact(observe(...single), 'client-hello'), expected)
  const v2 = hello.replace('010301', '010002')
  t.equal(fact(observe(['client', v2]), 'client-hello')?.version, 'SSLv2')
  t.same(shape(observe(['server', '8003000001'])), ['<SSLv2 Error'])
  t.match(fact(observe(['client', '8005010301']), 'malformed'), {
    why: 'the stream ends inside a record',
  })
  t.match(fact(observe(['client', '8006010301ffffff']), 'malformed'), {
    why: 'SSLv2 CLIENT-HELLO is cut short',
  })
  t.match(fact(observe(['client', 'ffff01']), 'malformed'), {
    why: 'SSLv2 record of 32767 bytes',
  })
  t.end()
})

t.test('alerts, with sender and record boundaries', t => {
  const alert = '15030300020228'
  t.same(factsOf(observe(['client', alert])), [
    {
      sender: 'client',
      fact: {
        is: 'alert',
        level: 'fatal',
        code: 40,
        name: 'handshake_failure',
        encrypted: false,
      },
    },
  ])
  const single = [...Buffer.from(alert, 'hex')].map(
    b => ['server', Buffer.from([b])] as const,
  )
  t.equal(fact(observe(...single), 'alert')?.code, 40)
  t.same(shape(observe(['client', `15030300020100${alert}`])), [
    'close-notify>',
    'alert>',
  ])
  t.match(fact(observe(['client', '150303000101']), 'malformed'), {
    why: 'alert of 1 bytes',
  })
  t.match(fact(observe(['client', '150303ffff']), 'malformed'), {
    why: 'record of 65535 bytes',
  })
  // encrypted, TLS <= 1.2
  const ccs = '140303000101'
  const sealed = `150303001a${'00'.repeat(26)}`
  const both: [Side, string][] = [
    ['client', ccs],
    ['server', ccs],
  ]
  t.same(shape(observe(['client', ccs], ['client', sealed])), [
    'change-cipher-spec>',
    'alert>',
  ])
  t.same(
    shape(observe(...both, ['client', sealed])).slice(2),
    ['alert>', 'close-notify>'],
    'the last record before FIN, both sides encrypted',
  )
  t.end()
})

t.test('clear bytes', t => {
  const ascii = (text: string) => Buffer.from(text, 'latin1')
  const texts = (...pushes: readonly Push[]) =>
    observe(...pushes).flatMap(e => (e.kind === 'clear-bytes' ? [e.text] : []))
  t.same(texts(['server', ascii('500 OOPS: x\r\n500 again\r\n')]), [
    '500 OOPS: x\n500 again',
  ])
  t.same(
    texts(
      ['server', ascii('500 O')],
      ['server', ascii('OPS\r\n')],
      ['client', ascii('PASS secret\x1b\r\n')],
    ),
    ['500 OOPS', 'PASS <redacted>'],
  )
  t.same(texts(['server', Buffer.from([22])], ['server', ascii('x\n')]), [
    '\\x16x',
  ])
  const long = texts(
    ...Array.from(
      { length: 100 },
      () => ['server', ascii('0123456789\n')] as const,
    ),
  )
  t.ok(long.join('').length <= 300, 'bounded')
  const after = observe(['server', ascii('hm\n')], ['server', '15030300020228'])
  t.same(
    after.map(e => e.kind),
    ['clear-bytes', 'tls'],
    'TLS may follow',
  )
  t.end()
})

t.test('handshake messages over records', t => {
  const seen: string[] = []
  const reader = new HandshakeReader({
    message: (type, body) => seen.push(`${type}:${body.toString('hex')}`),
    tooLong: (type, length) => seen.push(`${type} too long ${length}`),
  })
  const bytes = Buffer.from('0e0000000b000003aabbcc00000000', 'hex')
  for (let size = 1; size <= bytes.length; size++) {
    seen.length = 0
    for (let at = 0; at < bytes.length; at += size)
      reader.push(bytes.subarray(at, at + size))
    t.same(seen, ['14:', '11:aabbcc', '0:'], `pieces of ${size}`)
  }
  seen.length = 0
  reader.push(Buffer.from('0bffffff', 'hex'))
  reader.push(bytes)
  t.same(seen, ['11 too long 16777215'], 'and nothing after it')
  t.end()
})

t.test('certificate requests by version', t => {
  const request = (hex: string, v: Parameters<typeof handshakeFact>[2]) =>
    handshakeFact(13, Buffer.from(hex, 'hex'), v, v)
  const two = '000a0003aabbcc0003ddeeff'
  const is = 'certificate-request'
  t.same(request(`020140${two}`, 'TLSv1'), {
    is,
    authorities: 2,
    types: [1, 64],
  })
  t.same(request('01010000', 'TLSv1.1'), { is, authorities: 0, types: [1] })
  t.same(request(`0101000204030000`, 'TLSv1.2'), {
    is,
    authorities: 0,
    types: [1],
  })
  t.same(request('000008000d000400020403', 'TLSv1.3'), {
    is,
    authorities: 0,
    types: [],
  })
  t.same(request(`000010002f000c${two}`, 'TLSv1.3'), {
    is,
    authorities: 2,
    types: [],
  })
  t.equal(request('0101000500ff', 'TLSv1').is, 'malformed')
  t.equal(request('01010003000aff', 'TLSv1').is, 'malformed')
  t.end()
})

t.test('an unreadable certificate is still a fact', t => {
  const facts = certificateFacts(Buffer.from('30031234', 'hex'))
  t.match(facts, { keyType: 'unreadable', subject: '', names: [] })
  t.equal(certificateFacts(Buffer.from('30031234', 'hex')), facts, 'cached')
  t.end()
})

t.test('hostile bytes never throw and stay bounded', async t => {
  const pair = await tlsPair({ tls: { maxVersion: 'TLSv1.2' } })
  t.same(pair.errors, [])
  const next = random(1)
  const int = (n: number) => Math.floor(next() * n)
  const bytes = (n: number) =>
    Buffer.from(Array.from({ length: n }, () => int(256)))
  let events = 0
  for (let round = 0; round < 1500; round++) {
    const observer = new TlsObserver({ emit: () => events++ })
    const tls13 = round % 3 === 0
    for (let i = 0; i < 8; i++) {
      const body = bytes(int(200))
      if (body.length > 40 && int(2) === 0) {
        // a plausible message: type, length, and a version at its start
        body[0] = int(25)
        body.writeUIntBE(int(3) === 0 ? int(300) : body.length - 4, 1, 3)
        body.writeUInt16BE(0x0300 + int(5), 4)
        body[38] = int(33)
      }
      const head = Buffer.from([20 + int(5), 3, int(5), 0, 0])
      head.writeUInt16BE(int(10) === 0 ? int(65536) : body.length, 3)
      const side: Side = int(2) === 0 ? 'client' : 'server'
      observer.push(side, Buffer.concat([head, body]))
      if (tls13 && i === 3)
        observer.keylog(
          `SERVER_HANDSHAKE_TRAFFIC_SECRET ${'00'.repeat(32)} ${'11'.repeat(48)}\n`,
        )
      if (int(9) === 0) observer.push(side, bytes(int(50)))
    }
    observer.end('client')
    observer.end('server')
  }
  t.ok(events > 1000, `${events} events`)

  const flood: EventBody[] = []
  const observer = new TlsObserver({ emit: e => flood.push(e) })
  const empty = Buffer.from('160303000400000000'.repeat(2000), 'hex')
  for (let i = 0; i < 10; i++) observer.push('client', empty)
  t.ok(flood.length <= 500, 'a flood of messages is cut off')
  const before = process.memoryUsage().arrayBuffers
  observer.push('server', Buffer.from('1603030004' + '0b03ffff', 'hex'))
  const part = Buffer.concat([
    Buffer.from('1603034000', 'hex'),
    Buffer.alloc(16384),
  ])
  for (let i = 0; i < 100; i++) observer.push('server', part)
  const grown = process.memoryUsage().arrayBuffers - before
  t.ok(grown < 8e6, `a message without end is not kept: ${grown}`)
})

t.test('every prefix and every flipped byte of a real handshake', async t => {
  const { ClientHelloBytes } = await import('./hello-bytes.js')
  for (let at = 0; at <= ClientHelloBytes.length; at++) {
    const body = ClientHelloBytes.subarray(0, at)
    t.doesNotThrow(() => handshakeFact(1, body, null, 'TLSv1'))
    const flipped = Buffer.from(ClientHelloBytes)
    flipped[at] = (flipped[at] ?? 0) ^ 0xff
    t.doesNotThrow(() => handshakeFact(1, flipped, null, 'TLSv1'))
  }
  t.match(handshakeFact(1, ClientHelloBytes, null, 'TLSv1'), {
    is: 'client-hello',
    versions: ['TLSv1.3', 'TLSv1.2'],
    serverName: 'ftp.example',
    alpn: ['ftp'],
    groups: [29, 23],
    signatureAlgorithms: [0x0403],
    ticket: { length: 20, keyName: '61'.repeat(16) },
    psk: [{ length: 18, keyName: '62'.repeat(16) }],
  })
})

t.test('TLS 1.3 keys: RFC 8448 section 3', t => {
  const secret = Buffer.from(
    'b67b7d690cc16c4e75e54213cb2d37b4e9c912bcded9105d42befd59d391ad38',
    'hex',
  )
  // the RFC's key and iv of the server's handshake records
  const key = Buffer.from('3fce516009c21727d0f2e4e86ee403bc', 'hex')
  const iv = Buffer.from('5d313eb2671276ee13000b30', 'hex')
  const seal = (plain: string, sequence: number): Buffer => {
    const nonce = Buffer.from(iv)
    nonce[11] = (nonce[11] ?? 0) ^ sequence
    const content = Buffer.from(plain, 'hex')
    const c = createCipheriv('aes-128-gcm', key, nonce)
    c.setAAD(Buffer.from([23, 3, 3, 0, content.length + 16]))
    return Buffer.concat([c.update(content), c.final(), c.getAuthTag()])
  }
  const keys = TrafficKeys.from(0x1301, secret)
  t.same(keys?.open(0x0303, seal('010015', 0)), {
    type: 21,
    content: Buffer.from('0100', 'hex'),
  })
  keys?.skip()
  t.equal(keys?.open(0x0303, seal('aa170000', 2))?.type, 23, 'padded')
  t.equal(keys?.open(0x0303, seal('0000', 3)), null, 'no type at all')
  t.equal(keys?.open(0x0303, seal('aa17', 9)), null, 'out of order')
  t.equal(keys?.open(0x0303, Buffer.alloc(3)), null, 'too short')
  t.equal(keys?.next().open(0x0303, seal('aa17', 0)), null, 'updated')
  t.equal(TrafficKeys.from(0xc02f, secret), null, 'not of TLS 1.3')
  t.end()
})

t.test('key log', t => {
  const log = new KeyLog()
  const r = 'ab'.repeat(32)
  log.add(
    `# comment\nCLIENT_TRAFFIC_SECRET_0 ${r.toUpperCase()} ${'01'.repeat(32)}\r\nCLIENT_RANDOM zz 00\nEXPORTER_SECRET ${r} ${'02'.repeat(32)}`,
  )
  t.equal(log.get(r, 'CLIENT_TRAFFIC_SECRET_0')?.length, 32)
  t.equal(log.get(r, 'SERVER_TRAFFIC_SECRET_0'), undefined)
  t.end()
})

t.test('names', t => {
  t.equal(names.tlsVersion(0x0303), 'TLSv1.2')
  t.equal(names.tlsVersion(0x7a7a), null)
  t.equal(names.tlsVersionValue('SSLv3'), 0x0300)
  t.equal(names.alertName(47), 'illegal_parameter')
  t.equal(names.alertName(200), 'alert_200')
  t.equal(names.extensionName(43), 'supported_versions')
  t.equal(names.extensionName(0x7a7a), 'GREASE')
  t.equal(names.groupName(29), 'x25519')
  t.equal(names.groupName(0x4321), '0x4321')
  t.equal(names.signatureSchemeName(0x0403), 'ecdsa_secp256r1_sha256')
  t.equal(names.certificateTypeName(64), 'ecdsa_sign')
  t.equal(names.certificateTypeName(9), '9')
  t.equal(names.handshakeName(77), 'handshake_77')
  t.equal(cipherName(0xc02f), 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256')
  t.equal(opensslCipherName(0xc02f), 'ECDHE-RSA-AES128-GCM-SHA256')
  t.equal(opensslCipherName(0x000a), 'DES-CBC3-SHA')
  t.equal(cipherName(0x9999), '0x9999')
  t.equal(opensslCipherName(0x9999), '0x9999')
  t.equal(cipherNumber('RC4-MD5'), 4, 'not the one of SSLv2')
  t.equal(cipherNumber('nonsense'), null)
  t.same(cipherNames(0x1301), {
    iana: 'TLS_AES_128_GCM_SHA256',
    openssl: 'TLS_AES_128_GCM_SHA256',
  })
  t.equal(cipherNames(0x9999), null)
  t.end()
})

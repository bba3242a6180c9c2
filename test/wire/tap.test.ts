import { EventEmitter } from 'node:events'
import { constants } from 'node:crypto'
import { createSecureContext, type SecureVersion } from 'node:tls'
import t from 'tap'
import type { EventBody } from '../../harness/model.js'
import { tlsVersionValue } from '../../harness/wire/names.js'
import { TlsObserver } from '../../harness/wire/observer.js'
import {
  anyVersion,
  certificate,
  fact,
  factsOf,
  shape,
  tlsPair,
} from './pair.js'

const versions: readonly SecureVersion[] = [
  'TLSv1',
  'TLSv1.1',
  'TLSv1.2',
  'TLSv1.3',
]
const only = (version: SecureVersion) => ({
  minVersion: version,
  maxVersion: version,
})
/** the two vantages may see the two directions interleaved differently */
const bySender = (events: readonly EventBody[]) => ({
  client: factsOf(events).filter(f => f.sender === 'client'),
  server: factsOf(events).filter(f => f.sender === 'server'),
})

for (const version of versions)
  t.test(`full handshake and resumption, ${version}`, async t => {
    const full = await tlsPair({ tls: only(version) })
    t.same(full.errors, [])
    t.same(bySender(full.client), bySender(full.server), 'same facts at both')
    const server =
      version === 'TLSv1.3'
        ? '<server-hello <EncryptedExtensions <certificate <CertificateVerify <finished <new-session-ticket <new-session-ticket <application-data <close-notify'
        : '<server-hello <certificate <ServerKeyExchange <ServerHelloDone <new-session-ticket <change-cipher-spec <finished <application-data <alert <close-notify'
    t.equal(shape(full.server, 'server').join(' '), server)
    const client =
      version === 'TLSv1.3'
        ? 'client-hello> finished> application-data> close-notify>'
        : 'client-hello> ClientKeyExchange> change-cipher-spec> finished> application-data> alert> close-notify>'
    t.equal(shape(full.client, 'client').join(' '), client)
    t.match(fact(full.client, 'client-hello'), {
      format: 'tls',
      recordVersion: version === 'TLSv1.3' ? 'TLSv1' : /^TLSv1/,
      highest: version,
      sessionId: version === 'TLSv1.3' ? /^[0-9a-f]{64}$/ : '',
      ticket: { length: 0 },
    })
    const chosen = fact(full.client, 'server-hello')
    t.match(chosen, { version, pskSelected: false })
    t.match(fact(full.client, 'certificate')?.chain, [
      {
        subject: 'CN=localhost',
        issuer: 'CN=localhost',
        keyType: 'ec',
        keyBits: 256,
        signatureAlgorithm: 'ecdsa-with-SHA256',
        notBefore: /^\d{4}-\d\d-\d\dT/,
        sha256: /^[0-9a-f]{64}$/,
      },
    ])

    const session = full.sessions.at(-1)
    const resumed = await tlsPair({
      tls: { ...only(version), ...(session ? { session } : {}) },
    })
    t.equal(resumed.reused, true)
    t.same(bySender(resumed.client), bySender(resumed.server))
    t.notOk(fact(resumed.client, 'certificate'), 'no certificate: resumed')
    const hello = fact(resumed.client, 'client-hello')
    const tickets = factsOf(full.client).flatMap(f =>
      f.fact.is === 'new-session-ticket' ? [f.fact] : [],
    )
    const offered = version === 'TLSv1.3' ? hello?.psk?.[0] : hello?.ticket
    const { length, keyName, fingerprint } = tickets.at(-1) ?? {}
    t.same(offered, { length, keyName, fingerprint }, 'the ticket given')
    if (version === 'TLSv1.3')
      t.equal(fact(resumed.client, 'server-hello')?.pskSelected, true)
  })

t.test('resumption by session id', async t => {
  const store = new Map<string, Buffer>()
  const server = new EventEmitter()
  server.on('newSession', (id: Buffer, data: Buffer, done: () => void) => {
    store.set(id.toString('hex'), data)
    done()
  })
  server.on(
    'resumeSession',
    (id: Buffer, done: (e: null, data: Buffer | null) => void) => {
      done(null, store.get(id.toString('hex')) ?? null)
    },
  )
  const serverTls = {
    server: server as never,
    secureContext: createSecureContext({
      ...anyVersion,
      secureOptions: constants.SSL_OP_NO_TICKET,
      sessionIdContext: 'test',
    }),
  }
  const tls = only('TLSv1.2')
  const first = await tlsPair({ tls, serverTls })
  const id = fact(first.client, 'server-hello')?.sessionId
  t.match(id, /^[0-9a-f]{64}$/)
  t.notOk(fact(first.client, 'new-session-ticket'))
  const session = first.sessions.at(-1)
  const next = await tlsPair({
    tls: { ...tls, ...(session ? { session } : {}) },
    serverTls,
  })
  t.equal(next.reused, true)
  t.equal(fact(next.client, 'client-hello')?.sessionId, id)
  t.equal(fact(next.client, 'server-hello')?.sessionId, id)
  t.equal(fact(next.server, 'client-hello')?.ticket?.length, 0)
})

for (const version of ['TLSv1.2', 'TLSv1.3'] as const)
  t.test(`certificate request, ${version}`, async t => {
    const tls = only(version)
    const empty = await tlsPair({ tls, serverTls: { requestCert: true } })
    t.equal(fact(empty.client, 'certificate-request')?.authorities, 0)
    t.same(
      factsOf(empty.client).find(
        f => f.sender === 'client' && f.fact.is === 'certificate',
      )?.fact,
      { is: 'certificate', chain: [] },
      'the client has none',
    )
    const secureContext = createSecureContext({
      ...anyVersion,
      ca: certificate.cert,
    })
    const named = await tlsPair({
      tls: { ...tls, ...certificate },
      serverTls: { requestCert: true, secureContext },
    })
    for (const events of [named.client, named.server]) {
      t.equal(fact(events, 'certificate-request')?.authorities, 1)
      t.match(
        factsOf(events).find(
          f => f.sender === 'client' && f.fact.is === 'certificate',
        )?.fact,
        { chain: [{ subject: 'CN=localhost' }] },
        "the client's chain",
      )
    }
    t.same(
      fact(named.client, 'certificate-request')?.types.includes(64),
      version === 'TLSv1.2',
    )
  })

t.test('HelloRetryRequest', async t => {
  const pair = await tlsPair({
    tls: { ...only('TLSv1.3'), ecdhCurve: 'X25519:P-256' },
    serverTls: {
      secureContext: createSecureContext({
        ...anyVersion,
        ecdhCurve: 'P-256',
      }),
    },
  })
  t.same(fact(pair.client, 'hello-retry-request')?.group, 23)
  t.equal(fact(pair.client, 'server-hello')?.group, 23)
  t.equal(
    shape(pair.client, 'client').filter(s => s === 'client-hello>').length,
    2,
  )
  t.ok(fact(pair.client, 'certificate'), 'decrypted after the second hello')
  t.same(bySender(pair.client), bySender(pair.server))
})

t.test('alert of a server that is too new', async t => {
  const pair = await tlsPair({
    tls: only('TLSv1.1'),
    serverTls: {
      secureContext: createSecureContext({
        ...certificate,
        minVersion: 'TLSv1.2',
      }),
    },
  })
  for (const events of [pair.client, pair.server])
    t.same(factsOf(events).at(-1), {
      sender: 'server',
      fact: {
        is: 'alert',
        level: 'fatal',
        code: 70,
        name: 'protocol_version',
        encrypted: false,
      },
    })
})

t.test('react: a cut on an encrypted message of TLS 1.3', async t => {
  const pair = await tlsPair({
    tls: only('TLSv1.3'),
    serverTls: { requestCert: true },
    react: (f, _sender, tap) => {
      if (f.is === 'certificate-request') tap.cut('rst')
    },
  })
  t.equal(shape(pair.client).at(-1), '<certificate-request')
  t.same(
    shape(pair.server, 'client'),
    ['client-hello>'],
    "the client's answer is kept back",
  )
})

for (const version of ['TLSv1.2', 'TLSv1.3'] as const)
  t.test(`close without close_notify, ${version}`, async t => {
    const tls = only(version)
    const pair = await tlsPair({ tls, close: 'destroy-socket' })
    for (const events of [pair.client, pair.server])
      t.notOk(
        shape(events, 'client').includes('close-notify>'),
        'the client sent none',
      )
  })

t.test('react: rc=410, alert 47 for an empty list', async t => {
  for (const version of ['TLSv1', 'TLSv1.1', 'TLSv1.2'] as const) {
    const pair = await tlsPair({
      tls: only(version),
      serverTls: { requestCert: true },
      react: (f, sender, tap) => {
        if (f.is !== 'certificate-request' || sender !== 'server') return
        const minor = tlsVersionValue(version) & 255
        tap.inject(Buffer.from([21, 3, minor, 0, 2, 2, 47]))
        tap.cut('fin', 'rc=410')
      },
    })
    const alert = { is: 'alert', level: 'fatal', code: 47 }
    for (const events of [pair.client, pair.server])
      t.match(factsOf(events).at(-1), { sender: 'client', fact: alert })
    t.equal(shape(pair.client).at(-2), '<certificate-request')
    t.notOk(shape(pair.client).includes('<ServerHelloDone'), 'not read')
    const texts = pair.errors.map(e => e.message).join()
    t.match(texts, 'rc=410', 'the local TLS layer fails')
    t.match(texts, '0A000417', 'the server reads the alert')
  }
})

t.test('the last words of the peer after a cut', async t => {
  let asked = false
  const pair = await tlsPair({
    tls: only('TLSv1.2'),
    react: (f, _sender, tap) => {
      if (f.is !== 'server-hello') return
      tap.inject(Buffer.from([21, 3, 3, 0, 2, 2, 47]))
      tap.cut('fin')
    },
    serverReact: (f, sender, tap) => {
      if (sender !== 'client' || f.is !== 'alert') return
      asked = true
      tap.inject(Buffer.from('500 OOPS: it was alert 47\r\n'))
    },
  })
  t.ok(asked)
  t.match(pair.client.at(-1), { kind: 'clear-bytes', text: /^500 OOPS/ })
})

t.test('react: cut by RST, and clear text by inject', async t => {
  const rst = await tlsPair({
    tls: {},
    serverReact: (f, _sender, tap) => {
      if (f.is === 'client-hello') tap.cut('rst')
    },
  })
  t.match(
    rst.errors.map(e => ('code' in e ? e.code : '')),
    ['ECONNRESET'],
  )
  t.same(shape(rst.client), ['client-hello>'])
  const clear = await tlsPair({
    tls: {},
    serverReact: (f, _sender, tap) => {
      if (f.is !== 'client-hello') return
      tap.inject(Buffer.from('421 PASS hunter2\x1b[1m\r\n'))
      tap.cut('fin')
    },
  })
  const seen = {
    kind: 'clear-bytes',
    sender: 'server',
    text: '421 PASS <redacted>',
  }
  t.same(clear.server.at(-1), seen)
  t.same(
    clear.client.find(e => e.kind === 'clear-bytes'),
    seen,
  )
})

t.test('bulk data passes unchanged and costs no facts', async t => {
  for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
    const pair = await tlsPair({
      tls: only(version),
      echo: Buffer.alloc(1_000_000, 'x'),
    })
    t.same(pair.errors, [])
    t.same(bySender(pair.client), bySender(pair.server))
    t.equal(
      shape(pair.client).filter(s => s.endsWith('application-data')).length,
      1,
    )
    t.match(shape(pair.client).slice(-3).join(), 'close-notify')
  }
})

t.test('an observer without secrets tells only what lengths prove', t => {
  const events: EventBody[] = []
  const observer = new TlsObserver({ emit: e => events.push(e), blind: true })
  const hello = Buffer.from(
    `1603030056020000520303${'11'.repeat(32)}20${'22'.repeat(32)}1302000006002b00020304`,
    'hex',
  )
  hello.writeUInt16BE(hello.length - 5, 3)
  hello.writeUIntBE(hello.length - 9, 6, 3)
  observer.push('server', hello)
  const record = (n: number) =>
    Buffer.concat([Buffer.from([23, 3, 3, n >> 8, n & 255]), Buffer.alloc(n)])
  observer.push('server', record(1200))
  observer.push('client', record(69))
  observer.push('client', record(40))
  observer.push('client', record(19))
  observer.end('client')
  t.same(shape(events), [
    '<server-hello',
    'finished>',
    'application-data>',
    'alert>',
    'close-notify>',
  ])
  t.end()
})

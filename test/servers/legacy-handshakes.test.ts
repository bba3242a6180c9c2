/** What WS_FTP Server and its like do behind AUTH, and SSL 3.0 against a JDK. */
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import t from 'tap'
import { contents } from '../../harness/contents.js'
import { anyTls, serve } from './profile-server.js'

const root = join(fileURLToPath(import.meta.url), '..', '..', '..')
const jar = '/usr/share/java/commons-net.jar'
const session = join(root, 'test/fixtures/java/LegacySession.java')
const run = promisify(execFile)

const kinds = (bodies: readonly { readonly kind: string }[]): string[] =>
  bodies.map(body => body.kind)

t.test('silent: 234, no byte, then the end', async t => {
  const server = await serve(t, 'ws-ftp', {
    options: { 'silent-seconds': '1' },
  })
  const client = await server.open()
  t.match(
    await client.reply(),
    /^220 \S+ X2 WS_FTP Server 3\.1\.3 \(\d{8,10}\)$/,
  )
  const started = performance.now()
  t.equal(
    await client.command('AUTH SSL').catch(() => ''),
    '234 SSL enabled and waiting for negotiation',
  )
  await t.rejects(client.secure(), { message: /TLS: (?:ECONNRESET|closed)/ })
  t.ok(performance.now() - started > 900, 'held for a second')
  t.notOk(
    client.wire.facts.some(f => f.kind === 'tls' && f.sender === 'server'),
  )
  const seen = await server.events()
  t.ok(
    seen.some(b => b.kind === 'tls' && b.fact.is === 'client-hello'),
    'the server end saw the ClientHello',
  )
  t.notOk(kinds(seen).includes('tls-failed'), 'and said nothing of it')
})

t.test('plaintext-421: a reply in clear answers the ClientHello', async t => {
  const server = await serve(t, 'ws-ftp', {
    options: { handshake: 'plaintext-421' },
  })
  const client = await server.open()
  await client.reply()
  await t.rejects(client.auth(), { message: /WRONG_VERSION_NUMBER/ })
  t.match(client.wire.clearText, /^421 /)
})

t.test('ssl3-only: ServerHello 3.0 to a client of today', async t => {
  const server = await serve(t, 'ws-ftp', {
    options: { handshake: 'ssl3-only' },
  })
  const client = await server.open()
  await client.reply()
  await t.rejects(client.auth(), { message: /UNSUPPORTED_PROTOCOL/ })
  const hello = client.wire.facts.find(
    f => f.kind === 'tls' && f.fact.is === 'server-hello',
  )
  t.match(hello, { fact: { version: 'SSLv3' } })
  const failed = await server.event(b => b.kind === 'tls-failed')
  t.match(failed, { text: /0A00042E/ }, 'the alert came through')
})

t.test('ssl3-only: no suite in common', async t => {
  const server = await serve(t, 'ws-ftp', {
    options: { handshake: 'ssl3-only' },
  })
  const client = await server.open({ tls: { minVersion: 'TLSv1.3' } })
  await client.reply()
  await t.rejects(client.auth())
  const failed = await server.event(b => b.kind === 'tls-failed')
  t.match(failed, { text: /0A0000C1.*no shared cipher/ })
  t.match(client.wire.facts.at(-1), { fact: { is: 'alert', code: 40 } })
})

t.test(
  'sslv2: ERROR to a TLS record, SERVER-HELLO to a CLIENT-HELLO',
  async t => {
    const server = await serve(t, 'ws-ftp', { options: { handshake: 'sslv2' } })
    const modern = await server.open()
    await modern.reply()
    await t.rejects(modern.auth())
    t.match(modern.wire.facts.filter(f => f.kind === 'tls').at(-1), {
      fact: { name: 'SSLv2 Error' },
    })
    const old = await server.open()
    await old.reply()
    await old.command('AUTH SSL')
    old.wire.raw.removeAllListeners('data')
    const challenge = Buffer.alloc(16, 7)
    const body = Buffer.concat([
      Buffer.from('010002000300000010010080', 'hex'),
      challenge,
    ])
    old.wire.raw.write(Buffer.concat([Buffer.from([0x80, body.length]), body]))
    const answer = await new Promise<Buffer>(resolve =>
      old.wire.raw.once('data', resolve),
    )
    t.equal(answer.readUInt16BE(0) & 0x8000, 0x8000)
    t.equal(answer[2], 4, 'SERVER-HELLO')
    t.equal(answer.readUInt16BE(5), 2, 'version 2')
    old.close()
  },
)

t.test('modern builds work', async t => {
  const server = await serve(t, 'ws-ftp', { version: '8.7.0' })
  const client = await server.enter()
  t.match((await client.download('LIST')).final, /^226/)
  client.close()
})

/** compiled once: the launcher would do it again for each run */
let classes: Promise<string> | undefined

const compiled = async (): Promise<string> => {
  const directory = t.testdir()
  await run('javac', ['-cp', jar, '-d', directory, session])
  return directory
}

const java = async (
  port: number,
  password: string,
  protocols: string,
  suites = '',
) => {
  classes ??= compiled()
  const path = `${jar}:${await classes}`
  const quick = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC']
  const job = [String(port), 'tester', password, protocols, suites]
  const { stdout } = await run(
    'java',
    [...quick, '-cp', path, 'LegacySession', ...job],
    { timeout: 30_000 },
  )
  return stdout
}

/** FTPS_INTEROP_REQUIRE_REAL=1 forbids to go without */
const noJava =
  process.env['FTPS_INTEROP_REQUIRE_REAL'] === '1' ||
  (existsSync('/usr/bin/javac') && existsSync(jar))
    ? false
    : 'no JDK or commons-net here'

t.test(
  'a JDK does a whole session in SSL 3.0',
  { skip: noJava, timeout: 60_000 },
  async t => {
    const server = await serve(t, 'ws-ftp', {
      options: { handshake: 'ssl3-only' },
    })
    const { port, password } = server.listener
    const wanted = contents.sha256('1MiB')
    const combinations = [
      ['SSLv3', 'TLS_RSA_WITH_AES_128_CBC_SHA'],
      ['SSLv2Hello,SSLv3', 'SSL_RSA_WITH_3DES_EDE_CBC_SHA'],
      ['SSLv2Hello,SSLv3,TLSv1', 'TLS_RSA_WITH_AES_256_CBC_SHA'],
    ] as const
    const all = combinations.map(async ([protocols, suite]) => {
      const said = await java(port, password, protocols, suite)
      const lines = [
        `control SSLv3 ${suite}`,
        'login true',
        `data SSLv3 ${suite}`,
        'LIST',
        `data SSLv3 ${suite}`,
        `RETR 1048576 ${wanted}`,
        `data SSLv3 ${suite}`,
        'STOR true 226',
        `data SSLv3 ${suite}`,
        `RETR 1048576 ${wanted}`,
        'QUIT 221',
      ]
      // the upload of another run may be in the listing
      const got = said
        .trim()
        .replace(/LIST \d+/, 'LIST')
        .split('\n')
      t.same(got, lines, protocols)
    })
    await Promise.all(all)
    t.match(
      await java(port, password, 'TLSv1.2'),
      /failed .*(?:SSLv3|protocol)/i,
    )
  },
)

t.test(
  'a JDK names the server that has only SSL 2.0',
  { skip: noJava, timeout: 60_000 },
  async t => {
    const server = await serve(t, 'ws-ftp', { options: { handshake: 'sslv2' } })
    const { port, password } = server.listener
    const said = await java(port, password, 'SSLv2Hello,SSLv3')
    t.match(said, /SSL ?V2(?:\.0)? servers are not supported|SSLv2/i)
  },
)

t.test('the example certificate of First Health names no host', async t => {
  const server = await serve(t, 'first-health')
  const client = await server.open()
  await client.reply()
  await client.auth()
  const { stream } = client.wire
  const names =
    'getPeerCertificate' in stream
      ? stream.getPeerCertificate().subjectaltname
      : undefined
  t.equal(names, 'DNS:ws-ftp-example')
  const own = await serve(t, 'first-health', {
    options: { certificate: 'own' },
  })
  const other = await own.open({ tls: { ...anyTls, servername: 'localhost' } })
  await other.reply()
  await other.auth()
  const stream2 = other.wire.stream
  t.match(
    'getPeerCertificate' in stream2
      ? stream2.getPeerCertificate().subjectaltname
      : '',
    /DNS:localhost/,
  )
  client.close()
  other.close()
})

t.test('export suites only: alert 40', async t => {
  const server = await serve(t, 'ibm-ie')
  const client = await server.open()
  await client.reply()
  await t.rejects(client.auth())
  t.match(client.wire.facts.at(-1), { fact: { is: 'alert', code: 40 } })
})

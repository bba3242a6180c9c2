import type { ConnectionOptions } from 'node:tls'
import t from 'tap'
import type { OptionValues, ServerSettings } from '../../harness/model.js'
import { optionExists } from '../../harness/versions.js'
import {
  realiseVsftpd,
  vsftpdLine,
  vsftpdOptions,
  vsftpdVersions,
} from '../../servers/options/vsftpd.js'
import { certificates, TestServer, type Wanted } from './emulated.js'
import type { ScriptClient, Wire } from './script-client.js'

const serve = async (
  test: { teardown(fn: () => Promise<void>): void },
  wanted: Wanted = {},
) => {
  const server = await TestServer.start(wanted)
  test.teardown(() => server.stop())
  return server
}

const v12 = { minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2' } as const
const v13 = { minVersion: 'TLSv1.3', maxVersion: 'TLSv1.3' } as const
const v10 = {
  minVersion: 'TLSv1',
  maxVersion: 'TLSv1',
  ciphers: 'ALL:@SECLEVEL=0',
} as const
/** what any of the versions can speak to */
const anything = { minVersion: 'TLSv1', ciphers: 'ALL:@SECLEVEL=0' } as const

const handshake = async (
  server: TestServer,
  tls: ConnectionOptions,
): Promise<{ said: string; client: ScriptClient }> => {
  const client = await server.open({ tls })
  await client.reply()
  const said = await client.auth().catch(String)
  await client.wire.until(() => client.wire.closed, 100)
  return { said, client }
}

const facts = ({ facts: all }: Wire, name: string) =>
  all.flatMap(f => (f.kind === 'tls' && f.fact.is === name ? [f.fact] : []))

t.test('a session with every version', async t => {
  for (const version of vsftpdVersions) {
    const server = await serve(t, { version })
    const client = await server.open({ tls: anything })
    const greeting = await client.reply()
    t.equal(greeting, `220 (vsFTPd ${version})`)
    await client.auth()
    await client.command('USER joe')
    await client.command(`PASS ${server.listener.password}`)
    await client.command('PROT P')
    t.match((await client.download('LIST')).final, /^226/, `${version} LIST`)
    const up = await client.upload('STOR f', Buffer.alloc(100))
    t.match(up.final, /^226/, `${version} STOR`)
    t.match(await client.command('SIZE f'), /^213 100/)
    const epsv = await client.command('EPSV')
    t.equal(epsv.endsWith('.'), version < '3.0.3', `${version} EPSV dot`)
    client.close()
  }
})

t.test('the TLS versions of the time', async t => {
  const highest: Readonly<Record<string, string>> = {
    '2.0.5': 'TLSv1',
    '2.1.0': 'TLSv1',
    '2.2.2': 'TLSv1.2',
    '3.0.2': 'TLSv1.2',
    '3.0.3': 'TLSv1.3',
    '3.0.5': 'TLSv1.3',
  }
  for (const [version, expected] of Object.entries(highest)) {
    const server = await serve(t, { version })
    const { client } = await handshake(server, anything)
    const hello = facts(client.wire, 'server-hello')[0]
    t.equal(hello?.is === 'server-hello' && hello.version, expected, version)
    const old = await handshake(server, v10)
    t.equal(old.said.startsWith('234'), version < '3.0.3', `${version} TLS 1.0`)
  }
})

t.test('no session on data, by version', async t => {
  const long =
    '522 SSL connection failed; session reuse required: ' +
    'see require_ssl_reuse option in vsftpd.conf man page'
  const cases: readonly [string, OptionValues, string, boolean][] = [
    ['2.0.7', {}, '226 Directory send OK.', false],
    ['2.1.0', {}, '522 SSL connection failed; session reuse required', false],
    ['2.2.2', {}, long, false],
    ['3.0.2', {}, long, false],
    ['3.0.3', {}, '522 SSL connection failed: session reuse required', true],
    ['3.0.5', {}, '522 SSL connection failed: session reuse required', true],
    ['3.0.5', { require_ssl_reuse: 'NO' }, '226 Directory send OK.', false],
    ['2.2.2', { require_ssl_reuse: 'NO' }, '226 Directory send OK.', false],
  ]
  for (const [version, options, final, closes] of cases) {
    const server = await serve(t, { version, options })
    const client = await server.enter({ tls: anything })
    const list = await client.download('LIST', { noSession: true })
    t.equal(list.final, final, `${version} ${JSON.stringify(options)}`)
    await client.wire.until(() => client.wire.closed, 50)
    t.equal(client.wire.closed, closes, `${version} closes control`)
    client.close()
  }
})

t.test("a ticket's lifetime", async t => {
  const lifetime = async (version: string, options: OptionValues) => {
    const server = await serve(t, { version, options })
    const { client } = await handshake(server, {
      ...anything,
      maxVersion: 'TLSv1.2',
    })
    const ticket = facts(client.wire, 'new-session-ticket')[0]
    return ticket?.is === 'new-session-ticket' ? ticket.lifetime : null
  }
  t.equal(await lifetime('3.0.3', {}), 2147483647)
  t.equal(await lifetime('2.2.2', {}), 2147483647)
  t.equal(await lifetime('2.1.0', {}), 300)
  t.equal(await lifetime('3.0.3', { require_ssl_reuse: 'NO' }), 300)
})

t.test('the certificate request', async t => {
  const asked = async (version: string, options: OptionValues) => {
    const server = await serve(t, { version, options })
    const { client } = await handshake(server, anything)
    const request = facts(client.wire, 'certificate-request')[0]
    return request?.is === 'certificate-request' ? request.authorities : null
  }
  t.equal(await asked('2.0.5', {}), null, 'before 2.0.6 there is none')
  t.equal(await asked('2.0.7', {}), 0, 'an empty list')
  t.equal(await asked('2.0.7', { ssl_request_cert: 'NO' }), null)
  t.equal(await asked('2.1.0', { ca_certs_file: 'ca.pem' }), 0, 'no names yet')
  t.equal(await asked('2.2.2', { ca_certs_file: 'ca.pem' }), 2, 'names')
  t.equal(await asked('3.0.3', {}), 0)
})

t.test('client certificates', async t => {
  const own = await certificates.get({ usage: 'client' })
  const foreign = await certificates.get({
    usage: 'client',
    chain: 'unknown-ca',
  })
  const presented = (from: typeof own): ConnectionOptions => ({
    ...v12,
    cert: from.chainPem,
    key: from.keyPem,
  })
  const verified = await serve(t, {
    options: {
      require_cert: 'YES',
      validate_cert: 'YES',
      ca_certs_file: 'ca.pem',
    },
  })
  const good = await handshake(verified, presented(own))
  t.match(await good.client.command('PBSZ 0'), /^200/)
  const bad = await handshake(verified, presented(foreign))
  t.match(bad.client.wire.clearText, /0A000086:.*certificate verify failed/)
  const none = await handshake(verified, v12)
  t.match(none.client.wire.clearText, /0A0000C7:.*peer did not return/)

  const inert = await serve(t, {
    options: { require_cert: 'YES', ssl_request_cert: 'NO' },
  })
  t.match((await handshake(inert, v12)).said, /^234/, 'silently switched off')

  const same = await serve(t, { options: { require_ssl_reuse: 'NO' } })
  const client = await same.enter({ tls: presented(own) })
  const without = { cert: '', key: '', noSession: true }
  const other = await client.download('LIST', without)
  t.equal(other.final, '522 SSL connection failed', 'missing on data')
  const again = await client.download('LIST', { noSession: true })
  t.match(again.final, /^226/, 'the same on data; control goes on')
})

t.test('ends of an upload', async t => {
  const cases: readonly [string, OptionValues, RegExp][] = [
    ['3.0.3', {}, /^426 Failure reading network stream/],
    ['3.0.3', { strict_ssl_read_eof: 'NO' }, /^226/],
    ['3.0.2', {}, /^226/],
    ['3.0.2', { strict_ssl_read_eof: 'YES' }, /^426/],
    ['2.0.5', {}, /^226/],
  ]
  for (const [version, options, final] of cases) {
    const server = await serve(t, { version, options })
    const client = await server.enter({ tls: anything })
    const up = await client.upload('STOR f', Buffer.alloc(1000), { end: 'fin' })
    t.match(up.final, final, `${version} ${JSON.stringify(options)}`)
    t.match(await client.command('SIZE f'), /1000$/, 'stored all the same')
    client.close()
  }
  const cautious = await serve(t, { options: { delete_failed_uploads: 'YES' } })
  const client = await cautious.enter()
  await client.upload('STOR f', Buffer.alloc(10), { end: 'fin' })
  t.match(await client.command('SIZE f'), /^550/)
})

t.test('TLS 1.3: a ticket on every data connection', async t => {
  const server = await serve(t, { version: '3.0.5' })
  for (const [tls, tickets] of [
    [v13, 1],
    [v12, 0],
  ] as const) {
    const client = await server.enter({ tls })
    for (const line of ['RETR small.bin', 'LIST', 'NLST']) {
      const { final, wire } = await client.download(line)
      t.match(final, /^226/)
      // as OpenSSL does it; Node by itself would send none on resumption
      t.equal(facts(wire, 'new-session-ticket').length, tickets, line)
    }
    client.close()
  }
})

t.test('an upload that ends with a reset', async t => {
  const reset = async (wanted: Wanted): Promise<string> => {
    const server = await serve(t, wanted)
    const client = await server.enter()
    const data = await client.passive()
    await client.command('STOR f')
    const socket = await client.dataTls(data)
    await new Promise<void>(resolve =>
      socket.write(Buffer.alloc(1000), () => resolve()),
    )
    await new Promise(resolve => setTimeout(resolve, 10))
    data.raw.resetAndDestroy()
    return await client.reply()
  }
  t.match(await reset({}), /^426/)
  const lenient = { strict_ssl_read_eof: 'NO' }
  t.match(await reset({ options: lenient }), /^426/, 'lenient or not')
  t.match(
    await reset({
      options: lenient,
      change: c => ({ ...c, data: { ...c.data, resetIs: 'success' } }),
    }),
    /^226/,
    'other products say success',
  )
})

t.test('FEAT', async t => {
  const feat = async (version: string, options: OptionValues = {}) => {
    const server = await serve(t, { version, options })
    const client = await server.open()
    await client.reply()
    return await client.command('FEAT')
  }
  t.match(await feat('3.0.3'), /\r\n AUTH TLS\r\n/)
  t.notMatch(await feat('3.0.3', { ssl_tlsv1: 'NO' }), /AUTH TLS/)
  t.notMatch(await feat('3.0.5'), /AUTH TLS/)
  t.match(await feat('3.0.5'), /\r\n PROT\r\n/)
  t.match(await feat('3.0.5', { ssl_tlsv1: 'YES' }), /AUTH TLS/)
  t.match(await feat('3.0.5', { ssl_sslv3: 'YES' }), /AUTH SSL/)
  t.notMatch(await feat('3.0.3', { ssl_enable: 'NO' }), /PROT/)
})

t.test('SNI and ALPN', async t => {
  const named = await serve(t, {
    version: '3.0.5',
    options: { ssl_sni_hostname: 'ftp.example.test' },
  })
  for (const version of [v12, v13]) {
    const tls = { ...version, servername: 'ftp.example.test' }
    const right = await named.enter({ tls })
    t.match((await right.download('LIST')).final, /^226/)
    const data = await right.download('LIST', { servername: 'other.test' })
    t.equal(data.final, '')
    t.match(right.wire.clearText, /0A0000EA:SSL routines::callback failed/)
    const wrong = await handshake(named, { ...version, servername: 'x.test' })
    t.match(wrong.said, /UNRECOGNIZED_NAME/)
    t.match(wrong.client.wire.clearText, /0A0000EA/)
  }
  const server = await serve(t, { version: '3.0.5' })
  const alpn = async (protocols: string[], version: string) => {
    const at = version === '3.0.5' ? server : await serve(t, { version })
    return await handshake(at, { ALPNProtocols: protocols })
  }
  t.match((await alpn(['ftp'], '3.0.5')).said, /^234/)
  t.match((await alpn(['h2', 'ftp'], '3.0.5')).said, /^234/)
  const refused = await alpn(['h2'], '3.0.5')
  t.match(refused.said, /NO_APPLICATION_PROTOCOL/)
  t.match(
    refused.client.wire.clearText,
    /0A0000EB:SSL routines::no application/,
  )
  t.match((await alpn(['h2'], '3.0.3')).said, /^234/, 'ignored before 3.0.4')
})

t.test('handshakes that fail say why, in the words of the time', async t => {
  const now = await serve(t)
  const suite = { ...v12, ciphers: 'ECDHE-RSA-AES128-GCM-SHA256' }
  const one = await handshake(now, suite)
  t.match(
    one.client.wire.clearText,
    /^500 OOPS: error:0A0000C1:SSL routines::no shared cipher\r?\n?/,
  )
  const then = await serve(t, { version: '2.1.0' })
  const two = await handshake(then, {
    ...anything,
    ciphers: 'AES256-SHA:@SECLEVEL=0',
  })
  t.match(
    two.client.wire.clearText,
    /^500 OOPS: error:1408A0C1:SSL routines:SSL3_GET_CLIENT_HELLO:no shared/,
  )
  const ec = await serve(t, { certificate: { key: 'ec-p256' } })
  t.match((await handshake(ec, v12)).said, /HANDSHAKE_FAILURE/, 'EC key, 1.2')
  t.match((await handshake(ec, v13)).said, /^234/, 'EC key, 1.3')
  const retried = facts(
    (await handshake(now, v13)).client.wire,
    'hello-retry-request',
  )
  t.equal(retried.length, 1, 'P-256 only')
})

t.test('implicit TLS', async t => {
  const server = await serve(t, { options: { implicit_ssl: 'YES' } })
  const client = await server.open()
  await client.secure()
  t.match(await client.reply(), /^220/)
  await client.command('USER joe')
  await client.command(`PASS ${server.listener.password}`)
  t.match((await client.download('LIST')).final, /^522/, 'clear until PROT P')
  await client.command('PROT P')
  t.match((await client.download('LIST')).final, /^226/)
  const explicit = await server.open()
  explicit.send('AUTH TLS')
  t.match(await explicit.reply(), /^500 OOPS: error:0A00010B/)
})

t.test('many errors, HTTP', async t => {
  const now = await serve(t, { version: '3.0.5' })
  const client = await now.open()
  await client.reply()
  for (let i = 0; i < 9; i++) t.match(await client.command('XYZ'), /^530/)
  t.equal(await client.command('XYZ'), '500 Too many errors.')
  const http = await now.open()
  await http.reply()
  t.match(await http.command('GET / HTTP/1.0'), /^500 HTTP/)
})

t.test('what cannot be', async t => {
  const rejects = (wanted: Wanted, message: RegExp): Promise<unknown> =>
    t.rejects(TestServer.start(wanted), { message })
  await rejects({ options: { ssl_tlsv12: 'YES' } }, /unrecognised variable/)
  await rejects({ options: { nonsense: '1' } }, /unrecognised variable/)
  await rejects({ options: { ssl_enable: 'YES ' } }, /bad bool value/)
  await rejects({ options: { max_per_ip: 'x' } }, /bad int value/)
  await rejects({ options: { ssl_ciphers: 'RUBBISH' } }, /cannot start/)
  await rejects({ certificate: { key: 'rsa-1024' } }, /cannot start/)
})

t.test("a scenario's words become options", async t => {
  const is = (
    settings: ServerSettings,
    version: string,
    options: OptionValues,
  ): void => {
    const realised = realiseVsftpd(settings, version)
    t.match(realised, { options }, `${version} ${JSON.stringify(settings)}`)
  }
  const isnt = (settings: ServerSettings, version: string): void => {
    const realised = realiseVsftpd(settings, version)
    t.ok('unsupported' in realised, `${version} ${JSON.stringify(settings)}`)
  }
  is({}, '3.0.3', {})
  is({ sessionReuse: 'required' }, '3.0.3', { require_ssl_reuse: 'YES' })
  isnt({ sessionReuse: 'required' }, '2.0.7')
  is({ sessionReuse: 'not-required' }, '2.0.7', {})
  is({ versions: ['TLSv1.2'] }, '3.0.5', {
    ssl_tlsv12: 'YES',
    ssl_tlsv13: 'NO',
  })
  is({ versions: ['TLSv1.2'] }, '3.0.3', {
    'OPENSSL_CONF.MaxProtocol': 'TLSv1.2',
    'OPENSSL_CONF.MinProtocol': 'TLSv1.2',
  })
  isnt({ versions: ['TLSv1.2'] }, '2.2.2')
  isnt({ versions: ['SSLv3'] }, '3.0.5')
  isnt({ versions: ['TLSv1', 'TLSv1.2'] }, '3.0.3')
  is({ certificateRequest: 'none' }, '3.0.3', { ssl_request_cert: 'NO' })
  is({ certificateRequest: 'none' }, '2.0.5', {})
  isnt({ certificateRequest: 'empty-list' }, '2.0.5')
  is({ certificateRequest: 'verified' }, '3.0.3', {
    require_cert: 'YES',
    validate_cert: 'YES',
    ca_certs_file: 'ca.pem',
  })
  isnt({ certificateRequest: 'with-authorities' }, '2.1.0')
  is({ resumption: 'session-id' }, '3.0.3', {
    'OPENSSL_CONF.Options': '-SessionTicket',
  })
  isnt({ resumption: 'none' }, '3.0.3')
  isnt({ closeNotify: false }, '3.0.3')
  isnt({ sessionLifetime: 1 }, '3.0.3')
  is({ tls: 'off', passive: false }, '3.0.3', {
    ssl_enable: 'NO',
    pasv_enable: 'NO',
  })
  isnt({ implicit: true }, '2.0.7')
  is({ uploadEnd: 'lenient' }, '3.0.3', { strict_ssl_read_eof: 'NO' })
  isnt({ uploadEnd: 'strict' }, '2.0.5')
  is({ commandsDenied: ['PROT', 'EPSV'] }, '3.0.3', {
    cmds_denied: 'PROT,EPSV',
  })
  t.match(realiseVsftpd({ implicit: true }, '3.0.3'), { implicit: true })

  for (const version of vsftpdVersions) {
    const full: ServerSettings = {
      sessionReuse: 'not-required',
      ciphers: 'HIGH',
      dataProtection: 'optional',
      loginProtection: 'optional',
      uploadEnd: 'lenient',
      certificateRequest: 'none',
    }
    const realised = realiseVsftpd(full, version)
    const names = 'options' in realised ? Object.keys(realised.options) : []
    t.ok(names.length > 0)
    for (const name of names) {
      const option = vsftpdOptions[name]
      t.ok(option && optionExists(option, version), `${version} has ${name}`)
    }
  }
  t.equal(vsftpdLine('ssl_enable', 'NO'), 'ssl_enable=NO')
  t.equal(
    vsftpdLine('OPENSSL_CONF.MaxProtocol', 'TLSv1.2'),
    'MaxProtocol = TLSv1.2',
  )
})

t.test('every option is complete', async t => {
  for (const [name, option] of Object.entries(vsftpdOptions)) {
    t.ok(option.effect.length > 5 && option.reference !== '', name)
    const values = option.values
    for (const cure of option.cures ?? []) {
      if (values !== undefined && cure.to !== '')
        t.ok(values.includes(cure.to), `${name} can be ${cure.to}`)
      t.equal(
        cure.exposes === '',
        cure.securityCost === 'none',
        `${name}: cost`,
      )
    }
  }
})

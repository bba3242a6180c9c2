/** Quirks of products that were never run here, each by what is on the wire. */
import { TLSSocket } from 'node:tls'
import t from 'tap'
import { anyTls, serve } from './profile-server.js'

t.test('FileZilla Server: resumption of the own control session', async t => {
  for (const [version, refusal] of [
    [
      '1.9.4',
      '425 Unable to build data connection: TLS session of data connection not resumed.',
    ],
    [
      '0.9.60',
      '450 TLS session of data connection has not resumed or the session does not match the control connection',
    ],
  ] as const) {
    const server = await serve(t, 'filezilla-server', { version })
    const client = await server.enter({
      tls: { ...anyTls, maxVersion: 'TLSv1.2' },
    })
    t.equal(
      (await client.download('LIST', { noSession: true })).final,
      refusal,
      version,
    )
    t.match((await client.download('LIST')).final, /^226/)
    const other = await server.enter({
      tls: { ...anyTls, maxVersion: 'TLSv1.2' },
    })
    const { session } = other
    const foreign = await client.download(
      'LIST',
      session === undefined ? {} : { session },
    )
    t.equal(foreign.final, refusal, 'the session of another login')
    client.close()
    other.close()
  }
  const name =
    'Require TLS session resumption on data connection when using PROT P'
  const loose = await serve(t, 'filezilla-server', {
    version: '0.9.60',
    options: { [name]: 'unchecked' },
  })
  const client = await loose.enter()
  t.match((await client.download('LIST', { noSession: true })).final, /^226/)
  const hello = client.wire.facts.find(
    f => f.kind === 'tls' && f.fact.is === 'server-hello',
  )
  const extensions =
    hello?.kind === 'tls' && hello.fact.is === 'server-hello'
      ? hello.fact.extensions
      : [23]
  t.notOk(extensions.includes(23), 'no extended_master_secret')
  client.close()
})

t.test('IIS: policies and listing', async t => {
  const server = await serve(t, 'iis')
  const clear = await server.open()
  t.equal(await clear.reply(), '220 Microsoft FTP Service')
  t.equal(await clear.command('USER tester'), '534 Policy requires SSL.')
  clear.close()
  const client = await server.enter()
  const { bytes } = await client.download('LIST')
  t.match(bytes.toString(), /^01-02-26 {2}03:04AM +262144 256KiB\.bin\r\n/m)
  await client.command('PROT C')
  await client.command('EPSV')
  t.equal(await client.command('LIST'), '534 Policy requires SSL.')
  t.match(await client.command('CCC'), /^534/)
  client.close()
  const deny = await serve(t, 'iis', {
    options: { dataChannelPolicy: 'SslDeny' },
  })
  const denied = await deny.enter()
  t.equal(await denied.command('PROT P'), '534 Policy denies SSL.')
  denied.close()
  const bare = await serve(t, 'iis', { options: { serverCertHash: '' } })
  const none = await bare.open()
  await none.reply()
  t.match(await none.command('AUTH TLS'), /^534 Local policy/)
  none.close()
})

t.test('GlobalSCAPE EFT: NOOP as an invalid command', async t => {
  const server = await serve(t, 'globalscape', {
    options: { 'Allow FTP client anti-timeout schemes': 'cleared' },
  })
  const client = await server.enter()
  for (let i = 0; i < 10; i++) t.match(await client.command('NOOP'), /^500 /)
  t.equal(await client.command('PWD'), '', 'the session is over')
  const kind = await serve(t, 'globalscape')
  const other = await kind.enter()
  t.match(await other.command('NOOP'), /^200 /)
  other.close()
})

t.test('Bitvise, Serv-U, Runestig, netkit: what is known of each', async t => {
  const bitvise = await serve(t, 'bitvise')
  const one = await bitvise.enter()
  t.match(
    (await one.download('LIST', { noSession: true })).final,
    /^425 TLS session for the data connection was not resumed/,
  )
  t.match(await one.command('PORT 127,0,0,1,200,1'), /^5/)
  one.close()
  const servU = await serve(t, 'serv-u')
  const two = await servU.open()
  t.match(await two.reply(), /^220 Serv-U FTP Server v15/)
  t.match(await two.auth(), /^234 AUTH command OK/)
  two.close()
  const runestig = await serve(t, 'runestig')
  const three = await runestig.enter()
  const { stream } = three.wire
  t.equal(stream instanceof TLSSocket ? stream.getProtocol() : '', 'TLSv1')
  three.close()
  const netkit = await serve(t, 'netkit-ftpd')
  const four = await netkit.open()
  await four.reply()
  await four.auth('SSL')
  await four.command('USER tester')
  await four.command(`PASS ${netkit.listener.password}`)
  t.match(
    (await four.download('LIST')).final,
    /^226/,
    'data is protected without PROT',
  )
  four.close()
})

/**
 * The same dialogues with the installed vsftpd and the emulated one: what the
 * client sees must be the same, line by line.
 */
import { connect } from 'node:net'
import { once } from 'node:events'
import type { ConnectionOptions } from 'node:tls'
import t from 'tap'
import type { OptionValues } from '../../harness/model.js'
import { certificates, TestServer } from './emulated.js'
import { realVsftpd, whyNoVsftpd } from './real-vsftpd.js'
import { ScriptClient, type Transferred } from './script-client.js'

interface Peer {
  open(tls?: ConnectionOptions): Promise<ScriptClient>
  readonly password: string
}
type Say = (line: string) => void

interface Dialogue {
  readonly title: string
  readonly options?: OptionValues
  run(peer: Peer, say: Say): Promise<void>
}

const v12 = { minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2' } as const
const v13 = { minVersion: 'TLSv1.3', maxVersion: 'TLSv1.3' } as const
const v10 = {
  minVersion: 'TLSv1',
  maxVersion: 'TLSv1',
  ciphers: 'ALL:@SECLEVEL=0',
} as const
const versions = [v12, v13]

/** what differs for reasons of the host, not of the program */
const normal = (text: string): string =>
  text
    .replace(/\d{14}/, '<time>')
    .replace(/\|\|\|\d+\|/, '|||<port>|')
    .replace(/\(([\d,]+),\d+,\d+\)/, '($1,<port>)')
    .replace(/client count was \d+/, 'client count was <n>')
    .replace(/ \d+ +\d+( +\d+) \w{3} \d\d \d\d:\d\d /g, ' <owner>$1 <time> ')

const lines = async (
  client: ScriptClient,
  say: Say,
  script: readonly string[],
): Promise<void> => {
  for (const line of script)
    say(
      `${line.replace(/^PASS .*/, 'PASS')} => ${normal(await client.command(line))}`,
    )
}

const enter = async (
  peer: Peer,
  tls: ConnectionOptions = {},
): Promise<ScriptClient> => {
  const client = await peer.open(tls)
  await client.enter('joe', peer.password)
  return client
}

const told = (transferred: Transferred): string =>
  [
    transferred.first,
    transferred.final,
    `${transferred.bytes.length} bytes`,
    transferred.wire.clearText,
  ].join(' | ')

/** the second process of the real one may come too late, or in one segment */
const lastWords = async (client: ScriptClient, say: Say): Promise<void> => {
  await client.wire.until(() => client.wire.closed, 1000)
  const all = client.wire.text + client.wire.clearText
  const said = all.match(/500 OOPS: (?:(?!500 OOPS)[^\r\n])*/g) ?? []
  const first = said.find(line => !line.includes('priv_sock'))
  say(first === undefined ? unheard : `last words: ${first}`)
}

const unheard = 'last words: none'

const untilClosed = async (client: ScriptClient, say: Say): Promise<void> => {
  await client.wire.until(() => client.wire.closed, 1000)
  say(`closed: ${String(client.wire.closed)}`)
}

const beforeLogin = [
  'FEAT',
  'SYST',
  'NOOP',
  'HELP',
  'STAT',
  'PBSZ 0',
  'PROT P',
  'CCC',
  'XYZ',
  'AUTH GSSAPI',
  'AUTH',
  'AUTH X',
  'OPTS UTF8 ON',
  'OPTS utf8 on',
  'OPTS X',
  'REIN',
  'ACCT',
  'PASS x',
  'GET / HTTP/1.0',
  'pwd',
  'QUIT',
]
const afterLogin = [
  'USER joe',
  'USER other',
  'PASS y',
  'AUTH TLS',
  'PBSZ 0',
  'PROT P',
  'CCC',
  'REIN',
  'ACCT x',
  'SMNT x',
  'XYZ',
  'SYST',
  'NOOP',
  'HELP',
  'STAT',
  'TYPE I',
  'TYPE A',
  'TYPE X',
  'TYPE L 8',
  'type i',
  'MODE S',
  'MODE B',
  'STRU F',
  'STRU R',
  'PWD',
  'XPWD',
  'CWD up',
  'PWD',
  'CDUP',
  'CWD nope',
  'CWD /',
  'SIZE small.bin',
  'SIZE nope',
  'SIZE up',
  'MDTM small.bin',
  'MDTM nope',
  'REST 5',
  'REST x',
  'REST 0',
  'LIST',
  'NLST',
  'RETR nope',
  'RETR small.bin',
  'STOR x',
  'APPE x',
  'ALLO 5',
  'ABOR',
  'MLSD',
  'MLST',
  'SSCN',
  'CPSV',
  'HOST x',
  'CLNT x',
  'EPSV 9',
  'EPSV 1',
  'EPSV',
  'PASV',
  'PORT 10,0,0,1,200,1',
  'PORT 127,0,0,1,0,80',
  'PORT x',
  'PORT 1,2,3',
  'PORT 127,0,0,1,200,1',
  'EPRT |1|10.0.0.1|2000|',
  'EPRT |3|127.0.0.1|2000|',
  'EPRT x',
  'EPRT |1|127.0.0.1|80|',
  'EPRT |1|127.0.0.1|2000|',
  'MKD up/d1',
  'MKD up/d1',
  'RMD up/d1',
  'RMD nope',
  'DELE nope',
  'RNFR nope',
  'RNTO x',
  'SITE x',
  'SITE HELP',
  'STAT small.bin',
  'EPSV ALL',
  'PASV',
  'EPSV',
  'PORT 127,0,0,1,200,1',
  'GET / HTTP/1.0',
  'NOOP',
]

const dialogues: readonly Dialogue[] = [
  {
    title: 'before login',
    run: async (peer, say) => {
      const client = await peer.open()
      say(await client.reply())
      await lines(client, say, beforeLogin)
      await untilClosed(client, say)
    },
  },
  {
    title: 'login in clear',
    run: async (peer, say) => {
      for (const user of ['joe', 'anonymous', '']) {
        const client = await peer.open()
        await client.reply()
        await lines(client, say, [`USER ${user}`])
        if (user !== 'anonymous') await untilClosed(client, say)
        client.close()
      }
    },
  },
  {
    title: 'a session of commands',
    run: async (peer, say) => {
      const client = await peer.open()
      await client.reply()
      say(await client.auth())
      await lines(client, say, [
        'AUTH TLS',
        'FEAT',
        'PBSZ x',
        'PROT C',
        'PROT S',
        'PROT E',
        'PROT X',
        'PROT p',
        'PROT',
        'CCC',
        'USER anonymous',
        'USER joe',
        `PASS ${peer.password}`,
        ...afterLogin,
      ])
      await untilClosed(client, say)
    },
  },
  {
    title: 'QUIT under TLS: no close_notify',
    run: async (peer, say) => {
      const client = await peer.open(v13)
      await client.reply()
      await client.auth('TLS-C')
      await lines(client, say, ['QUIT'])
      await untilClosed(client, say)
      const said = client.wire.facts.some(
        f =>
          f.kind === 'tls' &&
          f.sender === 'server' &&
          f.fact.is === 'close-notify',
      )
      say(`close_notify: ${String(said)}`)
    },
  },
  ...versions.map((tls): Dialogue => ({
    title: `transfers, ${tls.maxVersion}`,
    run: async (peer, say) => {
      const client = await enter(peer, tls)
      for (const line of [
        'RETR small.bin',
        'RETR empty.bin',
        'RETR 1MiB.bin',
        'RETR nope',
      ])
        say(`${line} => ${told(await client.download(line))}`)
      await client.command('REST 990')
      say(told(await client.download('RETR small.bin')))
      await client.command('TYPE I')
      await client.command('REST 990')
      say(told(await client.download('RETR small.bin')))
      const list = await client.download('LIST nope')
      say(`LIST nope => ${told(list)}`)
      const all = (await client.download('LIST')).bytes.toString()
      const small = all.split('\r\n').find(line => line.endsWith('small.bin'))
      say(normal(small ?? 'no line'))
      await client.command('CWD up')
      const bytes = Buffer.alloc(1000)
      const size = async (): Promise<void> =>
        say(await client.command('SIZE f'))
      say(told(await client.upload('STOR f', bytes)))
      await size()
      say(told(await client.upload('APPE f', bytes)))
      await size()
      await client.command('REST 100')
      say(told(await client.upload('STOR f', Buffer.alloc(10))))
      await size()
      say(told(await client.upload('STOR f', Buffer.alloc(0))))
      await size()
      say(told(await client.upload('STOR f', bytes, { end: 'fin' })))
      await size()
      await lines(client, say, ['RNFR f', 'RNTO g', 'DELE g', 'LIST', 'QUIT'])
    },
  })),
  ...versions.map((tls): Dialogue => ({
    title: `no session on data, ${tls.maxVersion}`,
    run: async (peer, say) => {
      const client = await enter(peer, tls)
      say(told(await client.download('LIST', { noSession: true })))
      await untilClosed(client, say)
      const second = await enter(peer, tls)
      await second.command('CWD up')
      await second.upload('STOR e', Buffer.alloc(100))
      await second.upload('STOR e', Buffer.alloc(100), { noSession: true })
      const third = await enter(peer, tls)
      say(`emptied: ${await third.command('SIZE up/e')}`)
      third.close()
    },
  })),
  ...versions.map((tls): Dialogue => ({
    title: `session of another login, ${tls.maxVersion}`,
    run: async (peer, say) => {
      const first = await enter(peer, tls)
      const second = await enter(peer, tls)
      const session = first.session
      if (session !== undefined)
        say(told(await second.download('NLST nope', { session })))
      first.close()
      second.close()
    },
  })),
  {
    title: 'clear bytes and a lost connection on data',
    run: async (peer, say) => {
      for (const how of ['text', 'fin', 'rst'] as const) {
        const client = await enter(peer, v12)
        const data = await client.passive()
        say(await client.command('LIST'))
        if (how === 'text') data.raw.write('hello world\r\n')
        else if (how === 'fin') data.raw.end()
        else data.raw.resetAndDestroy()
        await lastWords(client, say)
        data.raw.destroy()
        client.close()
      }
    },
  },
  {
    title: 'data from another address, active data, nobody there',
    run: async (peer, say) => {
      const client = await enter(peer)
      const port = Number(/\|(\d+)\|/.exec(await client.command('EPSV'))?.[1])
      const thief = connect({
        port,
        host: '127.0.0.1',
        localAddress: '127.0.0.9',
      })
      thief.on('error', () => undefined)
      await once(thief, 'connect')
      await lines(client, say, ['LIST', 'NOOP'])
      thief.destroy()
      const { data } = await client.active()
      client.send('NLST nope')
      const wire = await data
      say(await client.reply())
      await client.dataTls(wire)
      wire.stream.resume()
      wire.stream.end()
      say(await client.reply())
      const closed = await freeAgain()
      await client.command(`PORT 127,0,0,1,${closed >> 8},${closed & 255}`)
      await lines(client, say, ['LIST', 'NOOP', 'LIST'])
      client.close()
    },
  },
  {
    title: 'no PROT P; AUTH SSL and TLS-P imply it',
    run: async (peer, say) => {
      for (const verb of ['TLS', 'TLS-C', 'SSL', 'TLS-P']) {
        const client = await peer.open()
        await client.reply()
        await client.auth(verb)
        await client.command('USER joe')
        await client.command(`PASS ${peer.password}`)
        say(`${verb}: ${told(await client.download('NLST nope'))}`)
        client.close()
      }
    },
  },
  {
    title: 'handshakes that fail',
    run: async (peer, say) => {
      for (const line of ['GET / HTTP/1.0', 'USER hello']) {
        const client = await peer.open()
        await client.reply()
        await client.command('AUTH TLS')
        client.send(line)
        await lastWords(client, say)
        client.close()
      }
      const hopeless: readonly ConnectionOptions[] = [
        { maxVersion: 'TLSv1.2', ciphers: 'ECDHE-RSA-AES128-GCM-SHA256' },
        { ...v12, ecdhCurve: 'X25519' },
        { ...v13, ecdhCurve: 'P-384' },
        // OpenSSL 3.5 refuses it one step earlier than Debian 12's 3.0
        ...(process.versions.openssl.startsWith('3.0.') ? [v10] : []),
      ]
      for (const tls of hopeless) {
        const client = await peer.open(tls)
        await client.reply()
        say(await client.auth().catch(String))
        client.close()
      }
    },
  },
  {
    title: 'the certificate request',
    run: async (peer, say) => {
      for (const tls of versions) {
        const client = await peer.open(tls)
        await client.reply()
        await client.auth()
        say(requests(client))
        client.close()
      }
    },
  },
  {
    title: 'the certificate request names a CA',
    options: { ca_certs_file: 'ca.pem' },
    run: async (peer, say) => {
      for (const tls of versions) {
        const client = await peer.open(tls)
        await client.reply()
        await client.auth()
        say(requests(client))
        client.close()
      }
    },
  },
  {
    title: 'no certificate request, though one is required',
    options: { ssl_request_cert: 'NO', require_cert: 'YES' },
    run: async (peer, say) => {
      const client = await enter(peer, v12)
      say(requests(client))
      say(told(await client.download('NLST nope')))
      client.close()
    },
  },
  {
    title: 'a certificate is required and verified',
    options: {
      require_cert: 'YES',
      validate_cert: 'YES',
      ca_certs_file: 'ca.pem',
    },
    run: async (peer, say) => {
      const { chainPem: cert, keyPem: key } = await certificates.get({
        usage: 'client',
      })
      const client = await enter(peer, { ...v12, cert, key })
      say(told(await client.download('NLST nope')))
      client.close()
      const without = await peer.open(v12)
      await without.reply()
      say(await without.auth().catch(String))
      await lastWords(without, say)
      without.close()
    },
  },
  {
    title: 'reuse not required, lenient ends',
    options: { require_ssl_reuse: 'NO', strict_ssl_read_eof: 'NO' },
    run: async (peer, say) => {
      for (const tls of versions) {
        const client = await enter(peer, tls)
        await client.command('CWD up')
        say(told(await client.download('NLST nope', { noSession: true })))
        say(
          told(await client.upload('STOR x', Buffer.alloc(10), { end: 'fin' })),
        )
        await lines(client, say, ['SIZE x'])
        client.close()
      }
    },
  },
  {
    title: 'strict write shutdown',
    options: { strict_ssl_write_shutdown: 'YES' },
    run: async (peer, say) => {
      const client = await enter(peer, v12)
      say(told(await client.download('RETR small.bin')))
      const data = await client.passive()
      await client.command('RETR small.bin')
      await client.dataTls(data)
      let bytes = 0
      data.stream.on('data', (chunk: Buffer) => {
        bytes += chunk.length
        if (bytes === 1000) data.raw.destroy()
      })
      say(await client.reply())
      client.close()
    },
  },
  {
    title: 'TLS off',
    options: { ssl_enable: 'NO' },
    run: async (peer, say) => {
      const client = await peer.open()
      await client.reply()
      await lines(client, say, [
        'AUTH TLS',
        'PBSZ 0',
        'PROT P',
        'FEAT',
        'USER joe',
        `PASS ${peer.password}`,
        'AUTH TLS',
        'PBSZ 0',
        'PROT P',
        'STAT',
      ])
      client.close()
    },
  },
  {
    title: 'switches',
    options: {
      pasv_enable: 'NO',
      port_enable: 'NO',
      cmds_denied: 'PROT,SYST',
      write_enable: 'NO',
      ftpd_banner: 'hello',
      ssl_tlsv1: 'NO',
      force_local_logins_ssl: 'NO',
      idle_session_timeout: '100',
    },
    run: async (peer, say) => {
      const client = await peer.open()
      say(await client.reply())
      await lines(client, say, [
        'FEAT',
        'USER joe',
        `PASS ${peer.password}`,
        'PASV',
        'EPSV',
        'PORT 127,0,0,1,200,1',
        'EPRT |1|127.0.0.1|9000|',
        'PROT P',
        'SYST',
        'STOR x',
        'MKD x',
        'DELE x',
        'STAT',
      ])
      client.close()
    },
  },
  {
    title: 'idle',
    options: { idle_session_timeout: '1' },
    run: async (peer, say) => {
      const clear = await peer.open()
      await clear.reply()
      const client = await enter(peer, v12)
      await client.wire.until(() => client.wire.closed, 3000)
      await lastWords(client, say)
      say(await clear.reply())
      await untilClosed(clear, say)
    },
  },
  {
    title: 'nobody connects to the passive port',
    options: { accept_timeout: '1' },
    run: async (peer, say) => {
      const client = await enter(peer, v12)
      await client.command('EPSV')
      await lines(client, say, ['LIST', 'LIST'])
      client.close()
    },
  },
  {
    title: 'too many connections',
    options: { max_per_ip: '1' },
    run: async (peer, say) => {
      let first = await peer.open()
      // the daemon may still count the connection that found it ready
      for (let i = 0; i < 50 && !/^220/.test(await first.reply()); i++) {
        await new Promise(resolve => setTimeout(resolve, 20))
        first = await peer.open()
      }
      const second = await peer.open()
      say(await second.reply())
      await untilClosed(second, say)
      first.close()
    },
  },
  {
    title: 'a passive address that is a name',
    options: { pasv_address: 'ftp.invalid' },
    run: async (peer, say) => {
      const client = await enter(peer)
      say(normal(await client.command('EPSV')))
      client.send('PASV')
      await lastWords(client, say)
    },
  },
  {
    title: 'a passive address',
    options: { pasv_address: '10.1.2.3' },
    run: async (peer, say) => {
      const client = await enter(peer)
      say(normal(await client.command('PASV')))
      client.close()
    },
  },
  {
    title: 'anonymous',
    options: {
      anonymous_enable: 'YES',
      no_anon_password: 'YES',
      allow_anon_ssl: 'YES',
      force_anon_logins_ssl: 'YES',
      force_anon_data_ssl: 'YES',
    },
    run: async (peer, say) => {
      const client = await peer.open()
      await client.reply()
      say(await client.auth())
      await lines(client, say, ['USER ftp'])
      say(told(await client.download('NLST nope')))
      await lines(client, say, ['STOR x', 'MKD x'])
      client.close()
      const clear = await peer.open()
      await clear.reply()
      await lines(clear, say, ['USER anonymous'])
      await untilClosed(clear, say)
    },
  },
]

/** a port of this moment on which nobody listens */
const freeAgain = async (): Promise<number> => {
  const { createServer } = await import('node:net')
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  return typeof address === 'object' && address ? address.port : 1024
}

const requests = (client: ScriptClient): string =>
  client.wire.facts
    .map(f =>
      f.kind === 'tls' && f.fact.is === 'certificate-request'
        ? `certificate request, ${f.fact.authorities} authorities`
        : '',
    )
    .filter(Boolean)
    .join() || 'no certificate request'

const why = whyNoVsftpd()
await t.test(
  'the emulated vsftpd says what the real one says',
  why === null ? {} : { skip: why },
  async t => {
    const real = await realVsftpd()
    t.teardown(() => real.stop())
    for (const dialogue of dialogues) {
      const { title, options = {} } = dialogue
      const emulated = await TestServer.start({ options })
      const port = await real.start(options)
      const maker = await emulated.enter()
      await maker.command('MKD up')
      maker.close()
      const heard = async (at: number, password: string): Promise<string[]> => {
        const said: string[] = []
        const peer = {
          password,
          open: (tls: ConnectionOptions = {}) =>
            ScriptClient.open({ port: at, tls, timeoutMs: 3000 }),
        }
        await dialogue
          .run(peer, line => said.push(line))
          .catch((e: unknown) => said.push(String(e)))
        return said
      }
      const { listener } = emulated
      const truth = await heard(port, 'x')
      const ours = await heard(listener.port, listener.password)
      t.same(
        // exit() with unread input is a RST, which can swallow what was said
        ours.map((line, i) => (truth[i] === unheard ? unheard : line)),
        truth,
        title,
      )
      await emulated.stop()
    }
  },
)

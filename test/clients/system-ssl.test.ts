import t, { type Test } from 'tap'
import net from 'node:net'
import tls from 'node:tls'
import { once } from 'node:events'
import { generate } from 'selfsigned'
import { PassThrough, type Duplex } from 'node:stream'
import {
  defaultSuites,
  systemSslConnect,
  SystemSslError,
  trusting,
  type SystemSslConnection,
  type SystemSslOptions,
} from '../../harness/clients/system-ssl/connect.js'
import { noVsftpd, startVsftpd, testCertificate } from './support/vsftpd.js'

const required = process.env['FTPS_INTEROP_REQUIRE_REAL'] === '1'

const asIs: SystemSslOptions = {
  maxVersion: 'TLSv1',
  strictCaList: true,
  emptyRenegotiationScsv: true,
}

const dial = async (port: number): Promise<net.Socket> => {
  const socket = net.connect({ port, host: '127.0.0.1' })
  await once(socket, 'connect')
  return socket
}

const readAll = async (stream: Duplex): Promise<string> => {
  let text = ''
  for await (const chunk of stream) text += String(chunk)
  return text
}

/** One line at a time, as far as a control connection needs it. */
const dialogue = (stream: Duplex) => {
  const take = async (): Promise<string> => {
    for (;;) {
      const chunk = stream.read() as Buffer | null
      if (chunk !== null) return chunk.toString('latin1')
      await once(stream, 'readable')
    }
  }
  const reply = async (): Promise<string> => {
    let text = ''
    while (!/^\d{3} .*\r\n$/m.test(text)) text += await take()
    return text
  }
  return {
    reply,
    ask: async (line: string) => {
      stream.write(`${line}\r\n`)
      return reply()
    },
  }
}

interface NodeServer {
  readonly port: number
  readonly server: tls.Server
}

const nodeServer = async (
  test: Test,
  options: tls.TlsOptions,
  serve: (socket: tls.TLSSocket) => void = socket => socket.pipe(socket),
): Promise<NodeServer> => {
  const { certificate, key } = await testCertificate()
  const server = tls.createServer(
    {
      cert: certificate,
      key,
      minVersion: 'TLSv1',
      ciphers: 'ALL:@SECLEVEL=0',
      ...options,
    },
    socket => {
      socket.on('error', () => {})
      serve(socket)
    },
  )
  server.on('tlsClientError', () => {})
  // Node switches OpenSSL's own session id cache off
  const sessions = new Map<string, Buffer>()
  server.on('newSession', (id: Buffer, session: Buffer, done: () => void) => {
    sessions.set(id.toString('hex'), session)
    done()
  })
  server.on(
    'resumeSession',
    (id: Buffer, done: (e: null, session: Buffer | null) => void) =>
      done(null, sessions.get(id.toString('hex')) ?? null),
  )
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const open = new Set<net.Socket>()
  server.on('connection', (socket: net.Socket) => {
    open.add(socket)
    socket.on('error', () => {})
  })
  test.teardown(() => {
    for (const socket of open) socket.destroy()
    server.close()
  })
  const address = server.address() as net.AddressInfo
  return { port: address.port, server }
}

const failure = async (
  connecting: Promise<SystemSslConnection>,
): Promise<SystemSslError> => {
  const error = await connecting.then(
    () => null,
    (reason: unknown) => reason,
  )
  if (!(error instanceof SystemSslError))
    throw new Error(`not a SystemSslError: ${String(error)}`)
  return error
}

const connectTo = async (
  port: number,
  options: Partial<SystemSslOptions> = {},
) => systemSslConnect(await dial(port), { ...asIs, ...options })

t.test('the ClientHello has the recorded shape', async t => {
  const { port } = await new Promise<net.AddressInfo>(resolve => {
    const server = net.createServer().listen(0, '127.0.0.1', () => {
      resolve(server.address() as net.AddressInfo)
    })
    server.on('connection', socket => {
      socket.once('data', hello => {
        seen.push(hello)
        socket.end()
      })
    })
    t.teardown(() => server.close())
  })
  const seen: Buffer[] = []
  const before = Math.floor(Date.now() / 1000)
  t.equal((await failure(connectTo(port))).rc, 420)
  t.equal(
    (await failure(connectTo(port, { emptyRenegotiationScsv: false }))).rc,
    420,
  )
  const [hello = Buffer.alloc(0), old = Buffer.alloc(0)] = seen
  t.equal(hello.length, 62)
  t.equal(hello.subarray(0, 11).toString('hex'), '1603010039010000350301')
  t.ok(Math.abs(hello.readUInt32BE(11) - before) < 5, 'gmt_unix_time')
  t.equal(
    hello.subarray(43).toString('hex'),
    '00000e00ff003500380039002f003200330100',
  )
  t.equal(old.length, 60)
  t.equal(
    old.subarray(43).toString('hex'),
    '00000c003500380039002f003200330100',
  )
})

for (const maxVersion of ['TLSv1', 'TLSv1.1'] as const)
  // OpenSSL 3 is built without the 3DES suites: 0a and 16 have no peer here
  for (const suite of [0x2f, 0x33, 0x35, 0x39])
    t.test(`${maxVersion} with suite ${suite.toString(16)}`, async t => {
      const { port } = await nodeServer(t, { dhparam: 'auto' })
      const big = Buffer.alloc(200_000, 'x')
      const first = await connectTo(port, { maxVersion, suites: [suite] })
      t.equal(first.version, maxVersion)
      t.equal(first.resumed, false)
      first.stream.write(big)
      let back = 0
      for await (const chunk of first.stream) {
        back += (chunk as Buffer).length
        if (back >= big.length) break
      }
      t.equal(back, big.length)
      const again = await connectTo(port, {
        maxVersion,
        suites: [suite],
        session: first.session,
      })
      t.equal(again.resumed, true, 'by session id alone')
      t.equal(again.cipher, first.cipher)
      again.stream.destroy()
    })

t.test('ends: close_notify, FIN and reset are told apart', async t => {
  const ends = [
    ['close-notify', (s: tls.TLSSocket) => s.end('bye')],
    ['eof', (s: tls.TLSSocket) => rawOf(s)?.end()],
    ['reset', (s: tls.TLSSocket) => rawOf(s)?.resetAndDestroy()],
  ] as const
  const raws = new Map<number | undefined, net.Socket>()
  const rawOf = (s: tls.TLSSocket) => raws.get(s.remotePort)
  for (const [how, end] of ends) {
    const { port, server } = await nodeServer(t, {}, socket => {
      socket.once('data', () => end(socket))
    })
    server.on('connection', (raw: net.Socket) => raws.set(raw.remotePort, raw))
    const { stream, peerClosed } = await connectTo(port)
    stream.on('error', () => {})
    stream.resume()
    stream.write('go')
    t.equal(await peerClosed, how)
    stream.destroy()
  }
})

t.test('closeNotify comes behind what was written', async t => {
  const got = new Promise<string>(resolve => {
    void nodeServer(t, {}, socket => {
      void readAll(socket).then(resolve)
    }).then(async ({ port }) => {
      const { stream, closeNotify } = await connectTo(port)
      for (let i = 0; i < 40; i += 1) stream.write(Buffer.alloc(65536, 'y'))
      closeNotify()
    })
  })
  t.equal((await got).length, 40 * 65536)
})

t.test('release gives the transport back in clear (CCC)', async t => {
  const errors: unknown[] = []
  const { port } = await nodeServer(t, {}, socket => {
    socket.on('error', (error: NodeJS.ErrnoException) => {
      errors.push(error.code)
      raw.emit('told')
    })
  })
  const raw = await dial(port)
  const control = await systemSslConnect(raw, asIs)
  t.equal(control.release(), raw)
  t.equal(raw.destroyed, false)
  const told = once(raw, 'told')
  raw.write('NOOP in clear\r\n')
  await told
  t.same(errors, ['ERR_SSL_WRONG_VERSION_NUMBER'])
})

t.test('clear text where TLS was due is left for its owner', async t => {
  const transport = new PassThrough()
  t.equal((await failure(connectClear(transport, '220 hello\r\n'))).rc, 410)
  // Node 26 hands out one chunk at a time, earlier ones all that is there
  let left = ''
  for (let part = nextPart(transport); part !== null;) {
    left += part.toString()
    part = nextPart(transport)
  }
  t.equal(left, '220 hello\r\n', 'left for its owner')
})

const nextPart = (transport: PassThrough) => transport.read() as Buffer | null

const connectClear = (transport: PassThrough, text: string) => {
  // a PassThrough would read back our own hello
  transport.write = (() => true) as typeof transport.write
  transport.push(text)
  return systemSslConnect(transport, asIs)
}

t.test('return codes', async t => {
  const { certificate } = await testCertificate()
  const empty = await nodeServer(t, {
    requestCert: true,
    rejectUnauthorized: false,
  })
  const alerts = new Promise<Error>(resolve =>
    empty.server.once('tlsClientError', resolve),
  )
  const strict = await failure(connectTo(empty.port))
  t.equal(strict.rc, 410)
  t.equal(strict.text, 'SSL message format is incorrect')
  t.same(strict.alert, { sender: 'client', code: 47 })
  t.match(await alerts, { code: /ALERT_ILLEGAL_PARAMETER$/ })

  const lenient = await connectTo(empty.port, { strictCaList: false })
  t.equal(lenient.resumed, false, 'empty Certificate answers the request')
  lenient.stream.destroy()

  const named = await nodeServer(t, {
    requestCert: true,
    rejectUnauthorized: false,
    ca: certificate,
  })
  ;(await connectTo(named.port)).stream.destroy()

  const modern = await nodeServer(t, { minVersion: 'TLSv1.2' })
  const version = await failure(connectTo(modern.port))
  t.equal(version.rc, 412)
  t.same(version.alert, { sender: 'server', code: 70 })

  const suites = await nodeServer(t, {
    ciphers: 'ECDHE-RSA-AES256-SHA:@SECLEVEL=0',
  })
  const none = await failure(connectTo(suites.port))
  t.equal(none.rc, 402)
  t.same(none.alert, { sender: 'server', code: 40 })

  const plain = await nodeServer(t, {})
  const reasons = [
    ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 435],
    ['CERT_HAS_EXPIRED', 401],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 417],
    ['something else', 8],
  ] as const
  for (const [why, rc] of reasons)
    t.equal(
      (await failure(connectTo(plain.port, { verify: () => why }))).rc,
      rc,
    )

  const dead = await dial(plain.port)
  dead.destroy()
  t.equal((await failure(systemSslConnect(dead, asIs))).rc, 406)
})

t.test('trusting: roots, dates, strangers', async t => {
  const { certificate } = await testCertificate()
  const other = await generate([{ name: 'commonName', value: 'other' }])
  const { port } = await nodeServer(t, {})
  const verify = trusting([certificate])
  ;(await connectTo(port, { verify })).stream.destroy()
  const strange = await failure(
    connectTo(port, { verify: trusting([other.cert]) }),
  )
  t.equal(strange.rc, 417)
  const late = trusting([certificate], () => Date.now() + 1e12)
  t.equal((await failure(connectTo(port, { verify: late }))).rc, 401)
})

t.test('a client certificate is proved', async t => {
  const { certificate, key } = await testCertificate()
  const names: unknown[] = []
  const { port } = await nodeServer(
    t,
    { requestCert: true, rejectUnauthorized: true, ca: certificate },
    socket => {
      names.push(socket.getPeerCertificate().subject.CN)
      socket.end('ok')
    },
  )
  const { stream } = await connectTo(port, {
    clientCertificate: { chainPem: certificate, keyPem: key },
  })
  t.equal(await readAll(stream), 'ok')
  t.same(names, ['localhost'])
  stream.destroy()
})

t.test('hostile servers', async t => {
  const hello = (body: string) =>
    `16030100${(4 + body.length / 2).toString(16).padStart(2, '0')}` +
    `020000${(body.length / 2).toString(16).padStart(2, '0')}${body}`
  const random = '00'.repeat(32)
  const rows = [
    ['record too long', '160301ffff', 410],
    ['SSLv2 record', '8003000001', 410],
    ['message of 16 MB', '160301000402ffffff', 410],
    ['length past the end', hello(`0301${random}20`), 410],
    ['suite not offered', hello(`0301${random}00c01400`), 410],
    ['SSLv3', hello(`0300${random}00003500`), 412],
    [
      'extension not asked for',
      hello(`0301${random}000035000004002300 00`.replace(' ', '')),
      410,
    ],
    ['ChangeCipherSpec first', '140301000101', 415],
    ['data first', '170301000101', 415],
    ['close_notify', '15030100020100', 420],
    ['internal_error', '15030100020250', 438],
    ['alert cut short', '150301000102', 410],
    ['endless warnings', '1503010002015a'.repeat(300), 410],
  ] as const
  for (const [what, hex, rc] of rows) {
    const transport = new PassThrough()
    transport.write = (() => true) as typeof transport.write
    transport.push(Buffer.from(hex, 'hex'))
    t.equal((await failure(systemSslConnect(transport, asIs))).rc, rc, what)
  }
})

t.test('real vsftpd', { skip: noVsftpd(required) }, async t => {
  const session = async (
    options: Readonly<Record<string, string>>,
    client: Partial<SystemSslOptions>,
    reuse: boolean,
  ): Promise<string> => {
    const server = await startVsftpd(options)
    try {
      const socket = await dial(server.port)
      const clear = dialogue(socket)
      await clear.reply()
      await clear.ask('AUTH TLS')
      const control = await systemSslConnect(socket, { ...asIs, ...client })
      const secure = dialogue(control.stream)
      for (const line of ['PBSZ 0', 'PROT P', 'USER ftp'])
        await secure.ask(line)
      const [, high = '', low = ''] =
        /(\d+),(\d+)\)/.exec(await secure.ask('PASV')) ?? []
      const raw = await dial(Number(high) * 256 + Number(low))
      const opened = await secure.ask('LIST')
      const data = await systemSslConnect(raw, {
        ...asIs,
        ...client,
        ...(reuse ? { session: control.session } : {}),
      })
      await readAll(data.stream)
      data.closeNotify()
      data.stream.end()
      const last = opened.includes('\n2') ? opened : await secure.reply()
      control.stream.destroy()
      return `${control.version} ${data.resumed ? 'resumed' : 'full'} ${last.slice(0, 3)}`
    } catch (error) {
      if (error instanceof SystemSslError) return `rc ${error.rc}`
      throw error
    } finally {
      await server.stop()
    }
  }
  t.equal(await session({}, {}, true), 'rc 410', 'defaults')
  const noRequest = { ssl_request_cert: 'NO' }
  t.equal(await session(noRequest, {}, false), 'TLSv1 full 522')
  t.equal(await session(noRequest, {}, true), 'TLSv1 resumed 226')
  t.equal(
    await session({ ca_certs_file: '@caFile@' }, {}, true),
    'TLSv1 resumed 226',
  )
  t.equal(await session({}, { strictCaList: false }, true), 'TLSv1 resumed 226')
  t.equal(
    await session(
      noRequest,
      { suites: defaultSuites, emptyRenegotiationScsv: false },
      true,
    ),
    'TLSv1 resumed 226',
    'before V1R12',
  )
  t.equal(
    await session({ ...noRequest, require_ssl_reuse: 'NO' }, {}, false),
    'TLSv1 full 226',
  )
})

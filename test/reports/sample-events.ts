/**
 * Events of made-up sessions, as two tapped ends would give them. Times are
 * fixed, so that what is rendered from them is.
 */
import type {
  ClientHello,
  Event,
  EventBody,
  ServerHello,
  Side,
  TlsFact,
  TlsVersion,
  Vantage,
} from '../../harness/model.js'

export interface Recorder {
  readonly events: Event[]
  /** both wires see it, the far one a little later */
  both(body: EventBody, near?: Side): void
  at(from: Vantage, body: EventBody): void
  on(role: 'control' | 'data', ordinal: number): void
}

export const recorder = (step = 0.4): Recorder => {
  const events: Event[] = []
  let now = 0
  let role: 'control' | 'data' = 'control'
  let ordinal = 1
  const push = (from: Vantage, body: EventBody, at: number): void => {
    events.push({ at, from, role, ordinal, body })
  }
  return {
    events,
    both(body, near = 'client') {
      now += step
      const far = near === 'client' ? 'server' : 'client'
      push(`${near}-wire`, body, now)
      push(`${far}-wire`, body, now + step / 4)
    },
    at(from, body) {
      now += step
      push(from, body, now)
    },
    on(nextRole, nextOrdinal) {
      role = nextRole
      ordinal = nextOrdinal
    },
  }
}

export const command = (line: string, clear = false): EventBody => {
  const [verb = '', ...rest] = line.split(' ')
  return { kind: 'command', verb, argument: rest.join(' '), clear }
}

export const reply = (
  code: number,
  text: string,
  clear = false,
): EventBody => ({
  kind: 'reply',
  code,
  text,
  clear,
})

export const tls = (sender: Side, fact: TlsFact): EventBody => ({
  kind: 'tls',
  sender,
  fact,
})

export const hello = (changes: Partial<ClientHello> = {}): ClientHello => ({
  is: 'client-hello',
  format: 'tls',
  recordVersion: 'TLSv1',
  version: 'TLSv1.2',
  highest: 'TLSv1.3',
  versions: ['TLSv1.3', 'TLSv1.2'],
  ciphers: [0x1301, 0x1302, 0xc02f],
  extensions: [0, 10, 11, 13, 43, 51],
  groups: [29, 23],
  signatureAlgorithms: [0x0403],
  serverName: 'localhost',
  sessionId: 'aa',
  ...changes,
})

const serverHello = (
  version: TlsVersion,
  pskSelected: boolean,
): ServerHello => ({
  is: 'server-hello',
  version,
  cipher: version === 'TLSv1.3' ? 0x1302 : 0xc02f,
  sessionId: '',
  extensions: [43, 51],
  pskSelected,
  group: 29,
})

export interface HandshakeOptions {
  readonly version?: TlsVersion
  readonly resumed?: boolean
  readonly emptyRequest?: boolean
}

/** A handshake that completes at both ends. */
export const handshake = (
  r: Recorder,
  options: HandshakeOptions = {},
): void => {
  const { version = 'TLSv1.3', resumed = false } = options
  const session = { length: 208, keyName: '00', fingerprint: 'f1' }
  r.both(tls('client', hello(resumed ? { psk: [session] } : {})))
  r.both(tls('server', serverHello(version, resumed)), 'server')
  if (!resumed)
    r.both(
      tls('server', {
        is: 'certificate',
        chain: [
          {
            subject: 'CN=localhost',
            issuer: 'CN=lab root',
            notBefore: '2026-01-01T00:00:00Z',
            notAfter: '2027-01-01T00:00:00Z',
            keyType: 'rsa',
            keyBits: 2048,
            signatureAlgorithm: 'sha256WithRSAEncryption',
            names: ['localhost', '127.0.0.1'],
            authority: false,
            sha256: 'ab'.repeat(32),
          },
        ],
      }),
      'server',
    )
  if (options.emptyRequest === true)
    r.both(
      tls('server', { is: 'certificate-request', authorities: 0, types: [1] }),
      'server',
    )
  r.both(tls('server', { is: 'finished' }), 'server')
  r.both(tls('client', { is: 'finished' }))
  r.both(
    tls('server', {
      is: 'new-session-ticket',
      lifetime: 7200,
      length: 208,
      keyName: '00',
      fingerprint: 'f2',
    }),
    'server',
  )
  const cipher = 'TLS_AES_256_GCM_SHA384'
  r.at('client-program', { kind: 'established', version, cipher, resumed })
  r.at('server-program', { kind: 'established', version, cipher, resumed })
}

/** From TCP to the end of PROT P. */
export const login = (r: Recorder, options: HandshakeOptions = {}): void => {
  const open = { kind: 'open', dialled: 'client' } as const
  r.both({ ...open, clientPort: 50001, serverPort: 2121 })
  r.both(reply(220, '(vsFTPd 3.0.5)', true), 'server')
  r.both(command('AUTH TLS', true))
  r.both(reply(234, 'Proceed with negotiation.', true), 'server')
  handshake(r, options)
  r.both(command('USER lab'))
  r.both(reply(331, 'Please specify the password.'), 'server')
  r.both(command('PASS <redacted>'))
  r.both(reply(230, 'Login successful.'), 'server')
  r.both(command('PBSZ 0'))
  r.both(reply(200, 'PBSZ set to 0.'), 'server')
  r.both(command('PROT P'))
  r.both(reply(200, 'PROT now Private.'), 'server')
}

const openData = (r: Recorder, verb: string, n: number): void => {
  r.on('control', 1)
  r.both(command('PASV'))
  r.both(reply(227, 'Entering Passive Mode (127,0,0,1,200,10).'), 'server')
  r.both(command(verb))
  r.on('data', n)
  r.both({
    kind: 'open',
    dialled: 'client',
    mode: 'passive',
    clientPort: 50100 + n,
    serverPort: 51210,
    control: 1,
  })
  r.on('control', 1)
  r.both(reply(150, 'Here comes the directory listing.'), 'server')
  r.on('data', n)
}

export const listing = (r: Recorder, n = 1, resumed = true): void => {
  openData(r, 'LIST', n)
  handshake(r, { resumed })
  r.both({ kind: 'payload', sender: 'server', bytes: 512 }, 'server')
  r.both(tls('server', { is: 'close-notify' }), 'server')
  r.both(tls('client', { is: 'close-notify' }))
  r.both({ kind: 'close', by: 'server', how: 'fin' }, 'server')
  r.on('control', 1)
  r.both(reply(226, 'Directory send OK.'), 'server')
}

export const refusedListing = (r: Recorder, n = 1): void => {
  openData(r, 'LIST', n)
  handshake(r)
  r.at('server-log', {
    kind: 'log',
    text: 'No SSL session reuse on data channel.',
    fact: { is: 'not-reused' },
  })
  r.both({ kind: 'close', by: 'server', how: 'fin' }, 'server')
  r.on('control', 1)
  r.both(reply(522, 'SSL connection failed: session reuse required'), 'server')
}

export const quit = (r: Recorder): void => {
  r.on('control', 1)
  r.both(command('QUIT'))
  r.both(reply(221, 'Goodbye.'), 'server')
  r.both({ kind: 'close', by: 'server', how: 'fin' }, 'server')
}

/** System SSL's answer to a CertificateRequest that names no CA. */
export const refusedRequest = (r: Recorder): void => {
  const open = { kind: 'open', dialled: 'client' } as const
  r.both({ ...open, clientPort: 50001, serverPort: 2121 })
  r.both(reply(220, '(vsFTPd 3.0.5)', true), 'server')
  r.both(command('AUTH TLS', true))
  r.both(reply(234, 'Proceed with negotiation.', true), 'server')
  r.both(
    tls(
      'client',
      hello({
        highest: 'TLSv1.2',
        versions: [],
        extensions: [],
        sessionId: '',
      }),
    ),
  )
  r.both(tls('server', serverHello('TLSv1.2', false)), 'server')
  r.both(
    tls('server', {
      is: 'certificate-request',
      authorities: 0,
      types: [1, 64],
    }),
    'server',
  )
  r.both(
    tls('client', {
      is: 'alert',
      level: 'fatal',
      code: 47,
      name: 'illegal_parameter',
      encrypted: false,
    }),
  )
  r.at('client-program', {
    kind: 'tls-failed',
    code: 'rc 410',
    text: 'SSL message format is incorrect',
  })
  r.at('server-log', {
    kind: 'log',
    text: 'error:0A000417:SSL routines::sslv3 alert illegal parameter',
    fact: { is: 'handshake-failed', number: 0x0a000417, text: 'alert 47' },
  })
  r.both(
    { kind: 'clear-bytes', sender: 'server', text: '500 OOPS: SSL: alert' },
    'server',
  )
  r.both({ kind: 'close', by: 'server', how: 'fin' }, 'server')
}

/**
 * Writes the events of a session by hand, as one vantage at a time would give
 * them. Nothing is checked: a test may tell an impossible story on purpose.
 */
import type {
  ClientHello,
  ConnectionRole,
  Event,
  EventBody,
  LogFact,
  Side,
  StepOutcome,
  TlsFact,
  TlsVersion,
  Transcript,
  TranscriptContext,
  Vantage,
} from '../../harness/model.js'
import { buildTranscript } from '../../harness/transcript/transcript.js'
import { certificate, clientHello, offered } from './facts.js'

export interface HandshakeStory {
  readonly version?: TlsVersion
  readonly resumed?: boolean
  /** fingerprint of the ticket or pre-shared key that the client offers */
  readonly offer?: string
  /** the session id that the client offers */
  readonly offerId?: string
  /** the session id that the server gives; default: one, before TLS 1.3 */
  readonly id?: string
  /** default: one, under TLS 1.3 */
  readonly tickets?: readonly {
    readonly fingerprint: string
    readonly lifetime: number
  }[]
  /** the client's certificates by digest; absent = not asked for */
  readonly shows?: readonly string[]
  /** TLS records are seen, as in a capture, but no end speaks of success */
  readonly silent?: boolean
}

export interface DataStory {
  /** number of the data connection; its port is 40000 + n */
  readonly n?: number
  readonly tls?: HandshakeStory | null
  readonly end: readonly [number, string]
  readonly begin?: readonly [number, string]
  readonly closed?: readonly [Side, 'fin' | 'rst']
  readonly closeNotify?: readonly Side[]
  readonly facts?: readonly LogFact[]
  readonly control?: number
  readonly mode?: 'passive' | 'active'
}

export class Story {
  readonly #events: Event[] = []
  readonly #steps: StepOutcome[] = []
  #context: TranscriptContext = {}
  #now = 0
  #from: Vantage = 'client-wire'
  #role: ConnectionRole = 'control'
  #ordinal = 1
  #secure = false

  see(body: EventBody): this {
    this.#now += 1
    this.#events.push({
      at: this.#now,
      from: this.#from,
      role: this.#role,
      ordinal: this.#ordinal,
      body,
    })
    return this
  }

  on(role: ConnectionRole, ordinal = 1): this {
    // a new control connection; `back` returns to one
    if (role === 'control') this.#secure = false
    this.#role = role
    this.#ordinal = ordinal
    return this
  }

  from(vantage: Vantage): this {
    this.#from = vantage
    return this
  }

  wait(ms: number): this {
    this.#now += ms
    return this
  }

  context(context: TranscriptContext): this {
    this.#context = { ...this.#context, ...context }
    return this
  }

  step(outcome: Partial<StepOutcome> & Pick<StepOutcome, 'step'>): this {
    const label = outcome.label ?? outcome.step
    this.#steps.push({ label, ok: true, at: this.#now, ms: 1, ...outcome })
    return this
  }

  open(more: Partial<Extract<EventBody, { kind: 'open' }>> = {}): this {
    return this.see({ kind: 'open', dialled: 'client', ...more })
  }

  close(by: Side | 'unknown', how: 'fin' | 'rst' = 'fin'): this {
    return this.see({ kind: 'close', by, how })
  }

  reply(code: number, text: string): this {
    return this.see({ kind: 'reply', code, text, clear: !this.#secure })
  }

  command(line: string): this {
    const [verb = '', ...rest] = line.split(' ')
    const argument = rest.join(' ')
    return this.see({ kind: 'command', verb, argument, clear: !this.#secure })
  }

  say(line: string, code: number, text = 'done'): this {
    return this.command(line).reply(code, text)
  }

  clear(sender: Side, text: string): this {
    return this.see({ kind: 'clear-bytes', sender, text })
  }

  failed(text: string, more: { code?: string; number?: number } = {}): this {
    return this.see({ kind: 'tls-failed', text, ...more })
  }

  log(fact: LogFact, text: string = fact.is): this {
    return this.see({ kind: 'log', text, fact })
  }

  /** a line that no reader understood, in the client's log */
  line(text: string): this {
    const vantage = this.#from
    return this.from('client-log').see({ kind: 'log', text }).from(vantage)
  }

  timeout(waitingFor: string): this {
    return this.see({ kind: 'timeout', waitingFor, ms: 3000 })
  }

  tls(sender: Side, fact: TlsFact): this {
    return this.see({ kind: 'tls', sender, fact })
  }

  alert(sender: Side, code: number, name: string): this {
    const level = 'fatal'
    return this.tls(sender, {
      is: 'alert',
      level,
      code,
      name,
      encrypted: false,
    })
  }

  hello(changes: Partial<ClientHello> = {}): this {
    return this.tls('client', clientHello(changes))
  }

  serverHello(version: TlsVersion, id = '', pskSelected = false): this {
    return this.tls('server', {
      is: 'server-hello',
      version,
      cipher: 0x1302,
      sessionId: id,
      extensions: [],
      pskSelected,
    })
  }

  shows(sender: Side, ...digests: readonly string[]): this {
    const chain = digests.map(d => certificate(d))
    return this.tls(sender, { is: 'certificate', chain })
  }

  handshake(told: HandshakeStory = {}): this {
    const { version = 'TLSv1.3', resumed = false, offer, offerId } = told
    const newest = version === 'TLSv1.3'
    this.hello({
      highest: version,
      versions: newest ? ['TLSv1.3', 'TLSv1.2'] : ['TLSv1.2'],
      sessionId: offerId ?? '',
      ...(offer === undefined
        ? {}
        : newest
          ? { psk: [offered(offer)] }
          : { ticket: offered(offer) }),
    })
    this.serverHello(
      version,
      told.id ?? offerId ?? (newest ? '' : 'aa'),
      newest && resumed,
    )
    if (!resumed) this.shows('server', 'server')
    if (told.shows !== undefined)
      this.tls('server', {
        is: 'certificate-request',
        authorities: 1,
        types: [1],
      }).shows('client', ...told.shows)
    const usual = newest ? [{ fingerprint: 'own', lifetime: 7200 }] : []
    for (const ticket of told.tickets ?? usual)
      this.tls('server', {
        is: 'new-session-ticket',
        length: 208,
        keyName: '00'.repeat(16),
        ...ticket,
      })
    for (const sender of ['server', 'client'] as const)
      this.tls(sender, { is: 'change-cipher-spec' }).tls(sender, {
        is: 'finished',
      })
    if (told.silent !== true)
      this.see({ kind: 'established', version, cipher: 'x', resumed })
    if (this.#role === 'control') this.#secure = true
    return this
  }

  /** From TCP to the reply to AUTH. */
  auth(): this {
    return this.open({ serverPort: 21 })
      .reply(220, '(vsFTPd 3.0.5)')
      .say('AUTH TLS', 234, 'Proceed with negotiation.')
  }

  login(): this {
    return this.say('USER lab', 331).say('PASS <redacted>', 230)
  }

  /** A session up to the first transfer. */
  session(told: HandshakeStory = {}): this {
    return this.auth()
      .handshake(told)
      .login()
      .say('PBSZ 0', 200)
      .say('PROT P', 200)
  }

  /** PASV or PORT, the command, its data connection, and the last reply. */
  transfer(line: string, told: DataStory): this {
    const { n = 1, begin = [150, 'Ok.'], control = 1, tls = {} } = told
    const { mode = 'passive' } = told
    const low = 40000 + n - 156 * 256
    const numbers = `127,0,0,1,156,${low}`
    if (mode === 'active') this.say(`PORT ${numbers}`, 200)
    else this.say('PASV', 227, `Entering Passive Mode (${numbers}).`)
    this.command(line).reply(...begin)
    const port = 40000 + n
    this.on('data', n).open({
      mode,
      control,
      ...(mode === 'active' ? { clientPort: port } : { serverPort: port }),
    })
    if (tls !== null) this.handshake(tls)
    for (const sender of told.closeNotify ?? [])
      this.tls(sender, { is: 'close-notify' })
    if (told.closed !== undefined) this.close(...told.closed)
    const vantage = this.#from
    this.from('server-log')
    for (const fact of told.facts ?? []) this.log(fact)
    return this.from(vantage)
      .back(control)
      .reply(...told.end)
  }

  /** To a control connection, without forgetting that it is secure. */
  back(ordinal = 1): this {
    this.#role = 'control'
    this.#ordinal = ordinal
    return this
  }

  transcript(): Transcript {
    return buildTranscript({
      events: this.#events,
      steps: this.#steps,
      context: this.#context,
    })
  }
}

/** One rule, a session that raises it, and the nearest that does not. */
export interface Case {
  readonly rule: string
  readonly statement: string | RegExp
  readonly raised: Story
  readonly certainty?: 'stated' | 'inferred'
  readonly neighbour: Story
  /** what the neighbour is instead; '' = nothing */
  readonly instead: string
}

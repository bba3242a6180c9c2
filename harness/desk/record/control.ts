/**
 * A control connection through the recorder. In clear it is read line by line,
 * so that addresses can be rewritten; once TLS begins it is ended at us, or
 * passed on as it is.
 */
import type { Socket } from 'node:net'
import type { SecureVersion } from 'node:tls'
import type { Side } from '../../model.js'
import type { RelayedConnection } from '../../relay-connection.js'
import { DialogueReader } from '../../wire/dialogue.js'
import { announced, asked, commandOf, Lines, Replies } from './ftp-lines.js'
import type { Command } from './ftp-lines.js'
import type { Doors } from './doors.js'
import { Leg, type ServerTerms } from './leg.js'
import type { Story } from './story.js'

export interface ControlInit {
  readonly client: Socket
  readonly server: Socket
  /** null: TLS passes through */
  readonly terms: ServerTerms | null
  readonly story: Story
  readonly doors: Doors
  readonly relayed: RelayedConnection | null
  readonly gone: () => void
}

const handshakeRecord = 22
/** of RFC 4217 and of the drafts before it; anything else is no TLS */
const tlsMechanisms = new Set(['TLS', 'TLS-C', 'TLS-P', 'SSL'])
const other = (side: Side): Side => (side === 'client' ? 'server' : 'client')

export class Control {
  readonly #init: ControlInit
  readonly #legs: Readonly<Record<Side, Leg>>
  readonly #readers: Readonly<Record<Side, DialogueReader>>
  readonly #lines = { client: new Lines(), server: new Lines() }
  readonly #replies = new Replies()
  readonly #pending: Command[] = []
  readonly #held: Record<Side, boolean> = { client: false, server: false }
  readonly #gone = new Set<Side>()
  /** passed on unread */
  #piped = false
  #spoken = false
  #open = true
  #session: Buffer | undefined

  constructor(init: ControlInit) {
    this.#init = init
    const { story } = init
    this.#legs = { client: this.#leg('client'), server: this.#leg('server') }
    this.#readers = {
      client: new DialogueReader(story.teller('client', 'control', 1)),
      server: new DialogueReader(story.teller('server', 'control', 1)),
    }
    this.#legs.client.resume()
    this.#legs.server.resume()
  }

  /** the client has not ended it */
  get open(): boolean {
    return this.#open
  }

  /** the session that the server gave us, for data connections */
  get session(): Buffer | undefined {
    return this.#session
  }

  destroy(): void {
    this.#legs.client.destroy('fin')
    this.#legs.server.destroy('fin')
  }

  #leg(side: Side): Leg {
    const { story, relayed } = this.#init
    return new Leg(
      this.#init[side],
      other(side),
      relayed === null ? story.teller(side, 'control', 1) : () => undefined,
      {
        bytes: bytes => this.#bytes(side, bytes),
        ended: notified => {
          if (side === 'client') this.#open = false
          this.#flush(side)
          relayed?.ended(side)
          this.#legs[other(side)].end(notified)
        },
        gone: how => this.#isGone(side, how),
      },
      false,
    )
  }

  #bytes(side: Side, bytes: Buffer): void {
    if (this.#piped) return this.#pipe(side, bytes)
    const implicit =
      side === 'client' && !this.#spoken && bytes[0] === handshakeRecord
    if (side === 'client') this.#spoken = true
    if (implicit) return this.#startTls(bytes)
    if (!this.#lines[side].push(bytes)) return this.destroy()
    this.#work(side)
  }

  #pipe(side: Side, bytes: Buffer): void {
    this.#init.relayed?.bytes(side, bytes)
    this.#legs[other(side)].write(bytes)
  }

  #work(side: Side): void {
    while (!this.#held[side] && !this.#piped) {
      const line = this.#lines[side].next()
      if (line === null) return
      if (side === 'client') this.#command(line)
      else this.#replyLine(line)
    }
  }

  /** what is no whole line when its sender has ended */
  #flush(side: Side): void {
    const rest = this.#lines[side].rest()
    if (rest.length > 0) this.#forward(side, rest, rest)
    this.#readers[side].end(side)
  }

  /** `seen`: as the leg that it came from has it; `sent`: as it goes on */
  #forward(side: Side, seen: Buffer, sent: Buffer): void {
    const { relayed } = this.#init
    const to = other(side)
    // the relay's story is that of the client's leg
    if (relayed !== null) relayed.bytes(side, side === 'client' ? seen : sent)
    else {
      this.#readers[side].push(side, seen, !this.#legs[side].secure)
      this.#readers[to].push(side, sent, !this.#legs[to].secure)
    }
    this.#legs[to].write(sent)
  }

  #command(line: Buffer): void {
    const command = commandOf(line)
    const { verb } = command
    if (verb === 'CCC' && this.#legs.client.secure) return this.#refuseCcc(line)
    this.#pending.push(command)
    // what follows AUTH is TLS, if the server agrees
    if (verb === 'AUTH') this.#held.client = true
    const active = verb === 'PORT' || verb === 'EPRT' ? asked(command) : null
    if (active === null) return this.#forward('client', line, line)
    this.#later('client', this.#init.doors.active(command, active), sent =>
      this.#forward('client', line, sent ?? line),
    )
  }

  /** RFC 4217 12.3 is beyond us when TLS ends here, and we say so ourselves. */
  #refuseCcc(line: Buffer): void {
    const reply = Buffer.from('534 CCC cannot be recorded.\r\n')
    this.#init.story.note('CCC was refused by the recorder, not by the server')
    this.#readers.client.push('client', line, false)
    this.#readers.client.push('server', reply, false)
    this.#legs.client.write(reply)
  }

  #replyLine(line: Buffer): void {
    const reply = this.#replies.line(line)
    if (reply === null) return
    const { code, bytes } = reply
    const command = this.#pending[0]
    if (code >= 200) this.#pending.shift()
    if (command?.verb === 'AUTH' && code >= 200)
      return this.#authAnswered(command, code, bytes)
    const address =
      (command?.verb === 'PASV' || command?.verb === 'EPSV') && code < 300
        ? announced(bytes)
        : null
    if (address === null) return this.#forward('server', bytes, bytes)
    this.#later('server', this.#init.doors.passive(bytes, address), sent =>
      this.#forward('server', bytes, sent ?? bytes),
    )
  }

  #authAnswered(command: Command, code: number, bytes: Buffer): void {
    this.#forward('server', bytes, bytes)
    const mechanism = command.argument.trim().toUpperCase()
    if ((code === 234 || code === 334) && tlsMechanisms.has(mechanism))
      return this.#startTls(this.#lines.client.rest())
    this.#held.client = false
    this.#work('client')
  }

  /** nothing of this side is read until `work` is done */
  #later(
    side: Side,
    work: Promise<Buffer | null>,
    then: (sent: Buffer | null) => void,
  ): void {
    this.#held[side] = true
    void work
      .catch(() => null)
      .then(sent => {
        then(sent)
        this.#held[side] = false
        this.#work(side)
      })
  }

  #startTls(early: Buffer): void {
    const { terms, story } = this.#init
    if (terms !== null) return void this.#secure(terms, early)
    story.note(
      'TLS begins and passes through: data connections are seen on --data-ports only',
    )
    this.#piped = true
    const behind = this.#lines.server.rest()
    if (early.length > 0) this.#pipe('client', early)
    if (behind.length > 0) this.#pipe('server', behind)
  }

  async #secure(terms: ServerTerms, early: Buffer): Promise<void> {
    const { client, server } = this.#legs
    this.#held.client = this.#held.server = true
    try {
      const secured = await client.acceptTls(terms, early)
      await server.offerTls({
        serverName: secured.serverName,
        session: undefined,
        maxVersion: secured.version as SecureVersion,
        onSession: session => {
          this.#session = session
        },
      })
    } catch {
      return this.destroy()
    }
    this.#held.client = this.#held.server = false
    this.#work('server')
    this.#work('client')
  }

  #isGone(side: Side, how: 'fin' | 'rst'): void {
    if (how === 'rst') this.#init.relayed?.reset(side)
    this.#gone.add(side)
    this.#open = false
    this.#legs[other(side)].destroy(how)
    if (this.#gone.size === 2) this.#init.gone()
  }
}

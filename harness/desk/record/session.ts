/** One recorded session: its control connection, its data, its story. */
import type { Socket } from 'node:net'
import type { Side } from '../../model.js'
import { Control } from './control.js'
import { Doors } from './doors.js'
import type { ServerTerms } from './leg.js'
import { Pair } from './pair.js'
import type { Story } from './story.js'

export interface SessionInit {
  readonly client: Socket
  readonly server: Socket
  /** null: TLS passes through */
  readonly terms: ServerTerms | null
  readonly story: Story
  readonly over: () => void
}

/** what still comes when the last connection is closed */
const lastWordsMs = 50

const portsOf = (client: Socket, server: Socket, leg: Side) =>
  leg === 'client'
    ? { clientPort: client.remotePort ?? 0, serverPort: client.localPort ?? 0 }
    : { clientPort: server.localPort ?? 0, serverPort: server.remotePort ?? 0 }

export class RecordedSession {
  readonly #init: SessionInit
  readonly #control: Control
  readonly #doors: Doors
  #controlGone = false
  #told = false

  constructor(init: SessionInit) {
    this.#init = init
    const { client, server, story, terms } = init
    this.#doors = new Doors({
      client,
      server,
      story,
      pair: (c, s, mode, ordinal) => this.#pair(c, s, mode, ordinal),
      failed: (...args) => this.#failed(...args),
      changed: () => this.#perhapsOver(),
    })
    const relayed =
      terms === null
        ? story.relayed({
            role: 'control',
            ordinal: 1,
            ...portsOf(client, server, 'client'),
          })
        : null
    if (relayed === null)
      for (const leg of ['client', 'server'] as const)
        story.teller(
          leg,
          'control',
          1,
        )({
          kind: 'open',
          dialled: 'client',
          ...portsOf(client, server, leg),
        })
    this.#control = new Control({
      client,
      server,
      terms,
      story,
      doors: this.#doors,
      relayed,
      gone: () => {
        this.#controlGone = true
        this.#perhapsOver()
      },
    })
  }

  get open(): boolean {
    return this.#control.open
  }

  /** a data connection that came to one of the ports that are always open */
  adopt(accepted: Socket, host: string, port: number): void {
    this.#doors.adopt(accepted, host, port)
  }

  destroy(): void {
    this.#doors.close()
    this.#control.destroy()
  }

  #pair(
    client: Socket,
    server: Socket,
    mode: 'passive' | 'active',
    ordinal: number,
  ): Pair {
    const { story, terms } = this.#init
    const relayed =
      terms === null
        ? story.relayed({
            role: 'data',
            ordinal,
            control: 1,
            mode,
            ...portsOf(client, server, 'client'),
          })
        : null
    const tellers = {
      client: story.teller('client', 'data', ordinal),
      server: story.teller('server', 'data', ordinal),
    }
    if (relayed === null)
      for (const leg of ['client', 'server'] as const)
        tellers[leg]({
          kind: 'open',
          dialled: mode === 'passive' ? 'client' : 'server',
          mode,
          control: 1,
          ...portsOf(client, server, leg),
        })
    const silent = (): void => undefined
    return new Pair({
      client,
      server,
      terms,
      tellers: relayed === null ? tellers : { client: silent, server: silent },
      relayed,
      session: () => this.#control.session,
    })
  }

  #failed(
    accepted: Socket,
    mode: 'passive' | 'active',
    ordinal: number,
    port: number,
    { code = 'ERROR', message }: NodeJS.ErrnoException,
  ): void {
    const { story, terms } = this.#init
    const leg = mode === 'passive' ? 'server' : 'client'
    if (terms !== null)
      return story.teller(
        leg,
        'data',
        ordinal,
      )({ kind: 'open-failed', code, text: message })
    const ports =
      mode === 'passive'
        ? {
            clientPort: accepted.remotePort ?? 0,
            serverPort: accepted.localPort ?? 0,
          }
        : { clientPort: port, serverPort: accepted.localPort ?? 0 }
    story
      .relayed({ role: 'data', ordinal, control: 1, mode, ...ports })
      .refused(code, message)
  }

  #perhapsOver(): void {
    if (!this.#controlGone || this.#doors.open > 0 || this.#told) return
    setTimeout(() => {
      if (this.#told || this.#doors.open > 0) return
      this.#told = true
      this.#doors.close()
      this.#init.over()
    }, lastWordsMs)
  }
}

/** What the mini server is told, and what it tells. */
import { EventEmitter } from 'node:events'
import type { TlsOptions } from 'node:tls'
import type { Certificate, EventBody } from '../../harness/model.js'

export interface MiniOptions {
  readonly certificate: Certificate
  readonly tls?: TlsOptions
  readonly implicit?: boolean
  readonly requireReuse?: boolean
  /** lines in clear behind 234, and no TLS */
  readonly plainAfterAuth?: string
  /** obeys inside TLS what came behind AUTH in clear */
  readonly vulnerable?: boolean
  /** replies by verb, instead of the server's own */
  readonly replies?: Readonly<Record<string, string>>
  /** waits before it reads an upload */
  readonly uploadDelayMs?: number
  /** contents of every download and listing */
  readonly download?: Buffer
}

export interface SeenData {
  resumed: boolean | null
  bytes: number
  error: string | null
  from: string
  facts: EventBody[]
  contents: Buffer[]
}

export interface MiniServer {
  readonly port: number
  readonly commands: string[]
  readonly data: SeenData[]
  readonly addresses: string[]
  close(): Promise<void>
}

/** Stateful resumption (session ids) for clients without tickets. */
export const sessionStore = (): EventEmitter => {
  const store = new Map<string, Buffer>()
  const emitter = new EventEmitter()
  emitter.on('newSession', (id: Buffer, data: Buffer, done: () => void) => {
    store.set(id.toString('hex'), data)
    done()
  })
  emitter.on(
    'resumeSession',
    (id: Buffer, done: (e: null, data: Buffer | null) => void) =>
      done(null, store.get(id.toString('hex')) ?? null),
  )
  return emitter
}

/** The argument of PORT or EPRT. */
export const parseActive = (
  verb: string,
  argument: string,
): { readonly host: string; readonly port: number } => {
  const parts = argument.split(verb === 'PORT' ? ',' : '|')
  if (verb !== 'PORT') return { host: parts[2] ?? '', port: Number(parts[3]) }
  return {
    host: parts.slice(0, 4).join('.'),
    port: Number(parts[4]) * 256 + Number(parts[5]),
  }
}

/**
 * Where a quirk can change what the engine does. A quirk is one small file
 * that sets one or two of these; a hook that returns undefined changes nothing.
 */
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { CommandLine } from './lines.js'
import type { ReplyText, Situation } from './replies.js'
import type { SecureStream } from './secure-stream.js'
import type { Entry } from './store.js'

/** What a quirk may know of and do to a control connection. */
export interface SessionView {
  readonly secure: boolean
  readonly loggedIn: boolean
  readonly protection: 'C' | 'P'
  readonly address: string
  /** the client showed a certificate in the control handshake */
  readonly certified: boolean
  /** bytes straight to the socket, around TLS */
  inject(bytes: string | Buffer): void
  /** ends the control connection */
  end(how: 'fin' | 'rst'): void
}

/** A listing as a product words it, or its refusal. */
export type Listing =
  { readonly bytes: Buffer } | { readonly refusal: ReplyText }

export interface Hooks {
  /** another command, or the answer to this one: the engine never sees it */
  command?(
    command: CommandLine,
    session: SessionView,
  ): CommandLine | ReplyText | undefined
  /** LIST, NLST, MLSD in another form; null entries: no such directory */
  listing?(
    request: {
      readonly verb: string
      readonly argument: string
      readonly entries: readonly Entry[] | null
    },
    session: SessionView,
  ): Listing | undefined
  /** another greeting; null: none */
  greet?(session: SessionView): ReplyText | null | undefined
  /** another reply; null: none */
  reply?(
    reply: { readonly situation: Situation | null; readonly text: ReplyText },
    session: SessionView,
  ): ReplyText | null | undefined
  /**
   * AUTH: another answer, and what follows 234: a hook that returns `then`
   * owns the connection from then on and no TLS is started
   */
  auth?(
    mechanism: string,
    session: SessionView,
  ):
    | {
        readonly answer?: ReplyText
        readonly then?: (wire: Duplex) => void
      }
    | undefined
  /** another answer to PROT, with the level that holds afterwards */
  prot?(
    level: string,
    session: SessionView,
  ): { readonly answer: ReplyText; readonly level: 'C' | 'P' } | undefined
  /** another address in 227 */
  pasv?(session: SessionView): string | undefined
  /** a data connection is up, no TLS yet; true: the hook dealt with it */
  dataOpen?(raw: Socket, session: SessionView): boolean | undefined
  /** the data handshake is complete; a reply refuses the transfer */
  dataTls?(socket: SecureStream, session: SessionView): ReplyText | undefined
  /** the control connection is closed */
  close?(session: SessionView): void
}

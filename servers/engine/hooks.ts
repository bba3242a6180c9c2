/**
 * Where a quirk can change what the engine does. A quirk is one small file
 * that sets one or two of these; a hook that returns undefined changes nothing.
 */
import type { Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'
import type { ReplyText, Situation } from './replies.js'

/** What a quirk may know of and do to a control connection. */
export interface SessionView {
  readonly secure: boolean
  readonly loggedIn: boolean
  readonly protection: 'C' | 'P'
  readonly address: string
  /** bytes straight to the socket, around TLS */
  inject(bytes: string | Buffer): void
  /** ends the control connection */
  end(how: 'fin' | 'rst'): void
}

export interface Hooks {
  /** another greeting; null: none */
  greet?(session: SessionView): ReplyText | null | undefined
  /** another reply; null: none */
  reply?(
    reply: { readonly situation: Situation | null; readonly text: ReplyText },
    session: SessionView,
  ): ReplyText | null | undefined
  /**
   * AUTH: another answer, and what follows 234: a hook that returns `taken`
   * owns the raw socket from then on and no TLS is started
   */
  auth?(
    mechanism: string,
    session: SessionView,
  ):
    | {
        readonly answer?: ReplyText
        readonly then?: (raw: Socket) => void
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
  dataTls?(socket: TLSSocket, session: SessionView): ReplyText | undefined
  /** the control connection is closed */
  close?(session: SessionView): void
}

/** The events of a control connection that the tap cannot tell. */
import type { Socket } from 'node:net'
import type { EventBody } from '../../harness/model.js'
import { printable, redactArgument, redactText } from '../../harness/redact.js'
import type { CommandLine } from './lines.js'

const longestText = 2000
const longestVerb = 64

export class ControlStory {
  readonly #emit: (body: EventBody) => void

  constructor(emit: (body: EventBody) => void, socket: Socket) {
    this.#emit = emit
    const { remotePort, localPort } = socket
    emit({
      kind: 'open',
      dialled: 'client',
      ...(remotePort === undefined ? {} : { clientPort: remotePort }),
      ...(localPort === undefined ? {} : { serverPort: localPort }),
    })
  }

  command({ verb, argument }: CommandLine, clear: boolean): void {
    const shown = printable(redactArgument(verb, argument))
    this.#emit({
      kind: 'command',
      verb: printable(verb).slice(0, longestVerb),
      argument: shown.slice(0, longestText),
      clear,
    })
  }

  reply(code: number, text: string, clear: boolean): void {
    const shown = redactText(text).slice(0, longestText)
    this.#emit({ kind: 'reply', code, text: shown, clear })
  }

  timeout(waitingFor: string, ms: number): void {
    this.#emit({ kind: 'timeout', waitingFor, ms })
  }
}

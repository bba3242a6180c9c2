/**
 * The desk itself: shows what its sessions say, judges each when it is over,
 * writes it into the journal and forgets it. Knows nothing of where sessions
 * come from.
 */
import { join, resolve } from 'node:path'
import { startClock } from '../clock.js'
import { openJournal, type Journal } from '../journal.js'
import type { Clock, Event, Rule } from '../model.js'
import { toolVersion } from '../tool-version.js'
import { dialogueLine, oneLine } from './dialogue.js'
import {
  isFault,
  judgeSession,
  toCell,
  type DeskSession,
  type Judged,
} from './judged.js'
import { verdictLines } from './verdict.js'

/** unread output beyond this is not piled up */
const mostUnread = 1 << 20

export interface DeskTools {
  readonly rules: readonly Rule[]
  readonly command: readonly string[]
  readonly startedAt: string
  readonly screen: DeskInit['screen']
  readonly warn: (text: string) => void
  readonly signal: AbortSignal
}

export interface DeskInit {
  readonly out: string
  readonly command: readonly string[]
  readonly rules: readonly Rule[]
  readonly screen: Pick<
    NodeJS.WriteStream,
    'write' | 'writableLength' | 'columns'
  >
  /** verdicts only */
  readonly quiet: boolean
  readonly startedAt: string
}

export class Desk {
  readonly directory: string
  readonly #init: DeskInit
  readonly #journal: Journal
  readonly #clock: Clock = startClock()
  readonly #found = new Map<string, number>()
  #sessions = 0
  #faults = 0
  #unshown = 0

  /** rejects when the journal can no longer be written */
  readonly broken: Promise<never>
  #break: (error: unknown) => void = () => undefined

  /** Throws FI_JOURNAL. */
  constructor(init: DeskInit) {
    this.#init = init
    this.broken = new Promise((_resolve, reject) => (this.#break = reject))
    this.broken.catch(() => undefined)
    this.directory = resolve(init.out)
    this.#journal = openJournal(this.journal)
    this.#journal.write({
      type: 'run-start',
      v: 1,
      tool: toolVersion,
      startedAt: init.startedAt,
      node: process.versions.node,
      openssl: process.versions.openssl,
      platform: `${process.platform}-${process.arch}`,
      cells: 0,
      lanes: [],
      command: init.command,
    })
  }

  get journal(): string {
    return join(this.directory, 'run.jsonl')
  }

  get faults(): number {
    return this.#faults
  }

  say(line: string): void {
    this.#init.screen.write(`${line}\n`)
  }

  /** one event of a session that is going on */
  show(number: number | string, event: Event): void {
    if (this.#init.quiet) return
    const line = dialogueLine(event)
    if (line === null) return
    if (this.#init.screen.writableLength > mostUnread) {
      this.#unshown += 1
      return
    }
    this.#caughtUp()
    this.say(`${`#${number}`.padEnd(5)}${line}`)
  }

  /** what is no event of a session, among its lines */
  note(number: number | string, text: string): void {
    if (!this.#init.quiet)
      this.say(`${`#${number}`.padEnd(5)}${' '.repeat(18)}·  ${oneLine(text)}`)
  }

  /** a session is over: nothing of it stays in memory */
  ended(
    session: DeskSession,
    label = String(session.number),
    told: readonly string[] = [],
  ): Judged {
    const judged = judgeSession(session, this.#init.rules)
    try {
      this.#journal.write({ type: 'cell-end', cell: toCell(judged) })
    } catch (error) {
      this.#break(error)
    }
    this.#sessions += 1
    if (isFault(judged)) this.#faults += 1
    for (const { id, severity } of judged.findings)
      if (severity === 'fault')
        this.#found.set(id, (this.#found.get(id) ?? 0) + 1)
    this.#caughtUp()
    this.say(
      verdictLines(judged, told)
        .map(l => `${`#${label}`.padEnd(5)}${l}`)
        .join('\n'),
    )
    return judged
  }

  close(): void {
    this.#journal.write({
      type: 'run-end',
      interrupted: false,
      durationMs: Math.round(this.#clock.now()),
    })
    this.#journal.close()
  }

  summary(): string[] {
    const found = [...this.#found].sort(([, a], [, b]) => b - a)
    return [
      `${this.#sessions} session${this.#sessions === 1 ? '' : 's'}, ${this.#faults === 0 ? 'nothing wrong in any' : `something wrong in ${this.#faults}`}`,
      ...found.map(([id, n]) => `  ${String(n).padStart(4)} × ${id}`),
      `journal ${this.journal}`,
      ...(this.#sessions === 0
        ? []
        : [`shown again by: ftps-interop report ${this.journal}`]),
    ]
  }

  #caughtUp(): void {
    if (this.#unshown === 0) return
    this.say(`(${this.#unshown} lines were not shown: the screen was too slow)`)
    this.#unshown = 0
  }
}

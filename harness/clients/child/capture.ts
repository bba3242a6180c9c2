/**
 * The output of a child as lines with the time of their arrival. A child's
 * text holds its peer's text: line length and total are bounded, the rest is
 * read and dropped.
 */
import type { Clock } from '../../model.js'
import type { TimedLine } from '../../logs/timed-line.js'

const longestLine = 4096
const mostCharacters = 1_000_000

export interface CaptureOptions {
  readonly clock: Clock
  /** lines that are dropped unseen */
  readonly skip?: RegExp
}

export class Capture {
  readonly lines: TimedLine[] = []
  readonly #options: CaptureOptions
  #rest = ''
  #characters = 0

  constructor(options: CaptureOptions) {
    this.#options = options
  }

  get text(): string {
    return this.lines.map(line => `${line.text}\n`).join('')
  }

  push(chunk: Buffer): void {
    // latin1 keeps every byte and never waits for the rest of a character
    const parts = (this.#rest + chunk.toString('latin1')).split('\n')
    this.#rest = (parts.pop() ?? '').slice(0, longestLine)
    for (const part of parts) this.#line(part)
  }

  end(): void {
    if (this.#rest !== '') this.#line(this.#rest)
    this.#rest = ''
  }

  #line(line: string): void {
    const text = line.replace(/\r$/, '').slice(0, longestLine)
    if (this.#options.skip?.test(text) === true) return
    this.#characters += text.length
    if (this.#characters > mostCharacters) return
    this.lines.push({ at: this.#options.clock.now(), text })
  }
}

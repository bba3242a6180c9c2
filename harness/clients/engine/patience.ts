/**
 * The deadline of the step that runs: one timer for a whole session, set
 * back by `renew`. Every wait for a peer goes through `wait`.
 */
export class TimedOut extends Error {
  readonly waitingFor: string
  readonly ms: number

  constructor(waitingFor: string, ms: number) {
    super(`no ${waitingFor} within ${ms} ms`)
    this.name = 'TimedOut'
    this.waitingFor = waitingFor
    this.ms = ms
  }
}

export class Patience {
  readonly #ms: number
  readonly #signal: AbortSignal
  readonly #timer: NodeJS.Timeout
  readonly #waiting = new Set<{
    readonly what: string
    readonly reject: (error: Error) => void
  }>()
  readonly #interrupt = (): void => this.#rejectAll(() => this.#interrupted())

  constructor(ms: number, signal: AbortSignal) {
    this.#ms = ms
    this.#signal = signal
    this.#timer = setTimeout(
      () => this.#rejectAll(what => new TimedOut(what, ms)),
      ms,
    )
    signal.addEventListener('abort', this.#interrupt)
  }

  /** A step begins, or the peer has shown that it is alive. */
  renew(): void {
    this.#timer.refresh()
  }

  /** `what` completes the sentence "no … within 5000 ms". */
  wait<T>(what: string, promise: Promise<T>): Promise<T> {
    if (this.#signal.aborted) {
      promise.catch(() => {})
      return Promise.reject(this.#interrupted())
    }
    return new Promise((resolve, reject) => {
      const entry = { what, reject }
      this.#waiting.add(entry)
      const settle =
        <V>(then: (value: V) => void) =>
        (value: V) => {
          this.#waiting.delete(entry)
          then(value)
        }
      promise.then(settle(resolve), settle(reject))
    })
  }

  /** As `wait`, with a shorter deadline of the client's own. */
  async within<T>(ms: number, what: string, promise: Promise<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new TimedOut(what, ms)), ms)
    })
    try {
      return await this.wait(what, Promise.race([promise, late]))
    } finally {
      clearTimeout(timer)
    }
  }

  /** Not subject to the deadline of the step, only to that of the cell. */
  sleep(ms: number): Promise<void> {
    if (this.#signal.aborted) return Promise.reject(this.#interrupted())
    return new Promise((resolve, reject) => {
      const interrupt = () => {
        clearTimeout(timer)
        reject(this.#interrupted())
      }
      const timer = setTimeout(() => {
        this.#signal.removeEventListener('abort', interrupt)
        this.renew()
        resolve()
      }, ms)
      this.#signal.addEventListener('abort', interrupt, { once: true })
    })
  }

  end(): void {
    clearTimeout(this.#timer)
    this.#signal.removeEventListener('abort', this.#interrupt)
  }

  #interrupted(): Error {
    return new TimedOut('time left for this cell', this.#ms)
  }

  #rejectAll(why: (what: string) => Error): void {
    for (const { what, reject } of this.#waiting) reject(why(what))
    this.#waiting.clear()
  }
}

/** The end of a command that goes on until it is stopped. */
export interface Until {
  readonly promise: Promise<void>
  /** there is nothing more to wait for */
  enough(): void
}

export const untilDone = (signal: AbortSignal): Until => {
  let enough: () => void = () => undefined
  const promise = new Promise<void>(resolve => {
    enough = resolve
    if (signal.aborted) resolve()
    signal.addEventListener('abort', () => resolve(), { once: true })
  })
  return { promise, enough: () => enough() }
}

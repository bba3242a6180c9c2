/** One interrupt for all that runs: every cell and every worker listens. */
import { setMaxListeners } from 'node:events'

/**
 * `stop` is called once, at once where the signal has been given already.
 * Gives back what takes the listener away again.
 */
export const onInterrupt = (
  signal: AbortSignal,
  stop: () => void,
): (() => void) => {
  // many that listen at once are no leak
  setMaxListeners(0, signal)
  if (signal.aborted) stop()
  else signal.addEventListener('abort', stop, { once: true })
  return () => signal.removeEventListener('abort', stop)
}

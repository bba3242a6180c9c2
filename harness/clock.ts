/** The one place that reads a clock. */
import type { Clock } from './model.js'

export const startClock = (): Clock => {
  const start = performance.now()
  return { now: () => Math.round((performance.now() - start) * 100) / 100 }
}

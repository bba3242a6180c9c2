/** Processes of Linux as /proc shows them. */
import { readdirSync, readFileSync } from 'node:fs'

interface Status {
  readonly state: string
  readonly parent: number
}

const statusOf = (pid: number): Status | null => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    // a name stands in brackets, and can hold brackets itself
    const [state = '', parent] = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
    return { state, parent: Number(parent) }
  } catch {
    return null
  }
}

export const isAlive = (pid: number): boolean => {
  const state = statusOf(pid)?.state ?? 'X'
  // Z: ended, and process 1 of a container may never collect it
  return state !== 'Z' && state !== 'X'
}

/** The kernel lists children where it is built to, which is nearly always. */
const childrenOf = (pid: number): readonly number[] => {
  try {
    const path = `/proc/${pid}/task/${pid}/children`
    return readFileSync(path, 'latin1').split(' ').map(Number).filter(Boolean)
  } catch {
    return readdirSync('/proc')
      .map(Number)
      .filter(other => other > 0 && statusOf(other)?.parent === pid)
  }
}

const signal = (pid: number, name: NodeJS.Signals): void => {
  try {
    process.kill(pid, name)
  } catch {
    // it has ended by itself
  }
}

const stopFamily = (pid: number): readonly number[] => {
  signal(pid, 'SIGSTOP')
  return [pid, ...childrenOf(pid).flatMap(stopFamily)]
}

/**
 * Ends a process and everything that it started. Children may have left its
 * process group (vsftpd: each session leads one of its own), so they are
 * looked up, each parent stopped before its children are listed. All are
 * stopped before the first one ends: none gets to say that another has.
 */
export const endFamily = (pid: number): void => {
  for (const member of stopFamily(pid)) signal(member, 'SIGKILL')
}

/** Nanoseconds that it ran and that it stood ready to run. */
const busyOf = (pid: number): number => {
  try {
    const [ran, waited] = readFileSync(`/proc/${pid}/schedstat`, 'latin1')
      .split(' ')
      .map(Number)
    return (ran ?? 0) + (waited ?? 0)
  } catch {
    return 0
  }
}

const familyOf = (pid: number): readonly number[] => [
  pid,
  ...childrenOf(pid).flatMap(familyOf),
]

/**
 * How long to look, in ms, and the share of it that tells. The kernel counts
 * at its ticks (4 ms) and when a process gets its turn, so a short look says
 * only that it is not idle.
 */
const looks = [
  { ms: 10, above: 0.1 },
  { ms: 50, above: 0.6 },
  { ms: 300, above: 0.8 },
] as const

/**
 * Is a process, or one that it started, always ready to run? A core that
 * others use as well makes no difference: the time it waits for one counts.
 */
export const spins = async (pid: number): Promise<boolean> => {
  for (const { ms, above } of looks) {
    const before = familyOf(pid).map(
      member => [member, busyOf(member)] as const,
    )
    const began = performance.now()
    await new Promise(resolve => setTimeout(resolve, ms))
    const passed = (performance.now() - began) * 1e6
    if (!before.some(([m, busy]) => (busyOf(m) - busy) / passed > above))
      return false
  }
  return true
}

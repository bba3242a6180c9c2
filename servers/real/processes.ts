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

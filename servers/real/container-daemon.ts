/**
 * One daemon inside a container: started by exec, asked now and then whether
 * it lives while it starts, ended with all its sessions.
 */
import type { Container } from './containers.js'
import { becomesReady, type Daemon } from './daemon.js'
import type { ContainerHost } from './container-host.js'
import type { LogSource } from './log-tail.js'

/** No cell dials from it: it is used to see whether a daemon is ready. */
const readinessAddress = '127.254.254.254'
const readyWithinMs = 15_000

/**
 * One that ended and was not collected is a zombie. Its executable does not
 * tell: that of a daemon which changed its user cannot be seen.
 */
const alive =
  'alive() { [ -e "/proc/$1/status" ] && ' +
  '! grep -q "^State:.[ZX]" "/proc/$1/status"; }; '
/** All stopped, then all ended: a session leads a process group of its own. */
const killScript =
  alive +
  's() { kill -STOP $1; all="$all $1"; for c in ' +
  '$(cat /proc/$1/task/$1/children); do s $c; done; }; ' +
  's "$1" 2>/dev/null; kill -KILL $all 2>/dev/null; ' +
  'while alive "$1"; do sleep 0.01; done'
const endedScript = `${alive}alive "$1" || { cat "$2"; echo; echo ended; }`

const sleep = (ms: number): Promise<void> =>
  new Promise(resolve => setTimeout(resolve, ms))

export interface Starting extends Daemon {
  /** asks now and then whether it lives, until it is settled */
  watch(): void
  settled(): void
}

export interface Start {
  /** prints the process id of the daemon */
  readonly script: string
  readonly args: readonly string[]
  /** takes what the daemon writes to its standard descriptors */
  readonly sayings: string
}

export const startInside = async (
  container: Container,
  { script, args, sayings }: Start,
): Promise<Starting> => {
  const { output } = await container.exec(script, ...args)
  const pid = output.trim()
  let exit: string | null = null
  let words = ''
  let watching = true
  const isWatching = (): boolean => watching
  return {
    pid: Number(pid),
    exit: () => exit,
    said: () => Promise.resolve(words),
    stop: async () => {
      watching = false
      await container.exec(killScript, pid)
    },
    settled: () => {
      watching = false
    },
    watch: () => {
      const ask = async (): Promise<void> => {
        while (watching && exit === null) {
          await sleep(100)
          // settled meanwhile
          if (!isWatching()) return
          const state = await container.exec(endedScript, pid, sayings)
          if (!/\nended\n$/.test(state.output)) continue
          words = state.output.replace(/\nended\n$/, '').trim()
          exit = 'ended'
        }
      }
      ask().catch((error: unknown) => {
        exit = String(error)
      })
    },
  }
}

/** False: it ended. */
export const readyInside = async (
  host: ContainerHost,
  daemon: Starting,
  port: number,
  confirmed: () => boolean,
): Promise<boolean> => {
  daemon.watch()
  try {
    return await becomesReady(daemon, {
      host: host.address,
      port,
      ...(host.keepsAddresses ? { from: readinessAddress } : {}),
      confirmed,
      timeoutMs: readyWithinMs,
    })
  } catch (error) {
    await daemon.stop()
    throw error
  } finally {
    daemon.settled()
  }
}

/** Everything that it has said so far, for a source that is read piecemeal. */
export const collected = (source: LogSource): (() => string) => {
  let all = ''
  return () => (all = (all + source.more()).slice(-65_536))
}

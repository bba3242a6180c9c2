/**
 * Runs a real client as a child process: with a deadline, without a shell
 * that would see its arguments, and never left behind. What its output means
 * is not known here.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { InteropError } from '../../errors.js'
import type { Clock } from '../../model.js'
import type { TimedLine } from '../../logs/timed-line.js'
import { Capture } from './capture.js'

export interface ChildRequest {
  readonly program: string
  readonly args: readonly string[]
  readonly directory: string
  /** the whole environment: nothing of the user's settings gets in */
  readonly environment: Readonly<Record<string, string>>
  /** secrets go this way, not into the arguments that `ps` shows */
  readonly stdin?: string
  /** both outputs in one, in the order in which the child wrote them */
  readonly oneOutput?: boolean
  /** lines of stderr (or of the one output) that are dropped */
  readonly skip?: RegExp
  readonly deadlineMs: number
  readonly clock: Clock
  readonly signal: AbortSignal
}

export interface ChildResult {
  /** null when a signal ended it */
  readonly exitCode: number | null
  readonly ended: 'exit' | 'deadline' | 'abort'
  /** when it was told to end */
  readonly stoppedAt?: number
  /** stderr, or the one output */
  readonly lines: readonly TimedLine[]
  /** empty with oneOutput */
  readonly stdout: string
  readonly ms: number
}

const graceMs = 500

/** SIGTERM, then SIGKILL to one that does not listen. */
const stopper = (child: ChildProcess) => {
  let kill: NodeJS.Timeout | undefined
  return {
    stop: () => {
      if (kill !== undefined || child.exitCode !== null) return
      child.kill('SIGTERM')
      kill = setTimeout(() => child.kill('SIGKILL'), graceMs)
    },
    settle: () => clearTimeout(kill),
  }
}

const start = (request: ChildRequest): ChildProcess => {
  const { program, args, directory, environment, oneOutput } = request
  const options = {
    cwd: directory,
    env: { ...environment },
    stdio: ['pipe', 'pipe', 'pipe'] as ['pipe', 'pipe', 'pipe'],
    windowsHide: true,
  }
  // exec: the process id stays the child's own
  return oneOutput === true
    ? spawn('/bin/sh', ['-c', 'exec "$0" "$@" 2>&1', program, ...args], options)
    : spawn(program, args, options)
}

const missing = (program: string, cause: Error): InteropError =>
  new InteropError('FI_MISSING_PROGRAM', {
    message: `${program} could not be started: ${cause.message}`,
    hint: 'run `ftps-interop doctor` to see what is installed here',
    cause,
  })

export const runChild = (request: ChildRequest): Promise<ChildResult> =>
  new Promise((resolve, reject) => {
    const { clock, signal, skip, oneOutput } = request
    const began = clock.now()
    const told = new Capture({ clock, ...(skip === undefined ? {} : { skip }) })
    const out = oneOutput === true ? told : new Capture({ clock })
    const child = start(request)
    const { stop, settle } = stopper(child)
    let ended: ChildResult['ended'] = 'exit'
    let stoppedAt: number | undefined
    const end = (how: 'deadline' | 'abort') => () => {
      if (ended === 'exit') ended = how
      stoppedAt ??= clock.now()
      stop()
    }
    const onAbort = end('abort')
    const timer = setTimeout(end('deadline'), request.deadlineMs)
    const over = () => {
      clearTimeout(timer)
      settle()
      signal.removeEventListener('abort', onAbort)
    }
    signal.addEventListener('abort', onAbort, { once: true })
    if (signal.aborted) onAbort()
    child.stdout?.on('data', (chunk: Buffer) => out.push(chunk))
    child.stderr?.on('data', (chunk: Buffer) => told.push(chunk))
    // a child that ends without reading its input is no error of ours
    child.stdin?.on('error', () => {})
    child.stdin?.end(request.stdin ?? '')
    child.once('error', error => {
      over()
      reject(missing(request.program, error))
    })
    child.once('close', exitCode => {
      over()
      told.end()
      out.end()
      resolve({
        exitCode,
        ended,
        ...(stoppedAt === undefined ? {} : { stoppedAt }),
        lines: told.lines,
        stdout: oneOutput === true ? '' : out.text,
        ms: clock.now() - began,
      })
    })
  })

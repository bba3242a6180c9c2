/**
 * The processes of one conversation, one behind the other, until one fails:
 * what they printed, and how it ended. Knows no program.
 */
import { basename } from 'node:path'
import type { TimedLine } from '../../logs/timed-line.js'
import type { Event } from '../../model.js'
import type { Invocation, Work } from './program.js'
import { runChild, type ChildResult } from './run-child.js'

interface Ran {
  readonly lines: readonly TimedLine[]
  readonly last: ChildResult | null
  readonly ok: boolean
  /** in its own exit code's words */
  readonly unsupported?: string
}

const runOne = (
  work: Work,
  own: Invocation,
  deadlineMs: number,
): Promise<ChildResult> => {
  const { request, directory, keylog } = work
  return runChild({
    program: own.program,
    args: own.args,
    directory,
    environment: {
      PATH: process.env['PATH'] ?? '',
      // nothing of the user's settings
      HOME: directory,
      TMPDIR: directory,
      LC_ALL: 'C',
      TERM: 'dumb',
      SSLKEYLOGFILE: keylog,
      ...own.environment,
    },
    oneOutput: true,
    ...(own.stdin === undefined ? {} : { stdin: own.stdin }),
    ...(own.skip === undefined ? {} : { skip: own.skip }),
    deadlineMs,
    clock: request.clock,
    signal: request.signal,
  })
}

const complaint = (own: Invocation, { exitCode }: ChildResult): string =>
  `${basename(own.program)} exit ${exitCode ?? 'none'}`

const cannot = (own: Invocation, { exitCode }: ChildResult): boolean =>
  own.cannotCode !== undefined && exitCode === own.cannotCode

export const runAll = async (
  work: Work,
  invocations: readonly Invocation[],
): Promise<Ran> => {
  const { clock, deadlines, signal } = work.request
  const lines: TimedLine[] = []
  let last: ChildResult | null = null
  let ok = true
  const note = (text: string) => lines.push({ at: clock.now(), text })
  // before the cell's own deadline, so that there is something to report
  const until = clock.now() + Math.max(1000, deadlines.cellMs - 1000)
  for (const own of invocations) {
    if (signal.aborted) break
    const { step } = own
    if (step !== undefined) note(`${work.mark} step ${step}`)
    last = await runOne(work, own, Math.max(500, until - clock.now()))
    lines.push(...last.lines)
    ok = last.exitCode === 0
    if (cannot(own, last))
      return {
        lines,
        last,
        ok,
        unsupported: `the client says that it cannot do this: ${complaint(own, last)}`,
      }
    if (step !== undefined) {
      const error = ok ? '' : complaint(own, last)
      note(`${work.mark} done ${step} ${JSON.stringify({ ok, error })}`)
    }
    if (!ok) break
  }
  return { lines, last, ok }
}

export const endingOf = (
  name: string,
  { last, ok }: Ran,
  at: number,
): Event[] => {
  const told = { at, from: 'client-log', role: 'control', ordinal: 1 } as const
  if (last === null) return []
  const { ended, exitCode, ms, stoppedAt = at } = last
  if (ended === 'deadline') {
    const waitingFor = `the end of ${name}`
    const body = { kind: 'timeout', waitingFor, ms } as const
    return [{ ...told, at: stoppedAt, body }]
  }
  if (exitCode === null) return []
  const claims = ok ? 'success' : 'failure'
  const fact = { is: 'exit', code: exitCode, claims } as const
  const text = `${name} exit ${exitCode}`
  return [{ ...told, body: { kind: 'log', text, fact } }]
}

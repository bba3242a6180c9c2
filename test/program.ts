/** Runs the compiled program as a user would. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const main = fileURLToPath(new URL('../harness/cli/main.js', import.meta.url))

export interface Ran {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

export const start = (
  cwd: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): ChildProcess =>
  spawn(process.execPath, [main, ...args], {
    cwd,
    env: { ...process.env, NODE_OPTIONS: '', TAP: '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })

export const finish = async (child: ChildProcess): Promise<Ran> => {
  let out = ''
  let err = ''
  child.stdout?.on('data', (d: Buffer) => (out += d.toString()))
  child.stderr?.on('data', (d: Buffer) => (err += d.toString()))
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, out, err }
}

let free = 2
const waiting: (() => void)[] = []
/** Two at a time: each is a Node of its own. */
export const cli = async (
  cwd: string,
  args: readonly string[],
  env?: NodeJS.ProcessEnv,
): Promise<Ran> => {
  if (free === 0) await new Promise<void>(resolve => waiting.push(resolve))
  else free -= 1
  try {
    return await finish(start(cwd, args, env))
  } finally {
    const next = waiting.shift()
    if (next === undefined) free += 1
    else next()
  }
}

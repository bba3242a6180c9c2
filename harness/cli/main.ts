#!/usr/bin/env node
/**
 * The program `ftps-interop`: finds the command, runs it, and turns errors
 * into a sentence, a hint and an exit code.
 */
import { readdir } from 'node:fs/promises'
import { InteropError, type ExitCode } from '../errors.js'
import { printable, redactText } from '../redact.js'
import { didYouMean } from '../suggest.js'
import { toolVersion } from '../tool-version.js'
import type { Command, Io } from './command.js'

const folder = new URL('./commands/', import.meta.url)

const commands = async (): Promise<Map<string, () => Promise<Command>>> => {
  const names = (await readdir(folder)).filter(n => n.endsWith('.js')).sort()
  return new Map(
    names.map(name => [
      name.slice(0, -3),
      async () =>
        ((await import(new URL(name, folder).href)) as { default: Command })
          .default,
    ]),
  )
}

const help = async (
  known: ReadonlyMap<string, () => Promise<Command>>,
): Promise<string> => {
  const rows = await Promise.all(
    [...known].map(async ([name, load]) => {
      const { summary } = await load()
      return `  ${name.padEnd(12)} ${summary}`
    }),
  )
  return `ftps-interop <command> [options]

Why do this FTPS client and this FTPS server not work together, and which
option, on which side, decides it?

${rows.join('\n')}

\`ftps-interop <command> --help\` tells the rest. Exit codes: 0 as expected,
1 a deviation, 2 usage, 3 could not run, 130 interrupted.
`
}

const main = async (args: readonly string[], io: Io): Promise<ExitCode> => {
  const [name, ...rest] = args
  const known = await commands()
  if (name === '--version' || name === '-V') {
    io.out.write(`${toolVersion}\n`)
    return 0
  }
  if (
    name === undefined ||
    name === '--help' ||
    name === '-h' ||
    name === 'help'
  ) {
    io.out.write(await help(known))
    return name === undefined ? 2 : 0
  }
  const load = known.get(name)
  if (load === undefined)
    throw new InteropError('FI_USAGE', {
      message: `there is no command ${JSON.stringify(name)}`,
      hint: didYouMean(name, known.keys(), '`ftps-interop --help`'),
    })
  const command = await load()
  if (rest.includes('--help') || rest.includes('-h')) {
    io.out.write(`ftps-interop ${command.usage}\n`)
    return 0
  }
  endsByInterrupt = command.untilInterrupted === true
  return command.run(rest, io)
}

let endsByInterrupt = false
const interrupted = new AbortController()
let signals = 0
const onSignal = (): void => {
  signals += 1
  // a second one means now
  if (signals > 1) process.exit(130)
  interrupted.abort()
}
process.on('SIGINT', onSignal)
process.on('SIGTERM', onSignal)
// `| head` closes our output: that is the reader's right, not an error
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0)
  throw error
})

const shown = (text: string): string =>
  printable(redactText(text)).replace(/\s*\n\s*/g, ' ⏎ ')

const io: Io = {
  out: process.stdout,
  err: process.stderr,
  env: process.env,
  signal: interrupted.signal,
}

try {
  process.exitCode = await main(process.argv.slice(2), io)
} catch (error) {
  if (error instanceof InteropError) {
    const { message, hint } = error
    // it may quote a peer or a file
    io.err.write(`ftps-interop: ${shown(message)}\n  ${shown(hint)}\n`)
    process.exitCode = error.exitCode
  } else {
    io.err.write(
      `ftps-interop: a defect of ours, please report it\n${error instanceof Error ? error.stack : String(error)}\n`,
    )
    process.exitCode = 3
  }
}
if (interrupted.signal.aborted && !endsByInterrupt) process.exitCode = 130

/** What a file in cli/commands/ default-exports. */
import { parseArgs, type ParseArgsConfig } from 'node:util'
import { InteropError, type ExitCode } from '../errors.js'
import { didYouMean } from '../suggest.js'

export interface Command {
  readonly id: string
  readonly summary: string
  /** printed by --help, without the name of the program */
  readonly usage: string
  /** an interrupt is how it is meant to end, so it is no failure */
  readonly untilInterrupted?: boolean
  run(args: readonly string[], io: Io): Promise<ExitCode>
}

export interface Io {
  readonly out: NodeJS.WriteStream
  readonly err: NodeJS.WriteStream
  readonly env: NodeJS.ProcessEnv
  readonly signal: AbortSignal
}

export const defineCommand = (command: Command): Command =>
  Object.freeze(command)

export type Flags = NonNullable<ParseArgsConfig['options']>

type Parsed<T extends Flags> = ReturnType<
  typeof parseArgs<{ options: T; allowPositionals: true; strict: true }>
>

/** Node's own words for a wrong flag, turned into what to do about it. */
export const parseFlags = <T extends Flags>(
  args: readonly string[],
  options: T,
): Parsed<T> => {
  try {
    return parseArgs({
      args: [...args],
      options,
      allowPositionals: true,
      strict: true,
    }) as Parsed<T>
  } catch (error) {
    const message = (error as Error).message
    const flag = /'(--?[^' =]+)/.exec(message)?.[1]
    const known = Object.keys(options).map(o => `--${o}`)
    throw new InteropError('FI_USAGE', {
      message: message.split(/\.(?:\s|$)/)[0] ?? message,
      hint:
        flag === undefined || known.includes(flag)
          ? '--help shows what each option takes'
          : didYouMean(flag, known, '--help'),
    })
  }
}

/** Whole number of at least `least`, or a usage error that names the flag. */
export const wholeNumber = (
  flag: string,
  text: string | undefined,
  least: number,
): number | undefined => {
  if (text === undefined) return undefined
  const value = Number(text)
  if (Number.isInteger(value) && value >= least) return value
  throw new InteropError('FI_USAGE', {
    message: `${flag} cannot be ${JSON.stringify(text)}`,
    hint: `it is a whole number of at least ${least}`,
  })
}

export const portNumber = (
  flag: string,
  text: string | undefined,
): number | undefined => {
  const port = wholeNumber(flag, text, 0)
  if (port === undefined || port < 65536) return port
  throw new InteropError('FI_USAGE', {
    message: `${flag} cannot be ${port}`,
    hint: 'a port is at most 65535',
  })
}

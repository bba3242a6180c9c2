/** Colour only where it is wanted and can be seen (no-color.org). */
import type { Io } from './command.js'

export const wantsColour = ({ out, env }: Io): boolean => {
  if (env['NO_COLOR'] !== undefined && env['NO_COLOR'] !== '') return false
  if (env['FORCE_COLOR'] !== undefined && env['FORCE_COLOR'] !== '0')
    return true
  return out.isTTY && env['TERM'] !== 'dumb'
}

export const widthOf = ({ out }: Io): number =>
  Math.max(60, Math.min(out.isTTY ? out.columns : 100, 140))

/** Writes all of it, waiting when the pipe is full. */
export const writeAll = async (
  stream: NodeJS.WriteStream,
  text: string,
): Promise<void> => {
  if (stream.write(text)) return
  await new Promise<void>(resolve => stream.once('drain', resolve))
}

/** Asks an installed program for its version, once per process. */
import { execFile } from 'node:child_process'

const answers = new Map<string, Promise<string | null>>()

/** The first lines that it prints; null when it cannot be started. */
export const programSays = (
  program: string,
  args: readonly string[],
): Promise<string | null> => {
  const key = [program, ...args].join(' ')
  const known = answers.get(key)
  if (known !== undefined) return known
  const asked = new Promise<string | null>(resolve => {
    const options = { timeout: 5000, maxBuffer: 65536, windowsHide: true }
    const child = execFile(program, [...args], options, (error, stdout) =>
      resolve(stdout === '' && error !== null ? null : stdout),
    )
    child.stdin?.on('error', () => {})
    child.stdin?.end()
  })
  answers.set(key, asked)
  return asked
}

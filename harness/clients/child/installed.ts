/** Whether a program is here, in which version, and what to type if not. */
import type { Availability } from '../../model.js'
import { printable } from '../../redact.js'
import { programSays } from './probe.js'

export interface Wanted {
  readonly program: string
  readonly args: readonly string[]
  /** the first group is the version */
  readonly version: RegExp
  /** Debian package, or npm package with `npm:` before it */
  readonly from: string
  /** what its answer must hold, and what it means when it does not */
  readonly needs?: readonly (readonly [RegExp, string])[]
}

export const clientsScript = 'servers/real/images/clients.sh'

export const hintFor = (from: string): string =>
  from.startsWith('npm:')
    ? `install ${from.slice(4)} below FTPS_INTEROP_PROGRAMS, or run ${clientsScript}`
    : `apt-get install ${from}, or run ${clientsScript}`

export const installed = async (wanted: Wanted): Promise<Availability> => {
  const { program, args, from } = wanted
  const hint = hintFor(from)
  const says = await programSays(program, args)
  if (says === null)
    return { ok: false, why: `${program} is not installed`, hint }
  const version = wanted.version.exec(says)?.[1]
  const first = printable(says.split('\n')[0] ?? '').slice(0, 200)
  if (version === undefined)
    return { ok: false, why: `${program} is something else: ${first}`, hint }
  for (const [pattern, why] of wanted.needs ?? [])
    if (!pattern.test(says)) return { ok: false, why, hint }
  return { ok: true, version, detail: first }
}

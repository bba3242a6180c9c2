/** npm clients that live outside this package, below FTPS_INTEROP_PROGRAMS. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Availability } from '../../model.js'
import { hintFor } from './installed.js'

/** The folder that holds their node_modules. */
export const npmPrograms = (): string =>
  join(process.env['FTPS_INTEROP_PROGRAMS'] ?? '/opt/ftps-interop', 'clients')

const versionIn = (json: string): string | null => {
  const { version } = JSON.parse(json) as { readonly version?: unknown }
  return typeof version === 'string' ? version : null
}

export const npmInstalled = async (name: string): Promise<Availability> => {
  const place = npmPrograms()
  const hint = hintFor(`npm:${name}`)
  try {
    const file = join(place, 'node_modules', name, 'package.json')
    const version = versionIn(await readFile(file, 'utf8'))
    if (version === null)
      return { ok: false, why: `${file} names no version`, hint }
    const detail = `${name} ${version} on Node ${process.versions.node}`
    return { ok: true, version, detail }
  } catch {
    return { ok: false, why: `${name} is not installed in ${place}`, hint }
  }
}

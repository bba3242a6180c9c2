/** The profile, settings and faults that a command at the desk names. */
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { root } from '../discover.js'
import { InteropError } from '../errors.js'
import type { Fault, Option, OptionValues } from '../model.js'
import { checkOption } from '../selection.js'
import { didYouMean } from '../suggest.js'

const place = join(root, 'servers', 'faults')

export const knownFaults = async (): Promise<ReadonlyMap<string, Fault>> => {
  const names = (await readdir(place)).filter(n => n.endsWith('.js')).sort()
  const faults = await Promise.all(
    names.map(async name => {
      const url = pathToFileURL(join(place, name)).href
      return ((await import(url)) as { default: Fault }).default
    }),
  )
  return new Map(faults.map(fault => [fault.id, fault]))
}

export const named = <T>(
  kind: string,
  name: string,
  known: ReadonlyMap<string, T>,
  where: string,
): T => {
  const found = known.get(name)
  if (found !== undefined) return found
  throw new InteropError('FI_UNKNOWN_NAME', {
    message: `there is no ${kind} ${JSON.stringify(name)}`,
    hint: didYouMean(name, known.keys(), where),
  })
}

interface Owner {
  readonly id: string
  readonly versions: readonly string[]
  readonly options: Readonly<Record<string, Option>>
}

/** `option=value` or `profile.option=value`, checked against the catalogue. */
export const settingsOf = (
  owner: Owner,
  texts: readonly string[],
): OptionValues =>
  Object.fromEntries(
    texts.map(text => {
      const at = text.indexOf('=')
      if (at < 1)
        throw new InteropError('FI_USAGE', {
          message: `--set ${JSON.stringify(text)} is not of the form option=value`,
          hint: `\`ftps-interop list options ${owner.id}\` shows what can be set`,
        })
      const full = text.slice(0, at)
      const prefix = `${owner.id}.`
      const name = full.startsWith(prefix) ? full.slice(prefix.length) : full
      const value = text.slice(at + 1)
      checkOption(owner.id, owner.options, name, value)
      return [name, value]
    }),
  )

export const versionOf = (
  owner: Owner & { readonly defaultVersion: string },
  asked: string | undefined,
): string => {
  if (asked === undefined) return owner.defaultVersion
  if (owner.versions.includes(asked)) return asked
  throw new InteropError('FI_BAD_VALUE', {
    message: `${owner.id} has no version ${JSON.stringify(asked)}`,
    hint: `it is one of ${owner.versions.join(', ')}`,
  })
}

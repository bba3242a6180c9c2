/** Product versions: `2.0.5`, `V2R3`, `3.1`, `10.0 Beta.08`. */
import type { Option, OptionValues } from './model.js'

/** Negative, 0 or positive, number by number; texts between are ignored. */
export const compareVersions = (a: string, b: string): number => {
  const left = a.match(/\d+/g) ?? []
  const right = b.match(/\d+/g) ?? []
  for (let i = 0; i < Math.max(left.length, right.length); i += 1) {
    const difference = Number(left[i] ?? 0) - Number(right[i] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

export const optionExists = (option: Option, version: string): boolean =>
  (option.since === undefined || compareVersions(version, option.since) >= 0) &&
  (option.until === undefined || compareVersions(version, option.until) <= 0)

/** The default in that version; '' when it is unset. */
export const optionDefault = (option: Option, version: string): string => {
  if (typeof option.default === 'string') return option.default
  let best: [string, string] | undefined
  for (const [from, value] of Object.entries(option.default))
    if (compareVersions(version, from) >= 0)
      if (best === undefined || compareVersions(from, best[0]) >= 0)
        best = [from, value]
  return best?.[1] ?? ''
}

/** The value in force: what was set, else the version's default. */
export const effectiveValue = (
  options: Readonly<Record<string, Option>>,
  set: OptionValues,
  name: string,
  version: string,
): string => {
  const option = options[name]
  return set[name] ?? (option ? optionDefault(option, version) : '')
}

/** Name and version as in package.json: two folders up, also in build/. */
import { readFileSync } from 'node:fs'

const read = (): string => {
  for (const up of ['../package.json', '../../package.json'])
    try {
      const text = readFileSync(new URL(up, import.meta.url), 'utf8')
      const { name, version } = JSON.parse(text) as Record<string, string>
      if (name === 'ftps-interop' && version !== undefined)
        return `${name} ${version}`
    } catch {
      // the other place has it
    }
  return 'ftps-interop'
}

export const toolVersion = read()

/**
 * Finds every declaration by its place in the tree and refuses to start on a
 * broken one. There is no list to keep by hand.
 */
import { readdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { InteropError } from './errors.js'
import { lintCatalogue } from './lint.js'
import type {
  ClientProfile,
  ReportFormat,
  Rule,
  Scenario,
  ServerProfile,
} from './model.js'
import type { Network } from './networks/box/network.js'

export interface Catalogue {
  readonly scenarios: ReadonlyMap<string, Scenario>
  readonly servers: ReadonlyMap<string, ServerProfile>
  readonly clients: ReadonlyMap<string, ClientProfile>
  readonly rules: ReadonlyMap<string, Rule>
  readonly reports: ReadonlyMap<string, ReportFormat>
  readonly networks: ReadonlyMap<string, Network>
}

/** build/ when compiled: the folder that holds harness/, scenarios/, … */
export const root = join(dirname(fileURLToPath(import.meta.url)), '..')

/** `expectations` and `shared` hold data and helpers, not declarations. */
const notDeclarations = new Set(['shared', 'expectations', 'engine', 'html'])

async function* modules(folder: string, below: string): AsyncGenerator<string> {
  const entries = await readdir(join(folder, below), { withFileTypes: true })
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = below === '' ? entry.name : `${below}/${entry.name}`
    if (entry.isDirectory()) {
      if (!notDeclarations.has(entry.name)) yield* modules(folder, path)
    } else if (path.endsWith('.js')) yield path.slice(0, -'.js'.length)
  }
}

const load = async <T extends { readonly id: string }>(
  place: string,
  deep: boolean,
): Promise<Map<string, T>> => {
  const found = new Map<string, T>()
  const folder = join(root, place)
  for await (const path of modules(folder, '')) {
    if (!deep && path.includes('/')) continue
    const url = pathToFileURL(join(folder, `${path}.js`)).href
    const { default: declared } = (await import(url)) as { default?: T }
    if (declared === undefined || declared.id !== path)
      throw new InteropError('FI_DECLARATION', {
        message: `${place}/${path}: ${declared === undefined ? 'no default export' : `its id is ${JSON.stringify(declared.id)}`}`,
        hint: `export default define…({ id: '${path}', … }): the id is the path below ${place}/`,
      })
    found.set(path, declared)
  }
  return found
}

let once: Promise<Catalogue> | undefined

/** Imports everything, lints it, and remembers it for this process. */
export const discover = (): Promise<Catalogue> => {
  once ??= (async () => {
    const [scenarios, servers, clients, rules, reports, networks] =
      await Promise.all([
        load<Scenario>('scenarios', true),
        load<ServerProfile>('servers/profiles', false),
        load<ClientProfile>('harness/clients', false),
        load<Rule>('harness/findings', false),
        load<ReportFormat>('reports', false),
        load<Network>('harness/networks', false),
      ])
    const catalogue = {
      scenarios,
      servers,
      clients,
      rules,
      reports,
      networks,
    }
    lintCatalogue(catalogue)
    return catalogue
  })()
  return once
}

/**
 * Which container engine the user means: DOCKER_HOST, else the context that
 * the docker command would use. testcontainers knows no contexts, and takes
 * the engine of this host where the one that was named does not answer: here
 * that is refused, so that nothing runs where nobody asked for it.
 */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import net from 'node:net'
import { homedir } from 'node:os'
import { join } from 'node:path'

const answersWithinMs = 3000

const read = (path: string): unknown => {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as unknown
  } catch {
    return null
  }
}

const field = (value: unknown, ...names: readonly string[]): unknown => {
  let found: unknown = value
  for (const name of names) {
    if (typeof found !== 'object' || found === null) return undefined
    found = (found as Readonly<Record<string, unknown>>)[name]
  }
  return found
}

type Environment = Readonly<Record<string, string | undefined>>

/** The endpoint of the context in use; null: the default one, or unknown. */
const ofContext = (env: Environment): string | null => {
  const folder =
    env['DOCKER_CONFIG'] ?? join(env['HOME'] ?? homedir(), '.docker')
  const name =
    env['DOCKER_CONTEXT'] ??
    field(read(join(folder, 'config.json')), 'currentContext')
  if (typeof name !== 'string' || name === '' || name === 'default') return null
  const digest = createHash('sha256').update(name).digest('hex')
  const meta = read(join(folder, 'contexts', 'meta', digest, 'meta.json'))
  const host = field(meta, 'Endpoints', 'docker', 'Host')
  return typeof host === 'string' && host !== '' ? host : null
}

/** null: nothing is named, the usual sockets are looked for. */
export const namedEngine = (env: Environment = process.env): string | null => {
  const host = env['DOCKER_HOST']
  return host !== undefined && host !== '' ? host : ofContext(env)
}

const answers = (host: string, port: number): Promise<boolean> =>
  new Promise(resolve => {
    const socket = net.connect({ host, port })
    const end = (there: boolean): void => {
      socket.destroy()
      resolve(there)
    }
    socket.setTimeout(answersWithinMs, () => end(false))
    socket.once('connect', () => end(true))
    socket.once('error', () => end(false))
  })

/** Why the engine that was named cannot be used; null: it answers. */
export const whyNotThere = async (endpoint: string): Promise<string | null> => {
  const socket = /^unix:\/\/(.+)$/.exec(endpoint)?.[1]
  if (socket !== undefined)
    return existsSync(socket) ? null : `there is no socket ${socket}`
  const address = /^(?:tcp|https?):\/\/([^/]+?)(?::(\d+))?\/?$/.exec(endpoint)
  if (address === null) return `${endpoint} is of a kind not known here`
  const [, host = '', port = '2375'] = address
  const plain = host.replace(/^\[(.*)\]$/, '$1')
  return (await answers(plain, Number(port)))
    ? null
    : `nothing answers at ${endpoint}`
}

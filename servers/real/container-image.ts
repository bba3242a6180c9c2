/**
 * The images of real servers, one per Debian release with all servers in it.
 * They are made from Debian's packages (images/base.sh, images/servers), and
 * never pulled from a registry.
 */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { InteropError } from '../../harness/errors.js'
import type { Availability } from '../../harness/model.js'
import { findEngine, type Engine } from './containers.js'

export type Suite = 'bullseye' | 'bookworm' | 'trixie'

/** The Debian release that ships a version. */
export type Versions = Readonly<Record<string, Suite>>

const images = fileURLToPath(new URL('./images', import.meta.url))
const dockerfile = 'servers/Dockerfile'
const ingredients = [
  dockerfile,
  'servers/serve',
  'servers/syslog.py',
  'unpack.sh',
] as const

/** A change of what an image is made of gives it another name. */
const recipe = (): string => {
  const hash = createHash('sha256')
  for (const name of ingredients) hash.update(readFileSync(join(images, name)))
  return hash.digest('hex').slice(0, 10)
}

const baseImage = (suite: Suite): string => `ftps-interop-base:${suite}`
const serverImage = (suite: Suite): string =>
  `ftps-interop-servers:${suite}-${recipe()}`

const hintFor = (suite: Suite): string =>
  `make it once, as root: ${join(images, 'base.sh')} ${suite}`

const isThere = async (engine: Engine, suite: Suite): Promise<boolean> =>
  (await engine.imageExists(serverImage(suite))) ||
  (await engine.imageExists(baseImage(suite)))

export const imagesAvailable = async (
  versions: Versions,
  usual: string,
): Promise<Availability> => {
  const engine = await findEngine()
  if ('why' in engine) return { ok: false, ...engine }
  const there: string[] = []
  for (const [version, suite] of Object.entries(versions))
    if (await isThere(engine, suite)) there.push(version)
  const version = there.find(v => v === usual) ?? there[0]
  const wanted = versions[usual] ?? 'bookworm'
  if (version === undefined)
    return {
      ok: false,
      why: `the image ${baseImage(wanted)} is not there`,
      hint: hintFor(wanted),
    }
  const list = there.map(v => `${v} (${versions[v] ?? '?'})`).join(', ')
  return {
    ok: true,
    version,
    versions: there,
    detail: `${engine.name}: ${list}`,
  }
}

export const suiteOf = (
  product: string,
  versions: Versions,
  version: string,
): Suite => {
  const suite = versions[version]
  if (suite !== undefined) return suite
  throw new InteropError('FI_DOCKER', {
    message: `no image has ${product} ${version}`,
    hint: `choose one of ${Object.keys(versions).join(', ')}`,
  })
}

const making = new Map<string, Promise<void>>()

/** The name of the image of a release, made now if need be. */
export const makeImage = async (
  engine: Engine,
  suite: Suite,
): Promise<string> => {
  const tag = serverImage(suite)
  if (await engine.imageExists(tag)) return tag
  if (!(await engine.imageExists(baseImage(suite))))
    throw new InteropError('FI_DOCKER', {
      message: `the image ${baseImage(suite)} is not there`,
      hint: hintFor(suite),
    })
  const plan = { context: images, dockerfile, suite, tag }
  const made = making.get(tag) ?? engine.build(plan)
  making.set(tag, made)
  try {
    await made
  } catch (error) {
    throw new InteropError('FI_DOCKER', {
      message: `the image ${tag} could not be made: ${String(error)}`,
      hint: `see what \`docker build -f ${join(images, dockerfile)} --build-arg SUITE=${suite} ${images}\` says`,
      cause: error,
    })
  } finally {
    making.delete(tag)
  }
  return tag
}

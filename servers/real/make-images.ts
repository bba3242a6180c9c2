/**
 * `node build/servers/real/make-images.js [suite…]`: makes the images of the
 * servers before a run needs them, all at once. A run makes them by itself,
 * but then the first cell waits.
 */
import { InteropError } from '../../harness/errors.js'
import { makeImage, type Suite } from './container-image.js'
import { findEngine } from './containers.js'

const suites: readonly Suite[] = ['bullseye', 'bookworm', 'trixie']

const wanted = (asked: readonly string[]): readonly Suite[] =>
  asked.length === 0 ? suites : suites.filter(s => asked.includes(s))

try {
  const engine = await findEngine()
  if ('why' in engine)
    throw new InteropError('FI_DOCKER', {
      message: engine.why,
      hint: engine.hint,
    })
  const tags = await Promise.all(
    wanted(process.argv.slice(2)).map(suite => makeImage(engine, suite)),
  )
  process.stdout.write(tags.map(tag => `${tag} is there\n`).join(''))
} catch (error) {
  const hint = error instanceof InteropError ? `\n  ${error.hint}` : ''
  process.stderr.write(`${String(error)}${hint}\n`)
  process.exitCode = 3
}

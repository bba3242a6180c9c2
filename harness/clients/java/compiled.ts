/**
 * The driver class, compiled once per host and version of its source: javac
 * costs a second, and every cell is a JVM of its own. The cache is a folder
 * that only its owner can write to.
 */
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { lstat, mkdtemp, readFile, rename, rm } from 'node:fs/promises'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { InteropError } from '../../errors.js'
import { hintFor } from '../child/installed.js'

const run = promisify(execFile)

/** Somebody else could have put a folder there. */
const isOurs = async (folder: string): Promise<boolean> => {
  try {
    const found = await lstat(folder)
    const { uid } = userInfo()
    return found.isDirectory() && (uid === -1 || found.uid === uid)
  } catch {
    return false
  }
}

const compile = async (source: string, library: string): Promise<string> => {
  const hash = createHash('sha256')
    .update(await readFile(source))
    .update(library)
    .update(process.arch)
    .digest('hex')
    .slice(0, 16)
  const folder = join(tmpdir(), `ftps-interop-java-${hash}`)
  if (await isOurs(folder)) return folder
  const fresh = await mkdtemp(join(tmpdir(), 'ftps-interop-javac-'))
  try {
    await run('javac', ['-cp', library, '-d', fresh, source], {
      timeout: 60_000,
    })
  } catch (cause) {
    await rm(fresh, { recursive: true, force: true })
    throw new InteropError('FI_MISSING_PROGRAM', {
      message: 'the Java client could not be compiled',
      hint: hintFor('default-jdk-headless libcommons-net-java'),
      cause,
    })
  }
  try {
    await rename(fresh, folder)
    return folder
  } catch {
    // another worker was first
    if (!(await isOurs(folder))) return fresh
    await rm(fresh, { recursive: true, force: true })
    return folder
  }
}

let once: Promise<string> | undefined

export const compiled = (source: string, library: string): Promise<string> => {
  once ??= compile(source, library)
  return once
}

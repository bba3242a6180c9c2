/**
 * A driver class, compiled once per host and version of its sources: javac
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

export interface JavaProgram {
  /** files of one program */
  readonly sources: readonly string[]
  /** '' = the JDK alone */
  readonly library: string
  /** Debian packages that it needs */
  readonly from: string
}

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

const folderOf = async ({ sources, library }: JavaProgram): Promise<string> => {
  const hash = createHash('sha256').update(library).update(process.arch)
  for (const source of sources) hash.update(await readFile(source))
  const name = hash.digest('hex').slice(0, 16)
  return join(tmpdir(), `ftps-interop-java-${name}`)
}

const compile = async (program: JavaProgram): Promise<string> => {
  const { sources, library, from } = program
  const folder = await folderOf(program)
  if (await isOurs(folder)) return folder
  const fresh = await mkdtemp(join(tmpdir(), 'ftps-interop-javac-'))
  const path = library === '' ? [] : ['-cp', library]
  try {
    await run('javac', [...path, '-d', fresh, ...sources], { timeout: 60_000 })
  } catch (cause) {
    await rm(fresh, { recursive: true, force: true })
    throw new InteropError('FI_MISSING_PROGRAM', {
      message: 'the Java client could not be compiled',
      hint: hintFor(from),
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

const made = new Map<string, Promise<string>>()

/** The folder of its classes. */
export const compiled = (program: JavaProgram): Promise<string> => {
  const key = program.sources.join(':')
  const known = made.get(key) ?? compile(program)
  made.set(key, known)
  return known
}

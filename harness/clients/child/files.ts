/**
 * Files in the private directory of a cell, readable by nobody else: what a
 * child uploads, what it downloaded, its keys and scripts.
 */
import { createHash } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

export const privateFile = async (
  directory: string,
  name: string,
  content: string | Buffer,
): Promise<string> => {
  const path = join(directory, name)
  await writeFile(path, content, { mode: 0o600 })
  return path
}

export interface Received {
  readonly bytes: number
  readonly sha256: string
}

/** null: the child made no such file. */
export const received = async (path: string): Promise<Received | null> => {
  try {
    const content = await readFile(path)
    const sha256 = createHash('sha256').update(content).digest('hex')
    return { bytes: content.length, sha256 }
  } catch {
    return null
  }
}

export const textOf = async (path: string): Promise<string | undefined> => {
  try {
    return await readFile(path, 'latin1')
  } catch {
    return undefined
  }
}

/** Shorter ones would hit innocent words; they are redacted by their verb. */
const shortestSecret = 4

/** Takes one known secret out of a text, wherever a program echoes it. */
export const withoutSecret = (text: string, secret: string): string =>
  secret.length < shortestSecret ? text : text.replaceAll(secret, '<redacted>')

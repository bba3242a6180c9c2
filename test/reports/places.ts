/**
 * Files of the repository for tests that run from a build directory. With
 * UPDATE_GOLDEN=1 a golden file is written instead of compared.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Test } from 'tap'

const above = (directory: string, path: string): string => {
  const here = join(directory, path)
  if (existsSync(here)) return here
  const parent = dirname(directory)
  if (parent === directory) throw new Error(`${path} is in no directory above`)
  return above(parent, path)
}

export const repositoryFile = (path: string): string =>
  above(import.meta.dirname, path)

export const matchesGolden = (t: Test, name: string, text: string): void => {
  const path = join(repositoryFile('test/golden'), name)
  if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(path, text)
  t.equal(text, readFileSync(path, 'utf8'), name)
}

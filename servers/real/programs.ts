/** Finds a program as a shell would, and where daemons are kept besides. */
import { constants } from 'node:fs'
import { access } from 'node:fs/promises'
import { delimiter, isAbsolute, join } from 'node:path'

const besides = ['/usr/sbin', '/usr/local/sbin', '/sbin']

export const findProgram = async (name: string): Promise<string | null> => {
  const folders = [
    ...(process.env['PATH'] ?? '').split(delimiter).filter(isAbsolute),
    ...besides,
  ]
  for (const folder of folders) {
    const path = join(folder, name)
    try {
      await access(path, constants.X_OK)
      return path
    } catch {
      // the next folder
    }
  }
  return null
}

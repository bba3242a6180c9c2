/** Finds a message among the files that a mail server has queued. */
import type { Dirent } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { StoredFile } from '../../harness/model.js'
import { storedMessage } from '../mail/inbox.js'

const mostFiles = 5000

/** A queue moves while it is listed: OpenSMTPD takes its folders away. */
const filesBelow = async (folder: string): Promise<Dirent[]> => {
  for (let tries = 1; ; tries += 1)
    try {
      return await readdir(folder, { recursive: true, withFileTypes: true })
    } catch (error) {
      if (tries === 5) throw error
    }
}

/** Header, empty line and body of one file; null: it is no message. */
export type ToMessage = (file: string, path: string) => Promise<string | null>

export const findMessage = async (
  folder: string,
  name: string,
  toMessage: ToMessage,
): Promise<StoredFile | null> => {
  const files = await filesBelow(folder)
  for (const entry of files.slice(-mostFiles)) {
    if (!entry.isFile()) continue
    const path = join(entry.parentPath, entry.name)
    const message = await toMessage(entry.name, path).catch(() => null)
    const stored = message === null ? null : storedMessage(message)
    if (stored?.name === name) return stored.file
  }
  return null
}

/**
 * Postfix: records of a type, a length of 7 bits a byte, and the data; `N` is
 * a line, `L` a part of one (global/rec_type.h).
 */
export const postfixMessage = async (
  _file: string,
  path: string,
): Promise<string> => {
  const bytes = await readFile(path)
  let text = ''
  for (let at = 0; at < bytes.length;) {
    const type = String.fromCharCode(bytes[at] ?? 0)
    at += 1
    let length = 0
    for (let shift = 0; shift < 28; shift += 7) {
      const byte = bytes[at] ?? 0
      at += 1
      length += (byte & 0x7f) * 2 ** shift
      if (byte < 0x80) break
    }
    const data = bytes.toString('latin1', at, at + length)
    at += length
    if (type === 'N') text += `${data}\n`
    else if (type === 'L') text += data
  }
  return text
}

/** Exim: `<id>-H` with the header, `<id>-D` with the body behind its name. */
export const eximMessage = async (
  file: string,
  path: string,
): Promise<string | null> => {
  if (!file.endsWith('-H')) return null
  const header = await readFile(path, 'latin1')
  const body = await readFile(`${path.slice(0, -2)}-D`, 'latin1')
  const id = /^\d+. *(Message-ID: <[^>]+>)/im.exec(header)?.[1]
  return id === undefined
    ? null
    : `${id}\n\n${body.slice(body.indexOf('\n') + 1)}`
}

/** OpenSMTPD: the message as it is. */
export const opensmtpdMessage = async (
  file: string,
  path: string,
): Promise<string | null> =>
  file === 'message' || path.includes('message')
    ? await readFile(path, 'latin1')
    : null

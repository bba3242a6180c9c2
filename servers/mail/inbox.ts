/** Messages that a mail server took, by Message-ID: length and digest of the body. */
import { createHash } from 'node:crypto'
import type { StoredFile } from '../../harness/model.js'

const mostMessages = 10_000

/** A message as it lies on a disk or came over the wire. */
export const storedMessage = (
  message: string,
): { readonly name: string; readonly file: StoredFile } | null => {
  const lines = message.replaceAll('\r\n', '\n')
  const end = lines.indexOf('\n\n')
  if (end < 0) return null
  const id = /^Message-ID:\s*<([^>\s]{1,200})>/im.exec(lines.slice(0, end))
  if (id === null) return null
  const body = Buffer.from(
    lines.slice(end + 2).replaceAll('\n', '\r\n'),
    'latin1',
  )
  const sha256 = createHash('sha256').update(body).digest('hex')
  return { name: id[1] ?? '', file: { bytes: body.length, sha256 } }
}

export class Inbox {
  readonly #files = new Map<string, StoredFile>()

  put(message: string): void {
    const stored = storedMessage(message)
    if (stored === null) return
    const oldest = this.#files.keys().next()
    if (this.#files.size >= mostMessages && !oldest.done)
      this.#files.delete(oldest.value)
    this.#files.set(stored.name, stored.file)
  }

  get(name: string): StoredFile | null {
    return this.#files.get(name) ?? null
  }
}

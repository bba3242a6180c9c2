/**
 * The files that every server offers, the same bytes in every run and on
 * every machine. Made when first asked for, kept for the life of the process.
 */
import { createCipheriv, createHash } from 'node:crypto'
import type { Contents, FileSize } from './model.js'

export const sizes: Readonly<Record<FileSize, number>> = {
  empty: 0,
  'one-byte': 1,
  small: 1000,
  '256KiB': 1 << 18,
  '1MiB': 1 << 20,
  '64MiB': 64 << 20,
}

const made = new Map<FileSize, Buffer>()
const digests = new Map<FileSize, string>()

/**
 * A key stream of its own per size: incompressible, without repetition, and
 * no file is the beginning of another, so that a mix-up shows.
 */
const make = (size: FileSize): Buffer => {
  const key = createHash('sha256').update(`ftps-interop ${size}`).digest()
  const cipher = createCipheriv('aes-256-ctr', key, Buffer.alloc(16))
  return cipher.update(Buffer.alloc(sizes[size]))
}

const bytes = (size: FileSize): Buffer => {
  const known = made.get(size)
  if (known !== undefined) return known
  const fresh = make(size)
  made.set(size, fresh)
  return fresh
}

export const contents: Contents = {
  bytes,
  sha256: size => {
    const known = digests.get(size)
    if (known !== undefined) return known
    const fresh = createHash('sha256').update(bytes(size)).digest('hex')
    digests.set(size, fresh)
    return fresh
  },
  fileName: size => `${size}.bin`,
}

/** The store of a run; all of a process share the bytes. */
export const createContents = (): Contents => contents

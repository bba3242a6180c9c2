/**
 * The files of one listener: downloads that exist from the start and uploads,
 * in memory. The contents of all listeners share one budget; the oldest are
 * forgotten first, their size and digest last longer.
 */
import { createHash, type Hash } from 'node:crypto'
import { sizes } from '../../harness/contents.js'
import {
  downloads,
  type Contents,
  type StoredFile,
} from '../../harness/model.js'

/** Bytes of uploads kept by all stores that share it. */
export class Budget {
  readonly #limit: number
  readonly #held: StoredUpload[] = []
  #bytes = 0

  constructor(limit: number) {
    this.#limit = limit
  }

  add(upload: StoredUpload, bytes: number): void {
    if (!upload.counted) {
      upload.counted = true
      this.#held.push(upload)
    }
    this.#bytes += bytes
    while (this.#bytes > this.#limit && this.#held.length > 1) {
      const oldest = this.#held[0]
      if (oldest === undefined || oldest === upload) break
      this.release(oldest)
    }
    // one upload alone may not exceed it either
    if (this.#bytes > this.#limit) this.release(upload)
  }

  release(upload: StoredUpload): void {
    const at = this.#held.indexOf(upload)
    if (at < 0) return
    this.#held.splice(at, 1)
    this.#bytes -= upload.forget()
    upload.counted = false
  }
}

/** One uploaded file; its digest grows with it. */
export class StoredUpload {
  readonly #budget: Budget
  readonly #hash: Hash = createHash('sha256')
  #chunks: Buffer[] | null = []
  #older: Buffer | null = null
  #bytes = 0
  counted = false

  constructor(budget: Budget) {
    this.#budget = budget
  }

  append(chunk: Buffer): void {
    this.#hash.update(chunk)
    this.#bytes += chunk.length
    if (this.#chunks === null) return
    this.#chunks.push(chunk)
    this.#budget.add(this, chunk.length)
  }

  /** the first bytes of an older file, and what may survive behind the new */
  begin(older: Buffer, offset: number): void {
    this.append(older.subarray(0, offset))
    this.#older = older
  }

  /** what the upload did not overwrite */
  finish(): void {
    const rest = this.#older?.subarray(this.#bytes)
    this.#older = null
    if (rest !== undefined && rest.length > 0) this.append(rest)
  }

  get bytes(): number {
    return this.#bytes
  }

  facts(): StoredFile {
    return { bytes: this.#bytes, sha256: this.#hash.copy().digest('hex') }
  }

  /** null: forgotten */
  contents(): Buffer | null {
    if (this.#chunks === null) return null
    const whole = Buffer.concat(this.#chunks)
    this.#chunks = [whole]
    return whole
  }

  forget(): number {
    if (this.#chunks === null) return 0
    const held = this.#chunks.reduce((n, chunk) => n + chunk.length, 0)
    this.#chunks = null
    return held
  }
}

export interface Entry {
  readonly name: string
  readonly directory: boolean
  readonly bytes: number
  readonly modified: Date
}

const filesPerStore = 2000
/** downloads have always been there: a listing is the same in every run */
const epoch = new Date('2026-01-02T03:04:05Z')

export class FileStore {
  readonly #contents: Contents
  readonly #budget: Budget
  readonly #downloads = new Map<string, (typeof downloads)[number]>()
  readonly #uploads = new Map<string, StoredUpload>()
  readonly #directories = new Set<string>(['/'])

  constructor(contents: Contents, budget: Budget) {
    this.#contents = contents
    this.#budget = budget
    for (const size of downloads)
      this.#downloads.set(`/${contents.fileName(size)}`, size)
  }

  /** null: no such file, or its contents have been forgotten */
  read(path: string): Buffer | null {
    const upload = this.#uploads.get(path)
    if (upload !== undefined) return upload.contents()
    const size = this.#downloads.get(path)
    return size === undefined ? null : this.#contents.bytes(size)
  }

  /** null: the directory is missing or the store is full */
  create(path: string): StoredUpload | null {
    if (this.#directories.has(path) || !this.#directories.has(parent(path)))
      return null
    this.#drop(path)
    if (this.#uploads.size >= filesPerStore) this.#dropOldest()
    const upload = new StoredUpload(this.#budget)
    this.#uploads.set(path, upload)
    return upload
  }

  /** the upload to append to; or to overwrite from an offset, as write(2) */
  reopen(path: string, keep?: number): StoredUpload | null {
    const before = this.read(path)
    const upload = this.create(path)
    if (before !== null) upload?.begin(before, keep ?? before.length)
    return upload
  }

  stored(path: string): StoredFile | null {
    const upload = this.#uploads.get(path)
    if (upload !== undefined) return upload.facts()
    const size = this.#downloads.get(path)
    if (size === undefined) return null
    const bytes = this.#contents.bytes(size).length
    return { bytes, sha256: this.#contents.sha256(size) }
  }

  entry(path: string): Entry | null {
    const name = path.slice(path.lastIndexOf('/') + 1)
    const modified = epoch
    if (this.#directories.has(path))
      return { name, directory: true, bytes: 4096, modified }
    const bytes = this.#size(path)
    return bytes === null ? null : { name, directory: false, bytes, modified }
  }

  /** null: no such directory */
  list(directory: string): readonly Entry[] | null {
    if (!this.#directories.has(directory)) return null
    const paths = [
      ...this.#directories,
      ...this.#downloads.keys(),
      ...this.#uploads.keys(),
    ]
    return [...new Set(paths)]
      .filter(path => path !== '/' && parent(path) === directory)
      .sort()
      .flatMap(path => this.entry(path) ?? [])
  }

  remove(path: string): boolean {
    return this.#drop(path) || this.#downloads.delete(path)
  }

  makeDirectory(path: string): boolean {
    if (this.entry(path) !== null || !this.#directories.has(parent(path)))
      return false
    if (this.#directories.size >= filesPerStore) return false
    this.#directories.add(path)
    return true
  }

  removeDirectory(path: string): boolean {
    const empty = (this.list(path) ?? []).length === 0
    return path !== '/' && empty && this.#directories.delete(path)
  }

  rename(from: string, to: string): boolean {
    const upload = this.#uploads.get(from)
    if (upload === undefined || !this.#directories.has(parent(to))) return false
    this.#uploads.delete(from)
    this.#drop(to)
    this.#uploads.set(to, upload)
    return true
  }

  clear(): void {
    for (const path of [...this.#uploads.keys()]) this.#drop(path)
  }

  #size(path: string): number | null {
    const upload = this.#uploads.get(path)
    if (upload !== undefined) return upload.bytes
    const size = this.#downloads.get(path)
    return size === undefined ? null : sizes[size]
  }

  #drop(path: string): boolean {
    const upload = this.#uploads.get(path)
    if (upload === undefined) return false
    this.#budget.release(upload)
    return this.#uploads.delete(path)
  }

  #dropOldest(): void {
    const oldest = this.#uploads.keys().next()
    if (!oldest.done) this.#drop(oldest.value)
  }
}

const parent = (path: string): string =>
  path.slice(0, Math.max(1, path.lastIndexOf('/')))

/**
 * ftp-srv's FileSystem over a FileStore: no path ever reaches the disk. Keeps
 * the working directory in the base class.
 */
import { posix } from 'node:path'
import type Connection from 'ftp-srv/src/connection.js'
import FileSystem from 'ftp-srv/src/fs.js'
import type { FileStore } from './store.js'

export class MemoryFileSystem extends FileSystem {
  readonly store: FileStore

  constructor(connection: Connection, store: FileStore) {
    super(connection, { root: '/', cwd: '/' })
    this.store = store
  }

  /** the path in the store that a client's word means */
  path(name: string): string {
    const joined = posix.resolve('/', this.cwd, name === '' ? '.' : name)
    return joined.slice(0, maximumPath)
  }

  change(name: string): boolean {
    const path = this.path(name)
    if (this.store.entry(path)?.directory !== true) return false
    this.cwd = path
    return true
  }

  /** a client may name a directory or one file; options of ls are dropped */
  entries(argument: string): ReturnType<FileStore['list']> {
    const name = argument.replace(/^(-\S*\s*)+/, '')
    const path = this.path(name)
    const one = this.store.entry(path)
    if (one !== null && !one.directory) return [one]
    return this.store.list(path)
  }

  override chdir(name?: string): Promise<string> {
    return this.change(name ?? '/') ? Promise.resolve(this.cwd) : refused()
  }

  override get(name: string): Promise<unknown> {
    const entry = this.store.entry(this.path(name))
    return entry === null ? refused() : Promise.resolve(entry)
  }

  override list(name?: string): Promise<unknown> {
    const entries = this.entries(name ?? '')
    return entries === null ? refused() : Promise.resolve(entries)
  }

  override delete(name: string): Promise<unknown> {
    const path = this.path(name)
    const { store } = this
    const done = store.remove(path) || store.removeDirectory(path)
    return done ? Promise.resolve(path) : refused()
  }

  override mkdir(name: string): Promise<unknown> {
    const path = this.path(name)
    return this.store.makeDirectory(path) ? Promise.resolve(path) : refused()
  }

  override rename(from: string, to: string): Promise<unknown> {
    const done = this.store.rename(this.path(from), this.path(to))
    return done ? Promise.resolve() : refused()
  }

  override chmod(): Promise<unknown> {
    return Promise.resolve()
  }
}

const maximumPath = 1024

const refused = (): Promise<never> =>
  Promise.reject(new Error('No such file or directory'))

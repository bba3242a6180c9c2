/**
 * Types for the deep paths of ftp-srv 4.6.3 that the engine subclasses. Only
 * what the engine touches is declared; the package types none of it.
 */
declare module 'ftp-srv/src/index.js' {
  import type { EventEmitter } from 'node:events'
  import type { Server } from 'node:net'
  import type Connection from 'ftp-srv/src/connection.js'
  import type { Log } from 'ftp-srv/src/connection.js'

  class FtpServer extends EventEmitter {
    constructor(options: {
      readonly url: string
      readonly log: Log
      readonly anonymous?: boolean
      readonly pasv_url?: string
    })
    readonly server: Server
    readonly log: Log
    readonly connections: Record<string, Connection>
  }
  export default FtpServer
}

declare module 'ftp-srv/src/connection.js' {
  import type { EventEmitter } from 'node:events'
  import type { Socket } from 'node:net'
  import type FtpServer from 'ftp-srv/src/index.js'
  import type Commands from 'ftp-srv/src/commands/index.js'
  import type FileSystem from 'ftp-srv/src/fs.js'

  export interface Log {
    child(): Log
    trace(): void
    debug(): void
    info(): void
    warn(): void
    error(): void
  }

  class Connection extends EventEmitter {
    constructor(
      server: FtpServer,
      options: { readonly socket: Socket; readonly log: Log },
    )
    readonly id: string
    server: FtpServer
    commandSocket: Socket
    commands: Commands
    authenticated?: boolean
    fs: FileSystem
    /** bound to the socket by the base constructor */
    _handleData(data: Buffer): unknown
    login(user: string, password: string): PromiseLike<void>
    reply(code: unknown, ...letters: unknown[]): PromiseLike<unknown>
    close(code?: number, message?: string): PromiseLike<unknown>
  }
  export default Connection
}

declare module 'ftp-srv/src/commands/index.js' {
  import type Connection from 'ftp-srv/src/connection.js'

  export interface Command {
    readonly directive: string
    readonly arg: string | null
    readonly flags: readonly string[]
    readonly raw: string
  }

  class Commands {
    constructor(connection: Connection)
    handle(command: Command | string): PromiseLike<unknown>
  }
  export default Commands
}

declare module 'ftp-srv/src/fs.js' {
  import type Connection from 'ftp-srv/src/connection.js'

  class FileSystem {
    constructor(
      connection: Connection,
      options: { readonly root: string; readonly cwd: string },
    )
    cwd: string
    currentDirectory(): string
    chdir(path?: string): PromiseLike<string>
    get(name: string): PromiseLike<unknown>
    list(path?: string): PromiseLike<unknown>
    delete(path: string): PromiseLike<unknown>
    mkdir(path: string): PromiseLike<unknown>
    rename(from: string, to: string): PromiseLike<unknown>
    chmod(path: string, mode: string): PromiseLike<unknown>
  }
  export default FileSystem
}

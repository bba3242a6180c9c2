/**
 * The two ways to get a data connection: a port that waits for the client, or
 * an address that the server dials. TCP only: no TLS, no FTP.
 */
import { connect, createServer, type Server, type Socket } from 'node:net'

export type DoorFailure = 'timeout' | 'refused' | 'closed'

/** One passive port or one active address; good for one connection. */
export interface Door {
  readonly mode: 'passive' | 'active'
  /** resolves with the connection or says why there is none */
  open(timeoutMs: number): Promise<Socket | DoorFailure>
  close(): void
}

export interface PassiveDoor extends Door {
  readonly port: number
}

interface Waiting {
  readonly settle: (result: Socket | DoorFailure) => void
  readonly timer: NodeJS.Timeout | null
}

/** Resolves when the port is open: the first of `ports` that is free. */
export const passiveDoor = async (
  host: string,
  onOpen: (socket: Socket) => void,
  ports: readonly number[] = [],
): Promise<PassiveDoor> => {
  const accepted = new Mailbox()
  const options = { pauseOnConnect: true, allowHalfOpen: true, noDelay: true }
  const server = createServer(options, socket => {
    server.close()
    socket.on('error', () => undefined)
    if (accepted.put(socket)) onOpen(socket)
    else socket.destroy()
  })
  server.maxConnections = 1
  const port = await listenOnOne(server, host, ports)
  return {
    mode: 'passive',
    port,
    open: timeoutMs => accepted.take(timeoutMs),
    close: () => {
      server.close()
      accepted.shut()
    },
  }
}

export const activeDoor = (
  target: { readonly host: string; readonly port: number },
  localAddress: string,
  onOpen: (socket: Socket) => void,
): Door => {
  const connected = new Mailbox()
  return {
    mode: 'active',
    open: timeoutMs => {
      const socket = connect({
        ...target,
        localAddress,
        allowHalfOpen: true,
        noDelay: true,
      })
      socket.on('error', () => connected.put('refused'))
      socket.once('connect', () => {
        socket.pause()
        if (connected.put(socket)) onOpen(socket)
      })
      return connected.take(timeoutMs).then(result => {
        if (typeof result === 'string') socket.destroy()
        return result
      })
    },
    close: () => connected.shut(),
  }
}

/** Holds the one result until it is asked for. */
class Mailbox {
  #result: Socket | DoorFailure | null = null
  #waiting: Waiting | null = null
  #taken = false

  /** false: it has its result already */
  put(result: Socket | DoorFailure): boolean {
    if (this.#result !== null) return false
    this.#result = result
    this.#deliver(result)
    return true
  }

  /** nobody will ask any more */
  shut(): void {
    if (!this.put('closed') && typeof this.#result !== 'string')
      if (!this.#taken) this.#result?.destroy()
  }

  take(timeoutMs: number): Promise<Socket | DoorFailure> {
    const ready = this.#result
    this.#taken = true
    if (ready !== null) return Promise.resolve(ready)
    return new Promise(settle => {
      const timer =
        timeoutMs > 0
          ? setTimeout(() => this.put('timeout'), timeoutMs).unref()
          : null
      this.#waiting = { settle, timer }
    })
  }

  #deliver(result: Socket | DoorFailure): void {
    if (this.#waiting === null) return
    if (this.#waiting.timer !== null) clearTimeout(this.#waiting.timer)
    this.#waiting.settle(result)
  }
}

const listenOnOne = async (
  server: Server,
  host: string,
  [first = 0, ...others]: readonly number[],
): Promise<number> => {
  try {
    return await listen(server, host, first)
  } catch (error) {
    if (others.length === 0) throw error
    return await listenOnOne(server, host, others)
  }
}

const listen = (
  server: Server,
  host: string,
  wanted: number,
): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(wanted, host, () => {
      server.off('error', reject)
      const address = server.address()
      if (typeof address === 'object' && address) resolve(address.port)
    })
  })

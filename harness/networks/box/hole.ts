/**
 * Ports whose SYN is never answered, as behind a firewall that drops. On
 * loopback nothing drops, so they are listened on by a thread that sleeps:
 * nobody accepts, the queue of the kernel fills, and it ignores every further
 * SYN (listen(2); Linux with net.ipv4.tcp_abort_on_overflow=0, its default).
 */
import { connect, type Socket } from 'node:net'
import { Worker } from 'node:worker_threads'

export interface Hole {
  stop(): Promise<void>
}

const sleeper = `
const { createServer } = require('node:net')
const { parentPort, workerData } = require('node:worker_threads')
const { host, ports, asleep } = workerData
let open = 0
for (const port of ports) {
  const server = createServer()
  server.on('error', error => { throw error })
  server.listen({ host, port, backlog: 1, exclusive: true }, () => {
    open += 1
    if (open < ports.length) return
    parentPort.postMessage('open')
    // woken by the thread that ends this one
    Atomics.wait(new Int32Array(asleep), 0, 0)
  })
}
`

/** fills the queue of a port: Linux takes one more than the backlog */
const fill = (host: string, port: number): Promise<Socket[]> => {
  const sockets = [0, 1].map(() => connect({ host, port }))
  const done = sockets.map(
    socket =>
      new Promise<Socket>((resolve, reject) => {
        socket.once('connect', () => resolve(socket))
        socket.once('error', reject)
        // other systems count differently: full is full
        socket.setTimeout(200, () => resolve(socket))
      }),
  )
  return Promise.all(done)
}

export const openHole = async (
  host: string,
  ports: readonly number[],
): Promise<Hole> => {
  if (ports.length === 0) return { stop: () => Promise.resolve() }
  const asleep = new SharedArrayBuffer(4)
  const worker = new Worker(sleeper, {
    eval: true,
    workerData: { host, ports: [...ports], asleep },
  })
  await new Promise<void>((resolve, reject) => {
    worker.once('message', () => resolve())
    worker.once('error', reject)
  })
  worker.on('error', () => undefined)
  const fillers = (await Promise.all(ports.map(p => fill(host, p)))).flat()
  for (const socket of fillers) socket.on('error', () => undefined)
  return {
    stop: async () => {
      for (const socket of fillers) socket.destroy()
      Atomics.store(new Int32Array(asleep), 0, 1)
      Atomics.notify(new Int32Array(asleep), 0)
      await worker.terminate()
    },
  }
}

/** Payload over a data connection, and how each end of it is closed. */
import { setTimeout } from 'node:timers/promises'
import type { Context } from './context.js'
import type { Link } from './link.js'

export interface Counter {
  add(chunk: Buffer): void
}

const slice = 256 * 1024

/** Resolves when the peer has ended; rejects when the connection broke. */
const untilEnd = (link: Link): Promise<void> =>
  new Promise((resolve, reject) => {
    const { stream } = link
    const over = () => {
      if (link.failure === null) resolve()
      else reject(link.failure)
    }
    if (stream.readableEnded || stream.destroyed) over()
    stream.once('end', over)
    stream.once('close', over)
    stream.once('error', reject)
  })

const firstChunk = (link: Link): Promise<void> =>
  new Promise(resolve => link.stream.once('data', () => resolve()))

export const receive = async (
  context: Context,
  link: Link,
  counter: Counter,
): Promise<void> => {
  const { patience, habits } = context
  const { secured } = link
  if (secured !== null && !habits.closeNotify) link.mute()
  const ended = untilEnd(link)
  link.stream.on('data', (chunk: Buffer) => {
    link.noteClear('server', chunk)
    counter.add(chunk)
    patience.renew()
  })
  link.stream.resume()
  if (habits.dataSilenceMs !== undefined)
    await patience.within(
      habits.dataSilenceMs,
      'end of the data',
      Promise.race([ended, firstChunk(link)]),
    )
  await patience.wait('end of the data', ended)
  if (secured !== null && !habits.closeNotify) link.endTcpOnly()
  else link.end()
}

const write = (link: Link, chunk: Buffer): Promise<void> =>
  new Promise((resolve, reject) => {
    const lost = () =>
      reject(link.failure ?? new Error('the server closed the data connection'))
    link.stream.once('close', lost)
    link.stream.write(chunk, error => {
      link.stream.off('close', lost)
      if (error) reject(link.failure ?? error)
      else resolve()
    })
  })

/**
 * A client across a network has the server's tickets in its kernel long before
 * it has written a file. Here both ends may share a thread: give the server
 * its turn first, then write and close without another one, as a C client does.
 */
const ticketsAreWaiting = async ({ secured }: Link): Promise<void> => {
  // up to TLS 1.2 a ticket is part of the handshake
  if (secured?.version === 'TLSv1.3') await setTimeout(10)
}

export const send = async (
  context: Context,
  link: Link,
  bytes: Buffer,
  counter: Counter,
): Promise<void> => {
  const { patience, habits } = context
  const secure = link.secured !== null
  const deaf = secure && !habits.readToEnd
  const peer = deaf ? null : untilEnd(link)
  peer?.catch(() => {})
  if (deaf) {
    await ticketsAreWaiting(link)
    link.hold()
  } else link.stream.resume()
  for (let at = 0; at < bytes.length; at += slice) {
    const chunk = bytes.subarray(at, at + slice)
    link.noteClear('client', chunk)
    await patience.wait('progress of the upload', write(link, chunk))
    counter.add(chunk)
    patience.renew()
  }
  if (deaf) {
    const closed = link.closeAbruptly(habits.closeNotify)
    await patience.wait('end of the upload', closed)
    return
  }
  if (secure && !habits.closeNotify) link.endTcpOnly()
  else link.end()
}

/**
 * Leaves what the peer still sends in the kernel, as a C client does that
 * calls read no more: closing such a socket sends RST instead of FIN, and the
 * kernel drops what it had not sent yet.
 */
import { readFileSync } from 'node:fs'
import type { Socket } from 'node:net'

interface ReadHandle {
  readStop?: () => void
}

/**
 * `pause()` is not enough: libuv goes on reading until the stream's buffer
 * is full. Node has no public call for it; this one is the same from Node 20
 * to 26, and `reading` stays true, so that no later read starts it again.
 */
export const stopReading = (socket: Socket): void => {
  const { _handle: handle } = socket as Socket & { _handle?: ReadHandle }
  if (handle?.readStop === undefined) socket.pause()
  else handle.readStop()
}

/** Are bytes waiting in the kernel? null where there is no /proc/net/tcp. */
export const hasUnreadBytes = (socket: Socket): boolean | null => {
  const mine = hexPort(socket.localPort)
  const theirs = hexPort(socket.remotePort)
  if (mine === null || theirs === null) return null
  let table: string
  try {
    table = readFileSync('/proc/net/tcp', 'latin1')
  } catch {
    return null
  }
  const line = new RegExp(
    `: [0-9A-F]{8}:${mine} [0-9A-F]{8}:${theirs} \\S+ [0-9A-F]+:([0-9A-F]+) `,
  )
  const queue = line.exec(table)?.[1]
  return queue === undefined ? null : Number.parseInt(queue, 16) > 0
}

const hexPort = (port: number | undefined): string | null =>
  port === undefined ? null : port.toString(16).toUpperCase().padStart(4, '0')

/**
 * RST instead of FIN. Node 20's resetAndDestroy() on a socket whose FIN is
 * just being sent fails with EINVAL and leaves a handle that never closes: the
 * socket emits no 'close' and the process cannot end.
 */
import type { Duplex } from 'node:stream'

/** net.Socket; other streams cannot send a RST */
interface Resettable extends Duplex {
  resetAndDestroy(): unknown
}

const isResettable = (socket: Duplex): socket is Resettable =>
  'resetAndDestroy' in socket

export const resetSocket = (socket: Duplex): void => {
  if (!isResettable(socket)) {
    socket.destroy()
    return
  }
  const finishing =
    socket.writableEnded &&
    !socket.writableFinished &&
    socket.writableLength === 0
  if (!finishing) {
    socket.resetAndDestroy()
    return
  }
  socket.once('finish', () => {
    if (!socket.destroyed) socket.resetAndDestroy()
  })
}

/** Listens, or says what is in the way. */
import type { Server } from 'node:net'
import { InteropError } from '../../errors.js'

export const listen = (
  server: Server,
  host: string,
  port: number,
): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) =>
      reject(
        new InteropError('FI_PORT_TAKEN', {
          message: `the network cannot listen on ${host}:${port} (${cause.code ?? cause.message})`,
          hint: 'Use an address of this host and ports that nobody listens on.',
          cause,
        }),
      ),
    )
    server.listen({ host, port }, () => {
      const address = server.address()
      resolve(typeof address === 'object' && address ? address.port : port)
    })
  })

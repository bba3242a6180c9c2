/**
 * A small FTPS client for tests of real servers: does what it is told and
 * judges nothing. Not a model of any product.
 */
import { once } from 'node:events'
import net from 'node:net'
import tls from 'node:tls'

export interface RealClient {
  /** the final reply, or what ended the connection */
  command(line: string): Promise<string>
  /** the next reply without a command */
  reply(): Promise<string>
  secure(options?: tls.ConnectionOptions): Promise<string>
  login(user: string, password: string): Promise<string>
  /** one transfer; `session: false` does not offer the control session */
  transfer(line: string, how?: Transfer): Promise<Transferred>
  session(): Buffer | undefined
  end(): void
}

export interface Transfer {
  readonly session?: Buffer | false
  readonly tls?: tls.ConnectionOptions
  readonly upload?: Buffer
  readonly closeNotify?: boolean
  readonly clear?: boolean
}

export interface Transferred {
  readonly reply: string
  readonly resumed: boolean | null
  readonly bytes: number
}

const finalReply = /^(?:(\d{3})-[\s\S]*?^)?\1?\d{3} .*\r\n/m

export const connectReal = async (
  port: number,
  localAddress: string,
  implicit = false,
): Promise<RealClient> => {
  const raw = net.connect({ port, host: '127.0.0.1', localAddress })
  await once(raw, 'connect')
  let channel: net.Socket = raw
  let text = ''
  let ended = ''
  let session: Buffer | undefined
  let wake = (): void => undefined
  const listen = (): void => {
    channel.on('data', (chunk: Buffer) => {
      text += chunk.toString()
      wake()
    })
    channel.on('error', error => {
      ended ||= error.message
      wake()
    })
    channel.on('close', () => {
      ended ||= 'closed'
      wake()
    })
  }
  const reply = async (): Promise<string> => {
    for (;;) {
      const found = finalReply.exec(text)?.[0]
      if (found !== undefined) {
        text = text.slice(found.length)
        return found.trim()
      }
      if (ended !== '') return ended
      await new Promise<void>(resolve => {
        wake = resolve
      })
    }
  }
  const command = (line: string): Promise<string> => {
    channel.write(`${line}\r\n`)
    return reply()
  }
  const secure = async (options: tls.ConnectionOptions = {}) => {
    raw.removeAllListeners('data')
    const secured = tls.connect({
      socket: raw,
      rejectUnauthorized: false,
      ...options,
    })
    secured.on('session', ticket => {
      session = ticket
    })
    channel = secured
    listen()
    return new Promise<string>(resolve => {
      secured.once('secureConnect', () => resolve('secured'))
      secured.once('error', (error: Error) => resolve(error.message))
    })
  }
  const transfer = (line: string, how: Transfer = {}): Promise<Transferred> =>
    move({ command, reply, session }, localAddress, line, how)
  if (implicit) await secure()
  else listen()
  return {
    command,
    reply,
    secure,
    login: async (user, password) => {
      await command(`USER ${user}`)
      return command(`PASS ${password}`)
    },
    transfer,
    session: () => session,
    end: () => {
      channel.destroy()
      raw.destroy()
    },
  }
}

interface ControlEnd {
  readonly command: (line: string) => Promise<string>
  readonly reply: () => Promise<string>
  readonly session: Buffer | undefined
}

const move = async (
  control: ControlEnd,
  localAddress: string,
  line: string,
  how: Transfer,
): Promise<Transferred> => {
  const passive = await control.command('EPSV')
  const port = Number(/\|(\d+)\|\)/.exec(passive)?.[1])
  const data = net.connect({ port, host: '127.0.0.1', localAddress })
  data.on('error', () => undefined)
  await once(data, 'connect')
  const mark = await control.command(line)
  if (!mark.startsWith('150')) {
    data.destroy()
    return { reply: mark, resumed: null, bytes: 0 }
  }
  const channel = how.clear === true ? data : dataTls(data, control, how)
  let bytes = 0
  channel.on('data', (chunk: Buffer) => {
    bytes += chunk.length
  })
  channel.on('error', () => undefined)
  let resumed: boolean | null = null
  if (channel instanceof tls.TLSSocket)
    channel.once('secureConnect', () => {
      resumed = channel.isSessionReused()
    })
  if (how.upload !== undefined) await send(channel, data, how)
  const reply = await control.reply()
  data.destroy()
  return { reply, resumed, bytes }
}

const dataTls = (
  data: net.Socket,
  control: ControlEnd,
  how: Transfer,
): tls.TLSSocket => {
  const offered = how.session === false ? undefined : how.session
  const session =
    offered ?? (how.session === false ? undefined : control.session)
  return tls.connect({
    socket: data,
    rejectUnauthorized: false,
    ...(session === undefined ? {} : { session }),
    ...how.tls,
  })
}

const send = async (
  channel: net.Socket,
  raw: net.Socket,
  how: Transfer,
): Promise<void> => {
  if (channel instanceof tls.TLSSocket)
    await once(channel, 'secureConnect').catch(() => undefined)
  if (how.closeNotify !== false) {
    channel.end(how.upload ?? Buffer.alloc(0))
    return
  }
  const bytes = how.upload ?? Buffer.alloc(0)
  await new Promise<void>(resolve => {
    channel.write(bytes, () => resolve())
  })
  raw.end()
}

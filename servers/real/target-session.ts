/**
 * The harness's own look at a server that it did not start: stores, fetches
 * and deletes a file over FTPS, one login each, so that bytes can be compared
 * at both ends. It resumes, reads to the end and closes properly; it is no
 * client under test and emits no events.
 */
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import net from 'node:net'
import tls from 'node:tls'
import { InteropError } from '../../harness/errors.js'
import type { StoredFile } from '../../harness/model.js'
import { printable } from '../../harness/redact.js'

export interface TargetLogin {
  readonly host: string
  readonly port: number
  readonly implicit: boolean
  readonly user: string
  readonly password: string
  /** null: its certificate is not looked at; only loopback is dialled */
  readonly rootPem: string | null
}

const patienceMs = 5000
const longestReply = 65_536
const largestFile = 256 << 20

interface Reply {
  readonly code: number
  readonly text: string
}

class ReplyReader {
  #rest = ''

  constructor(socket: net.Socket) {
    this.attach(socket)
  }

  attach(socket: net.Socket): void {
    this.#socket = socket
    this.#rest = ''
  }

  #socket: net.Socket = new net.Socket()

  /** The next whole reply; what follows a 234 belongs to nobody. */
  async next(): Promise<Reply> {
    for (;;) {
      const found = /^(\d{3})(?:-[^]*?^\1)? ([^\r\n]*)\r?\n/m.exec(this.#rest)
      if (found?.index === 0) {
        this.#rest = this.#rest.slice(found[0].length)
        return { code: Number(found[1]), text: printable(found[2] ?? '') }
      }
      if (this.#rest.length > longestReply) throw new Error('endless reply')
      const signal = AbortSignal.timeout(patienceMs)
      const [chunk] = (await once(this.#socket, 'data', { signal })) as [Buffer]
      this.#rest += chunk.toString('latin1')
    }
  }
}

class TargetSession {
  readonly #login: TargetLogin
  #control: net.Socket
  readonly #replies: ReplyReader
  #session: Buffer | undefined

  constructor(login: TargetLogin, control: net.Socket) {
    this.#login = login
    this.#control = control
    this.#replies = new ReplyReader(control)
  }

  async command(line: string, ...accept: readonly number[]): Promise<Reply> {
    this.#control.write(`${line}\r\n`)
    const reply = await this.#replies.next()
    if (!accept.includes(reply.code))
      throw new Error(
        `${line.split(' ')[0] ?? ''}: ${reply.code} ${reply.text}`,
      )
    return reply
  }

  async #secure(socket: net.Socket, session?: Buffer): Promise<tls.TLSSocket> {
    const { rootPem } = this.#login
    const secured = tls.connect({
      socket,
      rejectUnauthorized: rootPem !== null,
      checkServerIdentity: () => undefined,
      ...(rootPem === null ? {} : { ca: rootPem }),
      ...(session === undefined ? {} : { session }),
    })
    secured.on('session', (fresh: Buffer) => (this.#session = fresh))
    secured.on('error', () => {})
    await once(secured, 'secureConnect', {
      signal: AbortSignal.timeout(patienceMs),
    })
    return secured
  }

  async open(): Promise<void> {
    const { implicit, user, password } = this.#login
    if (implicit) await this.#protectControl()
    await this.#replies.next()
    if (!implicit) {
      await this.command('AUTH TLS', 234)
      await this.#protectControl()
    }
    const { code } = await this.command(`USER ${user}`, 230, 331)
    if (code === 331) await this.command(`PASS ${password}`, 230, 202)
    await this.command('PBSZ 0', 200)
    await this.command('PROT P', 200)
    await this.command('TYPE I', 200)
  }

  async #protectControl(): Promise<void> {
    const secured = await this.#secure(this.#control)
    this.#session = secured.getSession()
    this.#control = secured
    this.#replies.attach(secured)
  }

  /** RETR or STOR; null when the server has no such file. */
  async transfer(line: string, bytes?: Buffer): Promise<Hashed | null> {
    const { text } = await this.command('PASV', 227)
    const numbers = /(\d+),(\d+)\)?[^\d]*$/.exec(text)
    const port = Number(numbers?.[1]) * 256 + Number(numbers?.[2])
    const data = net.connect({ host: this.#login.host, port })
    data.on('error', () => {})
    try {
      const { code } = await this.command(line, 125, 150, 550)
      if (code === 550) return null
      const secured = await this.#secure(data, this.#session)
      const hashed = hash(secured)
      secured.end(bytes ?? '')
      const result = await hashed
      const end = await this.#replies.next()
      if (end.code >= 300) throw new Error(`${line}: ${end.code} ${end.text}`)
      return result
    } finally {
      data.destroy()
    }
  }

  close(): void {
    this.#control.destroy()
  }
}

type Hashed = StoredFile

const hash = async (socket: tls.TLSSocket): Promise<Hashed> => {
  const sum = createHash('sha256')
  let bytes = 0
  const timer = setTimeout(() => socket.destroy(), 12 * patienceMs)
  try {
    for await (const chunk of socket) {
      sum.update(chunk as Buffer)
      bytes += (chunk as Buffer).length
      if (bytes > largestFile) throw new Error('endless file')
    }
  } finally {
    clearTimeout(timer)
  }
  return { bytes, sha256: sum.digest('hex') }
}

const withSession = async <T>(
  login: TargetLogin,
  work: (session: TargetSession) => Promise<T>,
): Promise<T> => {
  const { host, port } = login
  const socket = net.connect({ host, port })
  socket.on('error', () => {})
  const session = new TargetSession(login, socket)
  try {
    await session.open()
    return await work(session)
  } catch (cause) {
    throw new InteropError('FI_FILE', {
      message: `files on ${host}:${port} cannot be looked at: ${(cause as Error).message}`,
      hint: 'the server under test must let FTPS_INTEROP_USER log in, with PROT P and PASV',
      cause,
    })
  } finally {
    session.close()
  }
}

export const fetchFile = (
  login: TargetLogin,
  name: string,
): Promise<StoredFile | null> =>
  withSession(login, session => session.transfer(`RETR ${name}`))

/** Stores it where a file of that size is not there yet; says whether. */
export const storeFile = (
  login: TargetLogin,
  name: string,
  bytes: Buffer,
): Promise<boolean> =>
  withSession(login, async session => {
    const { code, text } = await session.command(
      `SIZE ${name}`,
      ...[213, 500, 501, 502, 504, 550],
    )
    if (code === 213 && Number(text) === bytes.length) return false
    return (await session.transfer(`STOR ${name}`, bytes)) !== null
  })

export const deleteFile = (login: TargetLogin, name: string): Promise<void> =>
  withSession(login, async session => {
    await session.command(`DELE ${name}`, 250, 450, 500, 502, 550)
  })

/**
 * TLS on a control connection that TLS may leave again: the record layer is
 * fed by hand, so that what follows 200 to CCC can be looked at byte by byte.
 */
import { once } from 'node:events'
import type { Socket } from 'node:net'
import { Duplex } from 'node:stream'
import { connect, type TLSSocket } from 'node:tls'

export class TransparentTls {
  readonly #raw: Socket
  #tls: TLSSocket | null = null
  #pipe: Duplex | null = null
  #text = ''
  /** what came when TLS was over */
  #bytes: Buffer = Buffer.alloc(0)
  #left = false
  #wake: () => void = () => undefined

  constructor(raw: Socket) {
    this.#raw = raw
    raw.on('data', (chunk: Buffer) => {
      if (this.#left) this.#bytes = Buffer.concat([this.#bytes, chunk])
      else if (this.#pipe !== null) this.#feed(chunk)
      else this.#text += chunk.toString()
      this.#wake()
    })
  }

  /** the reply to CCC may share a segment with the end of TLS */
  #feed(chunk: Buffer): void {
    let at = 0
    while (at + 5 <= chunk.length) {
      const end = at + 5 + chunk.readUInt16BE(at + 3)
      if (chunk[at] === 21) {
        this.#bytes = Buffer.concat([this.#bytes, chunk.subarray(at)])
        return
      }
      this.#pipe?.push(chunk.subarray(at, end))
      at = end
    }
  }

  async #until(done: () => boolean): Promise<void> {
    const limit = performance.now() + 3000
    while (!done() && performance.now() < limit)
      await new Promise<void>(resolve => {
        this.#wake = resolve
        setTimeout(resolve, 50)
      })
  }

  async line(): Promise<string> {
    const end = /^(?:\d{3}-[\s\S]*?\r\n)?\d{3} [^\n]*\r\n/
    await this.#until(() => end.test(this.#text))
    const found = end.exec(this.#text)?.[0] ?? ''
    this.#text = this.#text.slice(found.length)
    return found.trimEnd()
  }

  ask(command: string): Promise<string> {
    ;(this.#tls ?? this.#raw).write(`${command}\r\n`)
    return this.line()
  }

  async secure(): Promise<void> {
    const raw = this.#raw
    this.#pipe = new Duplex({
      read: () => undefined,
      write: (chunk: Buffer, _encoding, done) => {
        if (!this.#left) raw.write(chunk)
        done()
      },
    })
    this.#tls = connect({
      socket: this.#pipe,
      rejectUnauthorized: false,
      maxVersion: 'TLSv1.2',
    })
    this.#tls.on('error', () => undefined)
    this.#tls.on('data', (chunk: Buffer) => {
      this.#text += chunk.toString()
      this.#wake()
    })
    await once(this.#tls, 'secureConnect')
  }

  /** Ends TLS without close_notify of ours and asks PWD in clear. */
  async leave(
    silent: boolean,
  ): Promise<{ readonly recordType: number | null; readonly clear: string }> {
    if (!silent) await this.#until(() => this.#bytes.length >= 5)
    else await new Promise(resolve => setTimeout(resolve, 100))
    const recordType = this.#bytes[0] ?? null
    this.#left = true
    this.#bytes = Buffer.alloc(0)
    this.#raw.write('PWD\r\n')
    await this.#until(() => this.#bytes.includes('\r\n'))
    this.#raw.destroy()
    return { recordType, clear: this.#bytes.toString() }
  }
}

/** A log file on this host as it grows, and the processes that write to it. */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { StringDecoder } from 'node:string_decoder'
import type { LogSource } from './log-tail.js'
import { isAlive } from './processes.js'

export interface LogFile extends LogSource {
  close(): void
}

/** A daemon that writes more between two polls is out of hand. */
const mostBytes = 8 * 1024 * 1024

export const logFile = (path: string): LogFile => {
  const file = openSync(path, 'r')
  let offset = 0
  let open = true
  let decoder = new StringDecoder('utf8')
  const more = (): string => {
    if (!open) return ''
    const { size } = fstatSync(file)
    if (size <= offset) return ''
    const buffer = Buffer.alloc(Math.min(size - offset, mostBytes))
    const read = readSync(file, buffer, 0, buffer.length, offset)
    offset += read
    return decoder.write(buffer.subarray(0, read))
  }
  return {
    more,
    skip: () => {
      if (open) offset = fstatSync(file).size
      decoder = new StringDecoder('utf8')
    },
    alive: isAlive,
    close: () => {
      if (open) closeSync(file)
      open = false
    },
  }
}

/**
 * Takes apart what `tail -F` prints of many logs: one source per file.
 * It keeps only what nobody has read yet.
 */
import { StringDecoder } from 'node:string_decoder'
import type { LogSource } from './log-tail.js'

export interface LogStreams {
  feed(chunk: Buffer): void
  source(path: string): LogSource
}

/** Of a log that nobody follows only the end is of use. */
const mostCharacters = 4 * 1024 * 1024

export const createLogStreams = (): LogStreams => {
  const unread = new Map<string, string>()
  const decoder = new StringDecoder('utf8')
  let current = ''
  let rest = ''

  const add = (text: string): void => {
    const all = (unread.get(current) ?? '') + text
    unread.set(current, all.slice(-mostCharacters))
  }

  const take = (line: string): void => {
    const header = /^==> (\/\S+) <==$/.exec(line)?.[1]
    if (header !== undefined) current = header
    // an empty line stands before each header; logs have none
    else if (line !== '') add(`${line}\n`)
  }

  return {
    feed: chunk => {
      const lines = (rest + decoder.write(chunk)).split(/\r?\n/)
      rest = (lines.pop() ?? '').slice(-16_384)
      for (const line of lines) take(line)
    },
    source: path => ({
      more: () => {
        const text = unread.get(path) ?? ''
        unread.delete(path)
        return text
      },
      skip: () => {
        unread.delete(path)
      },
      // process ids in there are not those of this host
      alive: () => null,
    }),
  }
}

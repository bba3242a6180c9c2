/**
 * What Postfix, Exim and OpenSMTPD write about a session, as lines of the
 * client that they name. Understands no more of them than whose they are and
 * which one is the last: the words are evidence for a reader.
 */
import type { Event } from '../model.js'
import { printable, redactText } from '../redact.js'
import type { Identify } from './attribution.js'

const longest = 500

const address = String.raw`(127(?:\.\d{1,3}){3})`

/** connect from unknown[127.0.0.5] … disconnect from unknown[127.0.0.5] */
const postfix = new RegExp(String.raw`\/smtpd\[\d+\]: .*\[${address}\]`)
const postfixEnd = /: disconnect from /

export const identifyPostfix: Identify = line => {
  const client = postfix.exec(line)?.[1]
  return client === undefined
    ? null
    : { id: client, client, ends: postfixEnd.test(line) }
}

/** SMTP connection from [127.0.0.5]:40123 … closed by QUIT */
const exim = new RegExp(String.raw`\[${address}\](?::\d+)?`)
const eximEnd =
  /closed by|SMTP connection .*(?:lost|closed)|unexpected disconnection/

export const identifyExim: Identify = line => {
  const client = exim.exec(line)?.[1]
  return client === undefined
    ? null
    : { id: client, client, ends: eximEnd.test(line) }
}

/** 4f1e smtp connected address=127.0.0.5 … 4f1e smtp disconnected reason=quit */
const opensmtpd = /\b([0-9a-f]{16}) (?:smtp|mta|mda) (\S+)/
const opensmtpdClient = new RegExp(String.raw`\baddress=${address}\b`)

export const identifyOpensmtpd: Identify = line => {
  const [, id, what] = opensmtpd.exec(line) ?? []
  if (id === undefined) return null
  const client = opensmtpdClient.exec(line)?.[1]
  return {
    id,
    ...(client === undefined ? {} : { client, begins: true }),
    ends: what === 'disconnected',
  }
}

export const createMailLogReader = (): {
  read(line: string, at: number): readonly Event[]
} => ({
  read: (line, at) => [
    {
      at,
      from: 'server-log',
      role: 'control',
      ordinal: 1,
      body: {
        kind: 'log',
        text: printable(redactText(line.slice(0, longest))),
      },
    },
  ],
})

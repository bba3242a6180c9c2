import { rewritten, sixNumbers } from './box/dialogue.js'
import type { Session } from './box/network.js'
import { defineNetwork } from '../define.js'

const inside = '127.66.0.5'
const pasv = new RegExp(`${inside.replaceAll('.', ',')}(?=,\\d+,\\d+)`)
const port = /^PORT (\d+),(\d+),(\d+),(\d+),(\d+),(\d+)/im

const outward = ({ outside }: Session, bytes: Buffer): Buffer =>
  rewritten(bytes, pasv, () => outside.replaceAll('.', ','))

const inward = (session: Session, bytes: Buffer): Buffer | Promise<Buffer> => {
  const found = port.exec(bytes.toString('latin1'))
  if (found === null) return bytes
  const [a, b, c, d, high, low] = found.slice(1).map(Number)
  const to = {
    host: [a, b, c, d].join('.'),
    port: (high ?? 0) * 256 + (low ?? 0),
  }
  return session
    .inward(to)
    .then(at => rewritten(bytes, port, () => `PORT ${sixNumbers(at)}`))
}

export default defineNetwork({
  id: 'alg-rewrites-clear',
  title:
    'NAT with an ALG that corrects 227 and PORT as long as it can read them',
  why: 'What worked for years in clear fails on the day that TLS is switched on: the ALG cannot read, and so not correct, the addresses.',
  references: ['RFC 2663 2.9', 'RFC 4217 10', 'RFC 2428 1'],
  behaviour: {
    inside,
    watch: session => ({
      control: (_path, from, bytes) =>
        from === 'server' ? outward(session, bytes) : inward(session, bytes),
    }),
  },
})

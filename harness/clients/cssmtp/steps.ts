/** Steps that depend on nothing but the connection: AUTH, QUIT, a probe. */
import type { Context } from '../engine/context.js'
import { Halt } from '../engine/halt.js'
import type { Planned } from '../engine/plan.js'
import { authMechanisms } from '../../wire/ehlo.js'
import { controlOf, type Talk } from './talk.js'

const base64 = (text: string): string =>
  Buffer.from(text, 'utf8').toString('base64')

/** Credentials of AuthEntity; only ever asked for under TLS. */
export const authenticate = ({ request }: Context, talk: Talk): Planned => ({
  step: 'auth',
  label: 'AUTH',
  run: async progress => {
    const control = controlOf(progress)
    const { user, password } = request
    const plain = authMechanisms(talk.ehlo).includes('PLAIN')
    let reply = plain
      ? await control.ask('AUTH', `PLAIN ${base64(`\0${user}\0${password}`)}`)
      : await control.ask('AUTH', 'LOGIN')
    if (!plain)
      for (const secret of [user, password])
        if (reply.code === 334)
          reply = await control.transmit(`${base64(secret)}\r\n`, '(response)')
    const { code, text } = reply
    if (code !== 235)
      throw new Halt({
        phase: 'auth',
        code,
        why: `AUTH refused: ${code} ${text}`,
      })
    return { code }
  },
})

/** Does a reply come inside TLS to what was sent before TLS? */
export const surplus = (line: string): Planned => ({
  step: 'inject',
  label: `inject ${line}`,
  run: async progress => {
    const control = controlOf(progress)
    await control.ask('NOOP')
    const extra = await control.surplus(150)
    if (extra === null) return {}
    const { code, text } = extra
    throw new Halt({
      phase: 'tls',
      code,
      why: `the server obeyed inside TLS what was sent in clear: ${code} ${text}`,
    })
  },
  recover: () => Promise.resolve(true),
})

export const quit: Planned = {
  step: 'quit',
  label: 'QUIT',
  run: async progress => {
    const control = controlOf(progress)
    const { code } = await control.ask('QUIT')
    control.link.end()
    await control.link.settle()
    return { code }
  },
}

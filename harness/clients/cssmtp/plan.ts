/**
 * One message of CSSMTP, from the connection to the reply behind the final
 * dot: which steps there are depends on the state after EHLO. TLS is AT-TLS:
 * asked for by an ioctl, made by the stack.
 */
import type { Context } from '../engine/context.js'
import type { Control } from '../engine/control.js'
import { Halt } from '../engine/halt.js'
import * as opening from '../engine/opening.js'
import type { Planned } from '../engine/plan.js'
import { authMechanisms, offers, offersPlainOrLogin } from '../../wire/ehlo.js'
import { stuffed } from '../mail/message.js'
import { nextState } from './decision.js'
import { tlsAtOnce, type Settings } from './settings.js'
import { authenticate, quit, surplus } from './steps.js'
import { firstTarget } from './targets.js'
import { controlOf, mailOf, type Talk } from './talk.js'

const good = (code: number): boolean => code >= 200 && code < 300

const connect = (
  { request }: Context,
  settings: Settings,
  talk: Talk,
): Planned => ({
  step: 'connect',
  label: `connect ${request.host}:${request.port}`,
  run: async progress => {
    const { context } = progress
    const control = await firstTarget(context, settings.targets, talk)
    progress.control = control
    if (tlsAtOnce(settings)) await opening.secureControl(context, control)
    else control.attach()
    return { code: await opening.greeting(control) }
  },
})

const ehlo = (settings: Settings, talk: Talk): Planned => ({
  step: 'ehlo',
  label: 'EHLO',
  run: async progress => {
    const { code, text } = await controlOf(progress).ask('EHLO', 'zos.example')
    if (!good(code))
      throw new Halt({
        phase: 'ehlo',
        code,
        why: `EHLO refused: ${code} ${text}`,
      })
    talk.ehlo = text
    talk.state ??= nextState({
      ...settings,
      spool: mailOf(talk)?.tls ?? false,
      authOffered: offersPlainOrLogin(text),
    })
    return { code }
  },
})

/** SIOCTTLSCTL: EOPNOTSUPP, JROptNotSupported. */
const ioctl = (settings: Settings, talk: Talk, control: Control): void => {
  if (settings.rule) return
  talk.ioctlFailed = true
  control.link.end()
  control.abandon('SIOCTTLSCTL failed')
  throw new Halt({
    phase: settings.ioctl === 'after STARTTLS' ? 'tls' : 'starttls',
    why: 'SIOCTTLSCTL failed: errnojr 77B77317 (JROptNotSupported)',
  })
}

const starttls = (
  settings: Settings,
  talk: Talk,
  injected: string,
): Planned => ({
  step: 'starttls',
  label: 'STARTTLS',
  run: async progress => {
    const control = controlOf(progress)
    if (settings.ioctl === 'before STARTTLS') ioctl(settings, talk, control)
    if (!offers(talk.ehlo, 'STARTTLS'))
      throw new Halt({
        phase: 'starttls',
        why: 'TLS is required and the target server does not offer STARTTLS',
      })
    const { code, text } = await control.askToSwitch('', injected, 'STARTTLS')
    if (!good(code)) {
      control.goOn()
      throw new Halt({
        phase: 'starttls',
        code,
        why: `STARTTLS refused: ${code} ${text}`,
      })
    }
    return { code }
  },
})

const handshake = (settings: Settings, talk: Talk): Planned => ({
  step: 'control-tls',
  label: 'TLS handshake',
  run: async progress => {
    ioctl(settings, talk, controlOf(progress))
    await opening.secureControl(progress.context, controlOf(progress))
    return {}
  },
})

const mail = (talk: Talk, name: string): Planned => ({
  step: 'mail',
  label: 'mail',
  run: async progress => {
    const control = controlOf(progress)
    const spooled = mailOf(talk)
    if (spooled === null)
      throw new Halt({ phase: 'mail', why: 'no mail in the spool file' })
    const { from, to, text } = spooled
    for (const [verb, argument] of [
      ['MAIL', `FROM:<${from}>`],
      ...to.map(address => ['RCPT', `TO:<${address}>`] as const),
      ['DATA', ''],
    ] as const) {
      const reply = await control.ask(verb, argument)
      if (reply.code < 400) continue
      const why = `${verb} refused: ${reply.code} ${reply.text}`
      throw new Halt({ phase: 'mail', code: reply.code, why })
    }
    const last = await control.transmit(stuffed(text), '.')
    if (!good(last.code))
      throw new Halt({
        phase: 'mail',
        code: last.code,
        why: `message refused: ${last.code} ${last.text}`,
      })
    return {
      code: last.code,
      transfer: {
        direction: 'upload',
        name,
        expected: text.length - text.indexOf('\r\n\r\n') - 4,
        arrived: null,
        intact: null,
        reportedOk: true,
      },
    }
  },
})

export const mailPlan = (settings: Settings, talk: Talk, name: string) =>
  function* plan(context: Context): Generator<Planned> {
    const injected =
      context.request.conversation.steps?.find(s => s.do === 'inject')?.line ??
      ''
    yield connect(context, settings, talk)
    yield ehlo(settings, talk)
    // inside TLS that it knows nothing of there is nothing to start
    if (talk.state === 'ML_PR_StartTLS' && !tlsAtOnce(settings)) {
      yield starttls(settings, talk, injected)
      yield handshake(settings, talk)
      if (injected !== '') yield surplus(injected)
      if (settings.ehloAgain) yield ehlo(settings, talk)
      if (settings.authEntity && authMechanisms(talk.ehlo).length > 0)
        yield authenticate(context, talk)
    }
    yield mail(talk, name)
    yield quit
  }

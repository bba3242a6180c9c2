/**
 * CSSMTP, the mail client of z/OS Communications Server, as far as TLS and
 * AUTH go. No z/OS was at hand: the behaviour is that of APAR PH66548 and of
 * IBM's manuals. One message a session, given to it as a JES spool file. Does
 * not emulate retry, TargetName and TargetMx, or its operator commands.
 */
import { defineClient } from '../define.js'
import type { ClientRequest, ClientResult, Event } from '../model.js'
import { effectiveValue } from '../versions.js'
import { runEmulated } from './engine/run.js'
import { soundTraits } from './engine/traits.js'
import type { Read } from './engine/profile.js'
import { cssmtpLog } from './cssmtp/log.js'
import { cssmtpLine, cssmtpOptions } from './cssmtp/options.js'
import { mailPlan } from './cssmtp/plan.js'
import { enabledVersions, settingsOf, tlsOf } from './cssmtp/settings.js'
import { readSpool, writeSpool } from './cssmtp/spool.js'
import { newTalk } from './cssmtp/talk.js'
import { messageOf } from './mail/message.js'

const current = '3.1'

const reader =
  (set: ClientRequest['options'], version: string): Read =>
  name =>
    effectiveValue(cssmtpOptions, set, name, version)

/** The log as the support engineer reads it: nothing but lines. */
const logged = (log: string, at: number): Event[] =>
  log
    .split('\n')
    .filter(text => text !== '')
    .map(text => ({
      at,
      from: 'client-log',
      role: 'control',
      ordinal: 1,
      body: { kind: 'log', text },
    }))

const run = async (request: ClientRequest): Promise<ClientResult> => {
  const read = reader(request.options, request.version)
  const settings = settingsOf(read, request.conversation)
  const message = messageOf(request.token)
  const talk = newTalk(readSpool(writeSpool(message, settings.starttls)))
  const { host, port } = request
  const result = await runEmulated(
    request,
    { ...soundTraits, tls: tlsOf(read) },
    (events, steps) => cssmtpLog(events, steps, { settings, talk, host, port }),
    mailPlan(settings, talk, message.name),
  )
  const events = [...result.events, ...logged(result.log, request.clock.now())]
  return { ...result, events }
}

export default defineClient({
  id: 'cssmtp',
  protocol: 'smtp',
  product: 'CSSMTP',
  title: 'z/OS Communications Server SMTP client, CSSMTP',
  kind: 'emulated',
  versions: ['2.5', current],
  defaultVersion: current,
  evidence: 'documentation',
  inDefaultMatrix: true,
  choosesAddress: true,
  options: cssmtpOptions,
  matrix: [
    {},
    { maintenance: 'PH61015' },
    { maintenance: 'before PH61015' },
    { Secure: 'Yes', TCPCONFIG: 'TTLS', TTLSRule: 'mapped' },
  ],
  available: () =>
    Promise.resolve({ ok: true, version: current, detail: 'embedded' }),
  supports: (conversation, set) => {
    const read = reader(set, set['version'] ?? current)
    if (conversation.mail === undefined) return 'it delivers mail'
    if (conversation.mode === 'implicit') return 'CSSMTP speaks STARTTLS only'
    if (conversation.steps?.some(s => s.do !== 'inject'))
      return 'it delivers mail and nothing else'
    if (enabledVersions(read).length === 0)
      return 'the AT-TLS policy has no version of TLS on'
    if (read('AuthEntity') !== '' && read('maintenance') === 'before PH61015')
      return 'AuthEntity came with APAR PH61015'
    return true
  },
  run,
  configurationLine: cssmtpLine,
})

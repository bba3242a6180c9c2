/** `record`: from the first line on the screen to the last. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { startClock } from '../../clock.js'
import { InteropError, type ExitCode } from '../../errors.js'
import type { Certificate, Clock, Event } from '../../model.js'
import { KeyLog } from '../../wire/secrets.js'
import { Desk, type DeskTools } from '../desk.js'
import type { Place } from '../endpoint.js'
import type { DeskPeer } from '../judged.js'
import { isLoopbackAddress } from '../peers.js'
import { untilDone, type Until } from '../until.js'
import type { ServerTerms } from './leg.js'
import { Recorder, type RecordedStory } from './recorder.js'
import { Story } from './story.js'
import { serverTerms } from './tls-terms.js'

export interface RecordAsked {
  readonly listen: Place
  readonly to: Place
  /** null: TLS passes through */
  readonly certificate: Certificate | null
  readonly keylog: string | null
  readonly dataPorts: readonly number[]
  readonly server: DeskPeer
  readonly client: DeskPeer
  readonly once: boolean
  readonly out: string
  readonly quiet: boolean
}

const termsOf = (certificate: Certificate | null): ServerTerms | null => {
  if (certificate === null) return null
  try {
    return serverTerms(certificate)
  } catch (cause) {
    throw new InteropError('FI_BAD_VALUE', {
      message: `the certificate cannot be used: ${(cause as Error).message}`,
      hint: 'give another with --cert and --key, or leave them out for a new one',
      cause,
    })
  }
}

const banner = (asked: RecordAsked, desk: Desk, port: number): string[] => {
  const { certificate, listen, to, dataPorts, keylog } = asked
  const at = `${listen.host}:${port}`
  const ca = join(desk.directory, 'ca.pem')
  if (certificate !== null) writeFileSync(ca, certificate.rootPem)
  return [
    `recording between ${at} and ${to.host}:${to.port}: let your client connect to ${at}`,
    ...(certificate === null
      ? [
          'TLS       passes through: the client sees the certificate of the server',
          keylog === null
            ? '          commands under TLS cannot be seen: --keylog FILE reads TLS 1.3 with the'
            : `          commands under TLS 1.3 are read with the secrets in ${keylog}${existsSync(keylog) ? '' : ', once it is there'}`,
          ...(keylog === null
            ? ["          client's secrets, --terminate ends TLS here"]
            : []),
          dataPorts.length === 0
            ? '          data connections agreed on under TLS go around: name them with --data-ports'
            : `          data connections to ports ${dataPorts[0]}-${dataPorts.at(-1)} pass here too`,
        ]
      : [
          'TLS       ends here, on both legs: each handshake is one with this program',
          `CA file   ${ca}: your client must trust it`,
          "          the server's certificate is recorded and not verified",
          '          lines marked s are of the leg to the server',
        ]),
    asked.once ? 'ends after the first session' : 'Ctrl-C ends it',
    '',
  ]
}

interface Sessions {
  readonly asked: RecordAsked
  readonly desk: Desk
  readonly clock: Clock
  readonly done: Until
  count: number
  open: number
}

/** Of the leg to the server only what the client's leg does not say. */
const newOnServerLeg = ({ body }: Event): boolean =>
  body.kind !== 'command' && body.kind !== 'reply'

const begin = (all: Sessions, address: string, port: number): RecordedStory => {
  const { asked, desk, clock, done } = all
  const { certificate, server, client } = asked
  const number = (all.count += 1)
  all.open += 1
  const start = clock.now()
  const keys = new KeyLog()
  const label = { client: `${number}`, server: `${number}s` }
  desk.note(number, `a client from ${address}:${port}`)
  const now = (): number => Math.round((clock.now() - start) * 100) / 100
  const story = new Story({
    now,
    keys,
    show: (leg, event) => {
      if (leg === 'client' || newOnServerLeg(event))
        desk.show(label[leg], event)
    },
    note: text => desk.note(number, text),
  })
  const end = (
    kind: string,
    leg: 'client' | 'server',
    told?: readonly string[],
  ): readonly string[] => {
    const events = story.events(leg)
    if (events.length === 0) return []
    const common = { number, server, client, durationMs: now() }
    const judged = desk.ended({ kind, events, ...common }, label[leg], told)
    return judged.findings.map(f => f.id)
  }
  const over = (alone: boolean): void => {
    all.open -= 1
    if (certificate !== null) {
      const told = end('record-client-leg', 'client')
      end('record-server-leg', 'server', told)
    } else {
      readKeys(asked, keys, desk, number)
      story.readAgain()
      if (!alone && asked.dataPorts.length > 0)
        desk.note(
          number,
          'not judged: several sessions of this address were open at once, and under TLS nobody can tell whose a data connection is',
        )
      else end('record', 'client')
    }
    if (asked.once) done.enough()
  }
  return { story, over }
}

const readKeys = (
  { keylog }: RecordAsked,
  keys: KeyLog,
  desk: Desk,
  number: number,
): void => {
  if (keylog === null) return
  try {
    keys.add(readFileSync(keylog, 'utf8'))
  } catch (error) {
    desk.note(number, `the secrets cannot be read: ${(error as Error).message}`)
  }
}

const drainedWithinMs = 3000

export const record = async (
  asked: RecordAsked,
  tools: DeskTools,
): Promise<ExitCode> => {
  const terms = termsOf(asked.certificate)
  const desk = new Desk({ ...tools, out: asked.out, quiet: asked.quiet })
  if (!isLoopbackAddress(asked.listen.host))
    tools.warn(
      `warning: ${asked.listen.host} can be reached from the network: whoever connects is passed on to ${asked.to.host}`,
    )
  const clock = startClock()
  const done = untilDone(tools.signal)
  const all: Sessions = { asked, desk, clock, done, count: 0, open: 0 }
  const recorder = new Recorder({
    ...asked.listen,
    target: asked.to,
    terms,
    dataPorts: asked.dataPorts,
    began: (address, port) => begin(all, address, port),
    unreachable: ({ story, over }, error) => {
      story.note(
        `${asked.to.host}:${asked.to.port} cannot be reached: ${error.message}`,
      )
      over(true)
    },
  })
  try {
    await recorder.start()
    for (const line of banner(asked, desk, recorder.port)) desk.say(line)
    await Promise.race([done.promise, desk.broken])
    await recorder.stop()
    const until = clock.now() + drainedWithinMs
    while (all.open > 0 && clock.now() < until)
      await new Promise(resolve => setTimeout(resolve, 10))
  } finally {
    await recorder.stop()
    desk.close()
  }
  for (const line of ['', ...desk.summary()]) desk.say(line)
  return 0
}

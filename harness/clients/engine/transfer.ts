/**
 * One transfer: agrees a data connection, sends the command, moves the bytes
 * while it listens to both connections, and compares what arrived.
 */
import { createHash } from 'node:crypto'
import type { TransferOutcome } from '../../model.js'
import type { Context } from './context.js'
import type { Control } from './control.js'
import { openData, secureData, type DataChannel } from './data.js'
import { Halt, inPhase } from './halt.js'
import type { Link } from './link.js'
import { receive, send } from './move.js'
import { remarks } from './opening.js'
import type { ParsedReply } from '../../wire/dialogue.js'

export interface Job {
  readonly verb: string
  readonly argument: string
  readonly direction: TransferOutcome['direction']
  /** upload: what is sent; download: what should come; null: a listing */
  readonly bytes: Buffer | null
  readonly sha256: string | null
  /** TYPE and the like, sent where this client sends them */
  readonly before?: readonly string[]
  /** REST behind PASV and its kin */
  readonly restartAt?: number
}

export interface Transferred {
  readonly data: number
  readonly transfer: TransferOutcome
  readonly code?: number
  /** null when the client saw nothing wrong */
  readonly problem: Halt | null
}

interface Moved {
  readonly bytes: number
  readonly sha256: string | null
}

type Settled<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: unknown }

const settled = <T>(promise: Promise<T>): Promise<Settled<T>> =>
  promise.then(
    value => ({ ok: true, value }),
    (error: unknown) => ({ ok: false, error }),
  )

/** What was moved, also when it ends early. */
class Tally {
  bytes = 0
  readonly #hash = createHash('sha256')

  add(chunk: Buffer): void {
    this.bytes += chunk.length
    this.#hash.update(chunk)
  }

  digest(): string {
    return this.#hash.digest('hex')
  }
}

const moveOver = async (
  context: Context,
  link: Link,
  job: Job,
  tally: Tally,
): Promise<void> => {
  try {
    if (job.direction === 'upload')
      await send(context, link, job.bytes ?? Buffer.alloc(0), tally)
    else await receive(context, link, tally)
  } catch (error) {
    throw inPhase(error, 'transfer', link.ordinal)
  } finally {
    const sender = job.direction === 'upload' ? 'client' : 'server'
    link.record({ kind: 'payload', sender, bytes: tally.bytes })
  }
}

/** Runs beside `repliesTo`; `go` resolves at the first 1yz reply. */
const carry = async (
  context: Context,
  control: Control,
  channel: DataChannel,
  job: Job,
  go: Promise<void>,
  tally: Tally,
): Promise<Moved> => {
  const { patience, habits } = context
  if (habits.dataHandshake === 'after-1yz') await go
  const direction = job.direction === 'upload' ? 'upload' : 'download'
  const link = await patience
    .wait('data connection', channel.link)
    .catch((error: unknown) => {
      throw inPhase(error, 'data-tcp', channel.ordinal)
    })
  await secureData(context, control, link, { direction })
  // nobody sends a byte of an upload before the server said 1yz
  if (direction === 'upload') await go
  await moveOver(context, link, job, tally)
  return { bytes: tally.bytes, sha256: tally.digest() }
}

const finalReply = async (
  control: Control,
  verb: string,
  go: () => void,
): Promise<ParsedReply> => {
  for (;;) {
    const reply = await control.reply(verb)
    if (reply.code >= 200) return reply
    go()
  }
}

export const restart = async (
  control: Control,
  offset: number,
): Promise<void> => {
  const { code, text } = await control.ask('REST', String(offset))
  if (code !== 350)
    throw new Halt({
      phase: 'transfer',
      code,
      why: `REST refused: ${code} ${text}`,
    })
}

const prepared = async (
  context: Context,
  control: Control,
  { before = [], restartAt = 0 }: Job,
): Promise<DataChannel> => {
  const modeFirst = context.habits.modeFirst === true
  if (!modeFirst) await remarks(control, before)
  const channel = await openData(context, control)
  try {
    if (modeFirst) await remarks(control, before)
    if (restartAt > 0) await restart(control, restartAt)
    return channel
  } catch (error) {
    channel.destroy()
    throw error
  }
}

export const transfer = async (
  context: Context,
  control: Control,
  job: Job,
): Promise<Transferred> => {
  const channel = await prepared(context, control, job)
  const { promise: went, resolve: go } = signal()
  const { promise: cancelled, resolve: cancel } = signal()
  const tally = new Tally()
  control.send(job.verb, job.argument)
  const moving = settled(
    Promise.race([
      carry(context, control, channel, job, went, tally),
      cancelled.then(() => Promise.reject(new Error('refused'))),
    ]),
  )
  const replying = settled(
    finalReply(control, job.verb, go).then(reply => {
      if (reply.code >= 300) cancel()
      // 226 without 150 before it
      else go()
      return reply
    }),
  )
  void replying.then(r => (r.ok ? undefined : cancel()))
  const moved = await moving
  if (!moved.ok) channel.destroy()
  const replied = await replying
  if (!replied.ok) control.abandon('no final reply')
  if (moved.ok) await (await channel.link).settle()
  channel.destroy()
  return outcome(channel.ordinal, job, tally, moved, replied)
}

const signal = () => {
  let resolve: () => void = () => {}
  const promise = new Promise<void>(done => {
    resolve = done
  })
  return { promise, resolve }
}

const outcome = (
  data: number,
  job: Job,
  tally: Tally,
  moved: Settled<Moved>,
  replied: Settled<ParsedReply>,
): Transferred => {
  const code = replied.ok ? replied.value.code : undefined
  const reportedOk = code !== undefined && code >= 200 && code < 300
  const download = job.direction === 'download'
  const intact = download && moved.ok ? moved.value.sha256 === job.sha256 : null
  return {
    data,
    ...(code === undefined ? {} : { code }),
    transfer: {
      direction: job.direction,
      name: job.direction === 'listing' ? '' : job.argument,
      expected: job.bytes?.length ?? null,
      arrived: job.direction === 'upload' ? null : tally.bytes,
      intact: download && !moved.ok ? false : intact,
      reportedOk,
    },
    problem: problemOf(data, moved, replied, intact),
  }
}

/** The reply is what the server says; the client may know more. */
const ownWords = (halted: Halt | null): string =>
  halted === null || halted.phase === 'data-tcp' ? '' : ` (${halted.message})`

const problemOf = (
  data: number,
  moved: Settled<Moved>,
  replied: Settled<ParsedReply>,
  intact: boolean | null,
): Halt | null => {
  const local = moved.ok ? null : moved.error
  const halted = local instanceof Halt ? local : null
  if (!replied.ok) {
    // the cause is what happened first: on the data connection, if anything
    return halted ?? inPhase(replied.error, 'reply', data)
  }
  const { code, text } = replied.value
  if (code >= 300)
    return new Halt({
      phase: halted?.phase ?? (code === 522 ? 'data-tls' : 'reply'),
      code,
      data,
      why: `${code} ${text}${ownWords(halted)}`,
      cause: halted?.cause,
    })
  if (!moved.ok) return inPhase(local, 'transfer', data)
  if (intact === false)
    return new Halt({
      phase: 'transfer',
      data,
      why: 'what arrived is not what the server stores',
    })
  return null
}

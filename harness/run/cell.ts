/** Runs one cell: lease a listener, drive the client, judge what both ends saw. */
import { randomBytes } from 'node:crypto'
import { startClock } from '../clock.js'
import type {
  CellResult,
  CertificateStore,
  ClientResult,
  Contents,
  Deadlines,
  Expected,
  Listener,
  Rule,
} from '../model.js'
import type { PlannedCell } from '../plan.js'
import { redactText } from '../redact.js'
import type { Network } from '../networks/box/network.js'
import { announcedBehind } from '../networks/box/wrap.js'
import { applyRules } from '../rules/apply.js'
import { buildTranscript } from '../transcript/transcript.js'
import type { Addresses } from './addresses.js'
import type { Listeners } from './listeners.js'
import { onInterrupt } from './interrupt.js'
import { judge, withStored } from './judge.js'
import { openMiddle, relayAddress, type Middle } from './middle.js'
import {
  combine,
  errorResult,
  isAsExpected,
  lateStep,
  refused,
  startFailure,
  type Outcome,
  withoutNetwork,
} from './outcome.js'
import { timesFor } from './repeat.js'

export interface CellTools {
  readonly listeners: Listeners
  readonly addresses: Addresses
  readonly certificates: CertificateStore
  readonly contents: Contents
  readonly rules: readonly Rule[]
  readonly networks: ReadonlyMap<string, Network>
  readonly deadlines: Deadlines
  readonly signal: AbortSignal
  readonly directoryFor: (name: string) => Promise<string>
  readonly expect: (planned: PlannedCell) => Expected
}

const withTimeout = async (
  work: Promise<ClientResult>,
  ms: number,
  abort: () => void,
): Promise<ClientResult | 'late'> => {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<'late'>(resolve => {
    timer = setTimeout(() => {
      // first: a client may reject at once when it is told to stop
      resolve('late')
      abort()
    }, ms)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}

/**
 * A real server has no tap, and a real client none either. The data ports of
 * one that we did not start (`real`) are not known, nor are those of one that
 * takes what the kernel gives it.
 */
const isRelayed = ({ cell, clientLane, serverLane }: PlannedCell): boolean =>
  clientLane.profile.kind === 'real' &&
  cell.server.backend !== 'embedded' &&
  cell.server.backend !== 'real' &&
  serverLane.backend?.anyDataPort !== true

/** The roots that lead to what the server shows. */
const rootedAt = (
  { rootPem }: Listener,
  ours: CertificateStore,
): CertificateStore =>
  rootPem === undefined
    ? ours
    : {
        get: spec => ours.get(spec),
        rootPem: () => Promise.resolve(rootPem),
        file: name =>
          name === 'ca.pem' ? Promise.resolve(rootPem) : ours.file(name),
      }

const networkOf = (
  { part }: PlannedCell,
  { networks }: CellTools,
): Network | null =>
  part.network === undefined ? null : (networks.get(part.network) ?? null)

const once = async (
  planned: PlannedCell,
  tools: CellTools,
): Promise<Outcome> => {
  const { cell, part, clientLane, serverLane } = planned
  const client = clientLane.profile
  const network = networkOf(planned, tools)
  const middled = network !== null || isRelayed(planned)
  const alone = middled || !client.choosesAddress || !tools.addresses.distinct
  const announce = network === null ? relayAddress : announcedBehind(network)
  const lease = await tools.listeners.lease(planned, {
    alone,
    ...(middled ? { announce } : {}),
  })
  const { listener } = lease
  const clock = startClock()
  // a relayed client names its own address in PORT: the server has to see it;
  // a server of another host cannot be reached from loopback
  const own = client.choosesAddress && !isRelayed(planned)
  const chosen = own ? tools.addresses.next() : '127.0.0.1'
  const address = listener.host.startsWith('127.') ? chosen : '0.0.0.0'
  const translated = network?.behaviour.inside !== undefined
  const seenFrom = translated ? tools.addresses.next() : address
  const observation = listener.observe({ address: seenFrom, clock })
  const abort = new AbortController()
  const stop = (): void => abort.abort()
  const uninterrupted = onInterrupt(tools.signal, stop)
  let middle: Middle | undefined
  try {
    if (middled)
      middle = await openMiddle({
        network,
        listener,
        dialFrom: seenFrom,
        dialect: planned.scenario.protocol ?? 'ftp',
        now: clock.now,
        tapped: {
          client: client.kind === 'emulated',
          server: cell.server.backend === 'embedded',
        },
      })
    const result = await withTimeout(
      client.run({
        host: middle?.host ?? listener.host,
        port: middle?.port ?? listener.port,
        user: listener.user,
        password: listener.password,
        uploadDirectory: listener.uploadDirectory,
        conversation: part.conversation,
        options: cell.client.options,
        version: cell.client.version,
        localAddress: address,
        certificates: rootedAt(listener, tools.certificates),
        contents: tools.contents,
        token: randomBytes(6).toString('hex'),
        clock,
        deadlines: tools.deadlines,
        signal: abort.signal,
        directory: () => tools.directoryFor(`cell-${address}`),
      }),
      tools.deadlines.cellMs,
      stop,
    )
    const durationMs = clock.now()
    await middle?.settled?.()
    const late = result === 'late'
    if (!late && result.unsupported !== undefined)
      return {
        verdict: 'unsupported',
        why: result.unsupported,
        durationMs,
        steps: [],
        events: [],
        findings: [],
      }
    if (!late && result.keylog !== undefined) middle?.keylog(result.keylog)
    const seen = [
      ...(late ? [] : result.events),
      ...(middle?.events() ?? []),
      ...(await observation.events()),
    ]
    // what breaks off when we stop a client is nobody's fault
    const stoppedAt = late ? durationMs : (result.stoppedAt ?? Infinity)
    const events = seen.filter(
      e => e.at <= stoppedAt || e.from === 'server-program',
    )
    const steps = await withStored(
      late ? [lateStep(tools.deadlines.cellMs)] : result.steps,
      observation,
      tools.contents,
      part.conversation,
    )
    const transcript = buildTranscript({
      events,
      steps,
      context: {
        server: {
          profile: serverLane.profile.id,
          product: serverLane.profile.product,
          version: listener.version,
          options: planned.listener?.options ?? {},
        },
        client: {
          profile: client.id,
          product: client.product,
          version: late ? cell.client.version : result.version,
          options: cell.client.options,
        },
        clientClaims: late ? null : result.claims,
        implicit: planned.listener?.implicit ?? false,
        intended: part.conversation,
      },
    })
    const { pass, why } = judge(transcript, part.conversation, part.requirement)
    return {
      verdict: pass ? 'pass' : 'fail',
      ...(why === undefined ? {} : { why }),
      durationMs,
      steps,
      events: transcript.events,
      findings: applyRules(tools.rules, transcript, {
        server: {
          profile: serverLane.profile,
          version: listener.version,
          options: planned.listener?.options ?? {},
        },
        client: {
          profile: client,
          version: cell.client.version,
          options: cell.client.options,
        },
      }),
      ...(late || result.log === ''
        ? {}
        : { clientLog: redactText(result.log) }),
      ...(late ? {} : { clientVersion: result.version }),
      serverVersion: listener.version,
    }
  } finally {
    uninterrupted()
    observation.end()
    await middle?.stop()
    await lease.release()
  }
}

/** Never throws: our own failure is the verdict `error`. */
export const runCell = async (
  planned: PlannedCell,
  tools: CellTools,
): Promise<CellResult> => {
  const expected = tools.expect(planned)
  const early = refused(
    planned.part.network === undefined
      ? planned
      : withoutNetwork(planned, tools.addresses.distinct),
  )
  if (early !== null) return early
  try {
    const runs: Outcome[] = []
    for (let i = 0; i < timesFor(planned.scenario, tools.rules, runs); i += 1) {
      if (tools.signal.aborted) break
      runs.push(await once(planned, tools))
    }
    const outcome = combine(runs)
    const { verdict, findings, why } = outcome
    return {
      ...planned.cell,
      verdict,
      ...(why === undefined ? {} : { reason: why }),
      expected,
      asExpected:
        verdict === 'unsupported' || isAsExpected(verdict, findings, expected),
      durationMs: outcome.durationMs,
      steps: outcome.steps,
      findings,
      events: outcome.events,
      ...(runs.length > 1
        ? {
            runs: runs.map(r => ({
              verdict: r.verdict,
              durationMs: r.durationMs,
              ...(r.why === undefined ? {} : { why: r.why }),
            })),
          }
        : {}),
      ...(outcome.clientLog === undefined
        ? {}
        : { clientLog: outcome.clientLog }),
    }
  } catch (error) {
    const told = startFailure(planned, tools.rules, expected, error)
    return told ?? errorResult(planned, expected, error)
  }
}

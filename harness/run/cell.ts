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
  Protocol,
  Rule,
} from '../model.js'
import type { PlannedCell } from '../plan.js'
import { redactText } from '../redact.js'
import { startRelay, type Relay } from '../relay.js'
import { applyRules } from '../rules/apply.js'
import { buildTranscript } from '../transcript/transcript.js'
import type { Addresses } from './addresses.js'
import type { Listeners } from './listeners.js'
import { judge, withStored } from './judge.js'
import {
  combine,
  errorResult,
  isAsExpected,
  lateStep,
  refused,
  startFailure,
  type Outcome,
} from './outcome.js'

export interface CellTools {
  readonly listeners: Listeners
  readonly addresses: Addresses
  readonly certificates: CertificateStore
  readonly contents: Contents
  readonly rules: readonly Rule[]
  readonly deadlines: Deadlines
  readonly signal: AbortSignal
  readonly directoryFor: (name: string) => Promise<string>
  readonly expect: (planned: PlannedCell) => Expected
}

/** A relayed server must announce the relay's address in 227. */
const relayAddress = '127.0.0.2'

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

const relayFor = (
  listener: Listener,
  address: string,
  now: () => number,
  dialect: Protocol,
): Promise<Relay> =>
  startRelay({
    listenAddress: relayAddress,
    target: { host: listener.host, port: listener.port },
    dataPorts: listener.relay?.dataPorts ?? [],
    dialFrom: address,
    dialect,
    now,
  })

const once = async (
  planned: PlannedCell,
  tools: CellTools,
): Promise<Outcome> => {
  const { cell, part, clientLane, serverLane } = planned
  const client = clientLane.profile
  const relayed = client.kind === 'real' && cell.server.backend !== 'embedded'
  const alone = relayed || !client.choosesAddress || !tools.addresses.distinct
  const lease = await tools.listeners.lease(planned, {
    alone,
    ...(relayed ? { announce: relayAddress } : {}),
  })
  const { listener } = lease
  const clock = startClock()
  // a relayed client names its own address in PORT: the server has to see it
  const address =
    client.choosesAddress && !relayed ? tools.addresses.next() : '127.0.0.1'
  const observation = listener.observe({ address, clock })
  const abort = new AbortController()
  const stop = (): void => abort.abort()
  tools.signal.addEventListener('abort', stop, { once: true })
  let relay: Relay | undefined
  try {
    if (relayed)
      relay = await relayFor(
        listener,
        address,
        clock.now,
        planned.scenario.protocol ?? 'ftp',
      )
    const result = await withTimeout(
      client.run({
        host: relay?.host ?? listener.host,
        port: relay?.port ?? listener.port,
        user: listener.user,
        password: listener.password,
        uploadDirectory: listener.uploadDirectory,
        conversation: part.conversation,
        options: cell.client.options,
        version: cell.client.version,
        localAddress: address,
        certificates: tools.certificates,
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
    const late = result === 'late'
    if (!late && result.keylog !== undefined) relay?.keylog(result.keylog)
    const events = [
      ...(late ? [] : result.events),
      ...(relay?.events() ?? []),
      ...(await observation.events()),
    ]
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
    tools.signal.removeEventListener('abort', stop)
    observation.end()
    await relay?.stop()
    lease.release()
  }
}

/** Never throws: our own failure is the verdict `error`. */
export const runCell = async (
  planned: PlannedCell,
  tools: CellTools,
): Promise<CellResult> => {
  const expected = tools.expect(planned)
  const early = refused(planned)
  if (early !== null) return early
  try {
    const runs: Outcome[] = []
    for (let i = 0; i < (planned.scenario.repeat ?? 1); i += 1) {
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
      asExpected: isAsExpected(verdict, findings, expected),
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

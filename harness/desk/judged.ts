/** One session at the desk: its events judged, and as a cell of a journal. */
import { formatCellId } from '../cell-id.js'
import type {
  BackendName,
  CellResult,
  ClientProfile,
  Event,
  Finding,
  OptionValues,
  PeerChoice,
  Point,
  Rule,
  ServerProfile,
  StepOutcome,
  Transcript,
  TranscriptContext,
} from '../model.js'
import { applyRules, type JudgedPeer } from '../rules/apply.js'
import { buildTranscript } from '../transcript/transcript.js'
import { stepsOf } from './steps.js'

/** One end of a session as far as the desk knows it. */
export interface DeskPeer {
  /** null: whatever program it is, it has no profile here */
  readonly profile: ServerProfile | ClientProfile | null
  /** what it is called where there is no profile */
  readonly name: string
  readonly version: string
  readonly backend: BackendName
  readonly options: OptionValues
}

export interface DeskSession {
  /** serve, drive, record/client-leg, … */
  readonly kind: string
  readonly number: number
  readonly server: DeskPeer
  readonly client: DeskPeer
  /** what else tells this session from others of its kind */
  readonly point?: Point
  readonly implicit?: boolean
  readonly events: readonly Event[]
  /** of a client that was driven; otherwise they are read from the dialogue */
  readonly steps?: readonly StepOutcome[]
  readonly context?: Pick<TranscriptContext, 'clientClaims' | 'intended'>
  readonly durationMs: number
  readonly clientLog?: string
}

export interface Judged {
  readonly session: DeskSession
  readonly transcript: Transcript
  readonly steps: readonly StepOutcome[]
  readonly findings: readonly Finding[]
}

const facts = ({ profile, version, options }: DeskPeer) =>
  profile === null
    ? undefined
    : { profile: profile.id, product: profile.product, version, options }

const judgedPeer = (peer: DeskPeer): JudgedPeer | undefined =>
  peer.profile === null
    ? undefined
    : {
        profile: peer.profile,
        version: peer.version,
        options: peer.options,
      }

export const judgeSession = (
  session: DeskSession,
  rules: Iterable<Rule>,
): Judged => {
  const server = facts(session.server)
  const client = facts(session.client)
  const transcript = buildTranscript({
    events: session.events,
    steps: session.steps ?? [],
    context: {
      ...session.context,
      ...(server === undefined ? {} : { server }),
      ...(client === undefined ? {} : { client }),
      ...(session.implicit === undefined ? {} : { implicit: session.implicit }),
    },
  })
  const judgedServer = judgedPeer(session.server)
  const judgedClient = judgedPeer(session.client)
  return {
    session,
    transcript,
    steps: session.steps ?? stepsOf(transcript),
    findings: applyRules(rules, transcript, {
      ...(judgedServer === undefined ? {} : { server: judgedServer }),
      ...(judgedClient === undefined ? {} : { client: judgedClient }),
    }),
  }
}

export const isFault = ({ findings, session, steps }: Judged): boolean =>
  findings.some(f => f.severity === 'fault') ||
  (session.steps !== undefined && steps.some(s => !s.ok))

const choice = (peer: DeskPeer): PeerChoice => ({
  profile: peer.profile?.id ?? peer.name,
  backend: peer.backend,
  version: peer.version,
  options: peer.options,
})

/** Nothing is expected of a session at the desk, so nothing deviates. */
export const toCell = (judged: Judged): CellResult => {
  const { session, findings, steps, transcript } = judged
  const scenario = `desk/${session.kind}`
  const point = { session: String(session.number), ...session.point }
  const server = choice(session.server)
  const client = choice(session.client)
  const verdict = isFault(judged) ? 'fail' : 'pass'
  const why = steps.find(s => !s.ok)
  return {
    id: formatCellId(
      scenario,
      point,
      { name: server.profile, values: server.options },
      { name: client.profile, values: client.options },
    ),
    scenario,
    point,
    server,
    client,
    verdict,
    ...(verdict === 'fail' && why !== undefined
      ? { reason: `${why.label}: ${why.why ?? `reply ${why.code}`}` }
      : {}),
    expected: { verdict, reason: 'a session at the desk' },
    asExpected: true,
    durationMs: session.durationMs,
    steps,
    findings,
    events: transcript.events,
    ...(session.clientLog === undefined
      ? {}
      : { clientLog: session.clientLog }),
  }
}

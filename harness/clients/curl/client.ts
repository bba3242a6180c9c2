/**
 * A real client that takes a config of the curl tool on standard input and
 * logs as `curl -v` does. One process holds the whole conversation; what
 * happened is read from that log and from the bytes on disk. Which program it
 * is, and which of its options mean what, is told by `CurlKind`.
 */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { readCurlLines } from '../../logs/curl-verbose.js'
import { defineClient } from '../../define.js'
import type {
  Availability,
  ClientProfile,
  ClientRequest,
  ClientResult,
  Event,
  OptionValues,
  StepOutcome,
} from '../../model.js'
import { printable, redactText } from '../../redact.js'
import { privateFile, textOf, withoutSecret } from '../child/files.js'
import { openingSteps, stopAtFirstFailure } from '../child/opening-steps.js'
import { runChild, type ChildResult } from '../child/run-child.js'
import {
  curlConfig,
  curlTransfers,
  valueOf,
  type CurlFiles,
  type CurlTransfer,
} from './config.js'
import { conversationSteps } from './report.js'

const keylogName = 'keylog.txt'

export interface CurlKind extends Pick<
  ClientProfile,
  | 'id'
  | 'product'
  | 'title'
  | 'options'
  | 'matrix'
  | 'supports'
  | 'configurationLine'
> {
  readonly testedVersion: string
  /** with what it needs to read a config from standard input */
  readonly command: () => readonly [program: string, ...args: string[]]
  available(): Promise<Availability>
  /** its own options in the words of the curl tool; default: as they are */
  inWords?(options: OptionValues): OptionValues
}

const certificateOf = async (
  request: ClientRequest,
): Promise<string | null> => {
  const { certificate } = request.conversation
  if (certificate !== undefined && certificate !== 'none') {
    const { chainPem, keyPem } = await request.certificates.get(certificate)
    return `${chainPem}\n${keyPem}`
  }
  const named = certificate === 'none' ? '' : valueOf(request, 'cert')
  return named === '' ? null : await request.certificates.file(named)
}

const prepare = async (
  request: ClientRequest,
  directory: string,
  transfers: readonly CurlTransfer[],
): Promise<CurlFiles> => {
  const roots = valueOf(request, 'cacert')
  const cert = await certificateOf(request)
  for (const { step, local } of transfers)
    if (step?.do === 'put')
      await privateFile(
        directory,
        local.slice(directory.length + 1),
        request.contents.bytes(step.size),
      )
  return {
    directory,
    cacert:
      roots === ''
        ? ''
        : await privateFile(
            directory,
            'roots.pem',
            await request.certificates.file(roots),
          ),
    cert: cert === null ? '' : await privateFile(directory, 'client.pem', cert),
  }
}

const endingOf = (child: ChildResult, at: number): Event[] => {
  const told = { at, from: 'client-log', role: 'control', ordinal: 1 } as const
  if (child.ended === 'exit' && child.exitCode === 0) {
    const fact = { is: 'exit', code: 0, claims: 'success' } as const
    return [{ ...told, body: { kind: 'log', text: 'curl exit 0', fact } }]
  }
  if (child.ended === 'deadline') {
    const waitingFor = 'the end of curl'
    return [{ ...told, body: { kind: 'timeout', waitingFor, ms: child.ms } }]
  }
  return []
}

const spawnCurl = (
  kind: CurlKind,
  request: ClientRequest,
  directory: string,
  config: string,
): Promise<ChildResult> => {
  const [program, ...args] = kind.command()
  return runChild({
    program,
    args,
    directory,
    environment: {
      PATH: process.env['PATH'] ?? '',
      HOME: directory,
      LC_ALL: 'C',
      SSLKEYLOGFILE: join(directory, keylogName),
    },
    stdin: config,
    skip: /^[{}] \[\d+ bytes data\]$/,
    // before the cell's own deadline, so that there is something to report
    deadlineMs: Math.max(1000, request.deadlines.cellMs - 1000),
    clock: request.clock,
    signal: request.signal,
  })
}

const opening = (
  request: ClientRequest,
  events: readonly Event[],
): StepOutcome[] => {
  const { mode = 'explicit', level = 'P' } = request.conversation
  const dataClear = valueOf(request, 'ftp-ssl-control') === 'YES'
  return openingSteps(events, {
    mode,
    host: request.host,
    port: request.port,
    auth: 'SSL, TLS',
    level: dataClear ? 'C' : level,
    protect: 'after-login',
  })
}

/** curl goes on when a quoted command or CCC is refused. */
const goesOn = ({ step }: StepOutcome): boolean =>
  step === 'command' || step === 'ccc'

const run = async (
  kind: CurlKind,
  given: ClientRequest,
): Promise<ClientResult> => {
  const options = kind.inWords?.(given.options) ?? given.options
  const request = { ...given, options }
  const directory = join(await request.directory(), `curl-${request.token}`)
  await mkdir(directory, { mode: 0o700 })
  const transfers = curlTransfers(request, directory)
  const files = await prepare(request, directory, transfers)
  const config = curlConfig(request, transfers, files)
  const child = await spawnCurl(kind, request, directory, config)
  const lines = child.lines.map(({ at, text }) => ({
    at,
    text: withoutSecret(text, request.password),
  }))
  const ending = endingOf(child, request.clock.now())
  const events = [...readCurlLines(lines), ...ending]
  const rest = await conversationSteps(request, transfers, events, child.stdout)
  const keylog = await textOf(join(directory, keylogName))
  const steps = [...opening(request, events), ...rest]
  return {
    events,
    steps: stopAtFirstFailure(steps, goesOn),
    claims: child.exitCode === 0 ? 'success' : 'failure',
    log: printable(redactText(lines.map(l => `${l.text}\n`).join(''))),
    version: await installed(kind),
    ...(keylog ? { keylog } : {}),
  }
}

const installed = async (kind: CurlKind): Promise<string> => {
  const here = await kind.available()
  return here.ok ? here.version : 'unknown'
}

export const curlClient = (kind: CurlKind): ClientProfile =>
  defineClient({
    id: kind.id,
    product: kind.product,
    title: kind.title,
    kind: 'real',
    versions: [kind.testedVersion],
    defaultVersion: kind.testedVersion,
    options: kind.options,
    matrix: kind.matrix ?? [{}],
    evidence: 'verified',
    inDefaultMatrix: false,
    choosesAddress: true,
    available: () => kind.available(),
    supports: kind.supports,
    run: request => run(kind, request),
    configurationLine: kind.configurationLine,
  })

/**
 * The real curl of this host. One process holds the whole conversation; what
 * happened is read from its `-v` log and from the bytes on disk.
 */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { defineClient } from '../define.js'
import { readCurlLines } from '../logs/curl-verbose.js'
import type {
  Availability,
  ClientRequest,
  ClientResult,
  Event,
  StepOutcome,
} from '../model.js'
import { printable, redactText } from '../redact.js'
import { privateFile, textOf, withoutSecret } from './child/files.js'
import { openingSteps, stopAtFirstFailure } from './child/opening-steps.js'
import { programSays } from './child/probe.js'
import { runChild, type ChildResult } from './child/run-child.js'
import {
  curlConfig,
  curlTransfers,
  valueOf,
  type CurlFiles,
  type CurlTransfer,
} from './curl/config.js'
import { curlLine, curlOptions } from './curl/options.js'
import { conversationSteps } from './curl/report.js'
import { curlCannot } from './curl/supports.js'

const program = 'curl'
const testedVersion = '7.88.1'
const keylogName = 'keylog.txt'

const available = async (): Promise<Availability> => {
  const says = await programSays(program, ['--version'])
  const hint = 'install curl built with OpenSSL, e.g. apt-get install curl'
  if (says === null) return { ok: false, why: 'curl is not installed', hint }
  const [first = ''] = says.split('\n')
  const version = /^curl (\S+)/.exec(first)?.[1] ?? 'unknown'
  const library = /\b(?:OpenSSL|LibreSSL|BoringSSL|AWS-LC|quictls)\S*/.exec(
    first,
  )
  if (library === null)
    return { ok: false, why: `its TLS library is another: ${first}`, hint }
  if (!/^Protocols:.*\bftps\b/m.test(says))
    return { ok: false, why: 'it was built without ftps', hint }
  return { ok: true, version, detail: `${program} ${version}, ${library[0]}` }
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
  request: ClientRequest,
  directory: string,
  config: string,
): Promise<ChildResult> =>
  runChild({
    program,
    args: ['-q', '-K', '-'],
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

const run = async (request: ClientRequest): Promise<ClientResult> => {
  const directory = join(await request.directory(), `curl-${request.token}`)
  await mkdir(directory, { mode: 0o700 })
  const transfers = curlTransfers(request, directory)
  const files = await prepare(request, directory, transfers)
  const config = curlConfig(request, transfers, files)
  const child = await spawnCurl(request, directory, config)
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
    version: await installed(),
    ...(keylog ? { keylog } : {}),
  }
}

const installed = async (): Promise<string> => {
  const here = await available()
  return here.ok ? here.version : 'unknown'
}

export default defineClient({
  id: 'curl',
  product: 'curl',
  title: 'curl, as installed on this host',
  kind: 'real',
  versions: [testedVersion],
  defaultVersion: testedVersion,
  options: curlOptions,
  matrix: [{}, { 'tls-max': '1.2' }],
  evidence: 'verified',
  inDefaultMatrix: false,
  choosesAddress: true,
  available,
  supports: conversation => curlCannot(conversation) ?? true,
  run,
  configurationLine: curlLine,
})

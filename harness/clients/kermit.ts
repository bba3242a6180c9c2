/**
 * The real C-Kermit of this host, driven by a script. It cannot choose the
 * address that it dials from, and it takes TLS versions only from OpenSSL's
 * configuration file, which it is given one of its own.
 */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { defineClient } from '../define.js'
import { readKermitLines } from '../logs/kermit.js'
import type {
  Availability,
  ClientRequest,
  ClientResult,
  Event,
  StepOutcome,
} from '../model.js'
import { printable, redactText } from '../redact.js'
import { privateFile, withoutSecret } from './child/files.js'
import { openingSteps, stopAtFirstFailure } from './child/opening-steps.js'
import { programSays } from './child/probe.js'
import { runChild, type ChildResult } from './child/run-child.js'
import { kermitLine, kermitOptions } from './kermit/options.js'
import { kermitSteps, stepTimes } from './kermit/report.js'
import {
  kermitScript,
  opensslConf,
  valueOf,
  type KermitFiles,
  type KermitStep,
} from './kermit/script.js'
import { kermitCannot } from './kermit/supports.js'

const program = 'kermit'
const testedVersion = '10.0 Beta.08'

const available = async (): Promise<Availability> => {
  const hint = 'install C-Kermit with SSL, e.g. apt-get install ckermit'
  if (process.platform === 'win32')
    return { ok: false, why: 'C-Kermit is a Unix program', hint }
  const says = await programSays(program, ['-Y', '-C', 'version,exit'])
  if (says === null) return { ok: false, why: 'kermit is not installed', hint }
  const [first = ''] = says.split('\n')
  const version = /^C-Kermit (.+?), /.exec(first)?.[1]
  if (version === undefined)
    return {
      ok: false,
      why: `kermit is something else: ${printable(first)}`,
      hint,
    }
  if (!/\+SSL\b/.test(first))
    return { ok: false, why: 'it was built without SSL', hint }
  return { ok: true, version, detail: printable(first) }
}

const stepsOf = (request: ClientRequest, directory: string): KermitStep[] => {
  const { contents, token, uploadDirectory, conversation } = request
  const folder = uploadDirectory.replace(/([^/])$/, '$1/')
  let uploads = 0
  return (conversation.steps ?? [{ do: 'list' as const }]).map((step, i) => {
    const local = join(directory, `${step.do}-${i}`)
    if (step.do === 'get')
      return { step, local, remote: contents.fileName(step.size) }
    if (step.do !== 'put') return { step, local, remote: '' }
    uploads += 1
    return { step, local, remote: `${folder}${token}-${uploads}.bin` }
  })
}

const identity = async (request: ClientRequest, directory: string) => {
  const { certificate } = request.conversation
  if (certificate === undefined || certificate === 'none')
    return { certificate: '', key: '' }
  const { chainPem, keyPem } = await request.certificates.get(certificate)
  return {
    certificate: await privateFile(directory, 'client.pem', chainPem),
    key: await privateFile(directory, 'client-key.pem', keyPem),
  }
}

const prepare = async (
  request: ClientRequest,
  directory: string,
  steps: readonly KermitStep[],
): Promise<KermitFiles> => {
  const { contents, certificates } = request
  for (const { step, local } of steps) {
    const name = local.slice(directory.length + 1)
    if (step.do === 'put')
      await privateFile(directory, name, contents.bytes(step.size))
    // GET /RECOVER goes on behind what is there already
    if (step.do === 'get' && step.restartAt)
      await privateFile(
        directory,
        name,
        contents.bytes(step.size).subarray(0, step.restartAt),
      )
  }
  const roots = valueOf(request, 'auth tls verify-file')
  return {
    ...(await identity(request, directory)),
    roots:
      roots === ''
        ? ''
        : await privateFile(
            directory,
            'roots.pem',
            await certificates.file(roots),
          ),
  }
}

const environment = async (
  request: ClientRequest,
  directory: string,
): Promise<Record<string, string>> => {
  const conf = opensslConf(request)
  return {
    PATH: process.env['PATH'] ?? '',
    // no ~/.kermrc of the user's
    HOME: directory,
    LC_ALL: 'C',
    TERM: 'dumb',
    ...(conf === null
      ? {}
      : { OPENSSL_CONF: await privateFile(directory, 'openssl.cnf', conf) }),
  }
}

const endingOf = (child: ChildResult, at: number): Event[] => {
  const told = { at, from: 'client-log', role: 'control', ordinal: 1 } as const
  const { exitCode, ended, ms } = child
  if (ended === 'deadline')
    return [
      {
        ...told,
        body: { kind: 'timeout', waitingFor: 'the end of kermit', ms },
      },
    ]
  if (exitCode === null) return []
  const claims = exitCode === 0 ? 'success' : 'failure'
  const fact = { is: 'exit', code: exitCode, claims } as const
  const text = `kermit exit ${exitCode}`
  return [{ ...told, body: { kind: 'log', text, fact } }]
}

const opening = (
  request: ClientRequest,
  events: readonly Event[],
): StepOutcome[] => {
  const { mode = 'explicit', protect, auth } = request.conversation
  const off = request.options['ftp autoencryption'] === 'off'
  const sends = mode === 'explicit' && protect !== 'never' && !off
  return openingSteps(events, {
    mode,
    host: request.host,
    port: request.port,
    auth: (auth ?? ['TLS', 'SSL']).join(', '),
    level: sends ? 'P' : null,
    protect: 'before-login',
  })
}

/** It goes on in clear when TLS fails: those steps do not stop it. */
const goesOn = ({ step }: StepOutcome): boolean =>
  ['auth', 'control-tls', 'protect', 'command', 'pbsz', 'prot', 'ccc'].includes(
    step,
  )

const run = async (request: ClientRequest): Promise<ClientResult> => {
  const { deadlines, clock, signal, password } = request
  const directory = join(await request.directory(), `kermit-${request.token}`)
  await mkdir(directory, { mode: 0o700 })
  const steps = stepsOf(request, directory)
  const files = await prepare(request, directory, steps)
  const script = kermitScript(request, steps, files)
  const child = await runChild({
    program,
    args: [await privateFile(directory, 'session.ksc', script), '-Y'],
    directory,
    environment: await environment(request, directory),
    oneOutput: true,
    // before the cell's own deadline, so that there is something to report
    deadlineMs: Math.max(1000, deadlines.cellMs - clock.now() - 1500),
    clock,
    signal,
  })
  // lines of one chunk arrive at one time: their order is kept by steps
  const lines = child.lines.map(({ at, text }, i) => ({
    at: at + i / 1e6,
    text: withoutSecret(text, password),
  }))
  const events = [...readKermitLines(lines), ...endingOf(child, clock.now())]
  const rest = await kermitSteps(request, steps, events, stepTimes(lines))
  const here = await available()
  return {
    events,
    steps: stopAtFirstFailure([...opening(request, events), ...rest], goesOn),
    claims: child.exitCode === 0 ? 'success' : 'failure',
    log: printable(redactText(lines.map(l => `${l.text}\n`).join(''))),
    version: here.ok ? here.version : 'unknown',
  }
}

export default defineClient({
  id: 'kermit',
  product: 'C-Kermit',
  title: 'C-Kermit FTP client, as installed on this host',
  kind: 'real',
  versions: [testedVersion],
  defaultVersion: testedVersion,
  options: kermitOptions,
  matrix: [{}, { 'OPENSSL_CONF.MaxProtocol': 'TLSv1.2' }],
  evidence: 'verified',
  inDefaultMatrix: false,
  choosesAddress: false,
  available,
  supports: conversation => kermitCannot(conversation) ?? true,
  run,
  configurationLine: kermitLine,
})

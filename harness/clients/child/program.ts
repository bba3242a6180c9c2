/**
 * A real client from its parts: how to find the program, what to run, how to
 * read what it prints. Everything that all of them need is done here: private
 * files, deadlines, secrets, steps, claims. Knows no program.
 */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { defineClient } from '../../define.js'
import { stepMarks, type MarkedLogOptions } from '../../logs/marks.js'
import type { TimedLine } from '../../logs/timed-line.js'
import type {
  Availability,
  ClientProfile,
  ClientRequest,
  ClientResult,
  Event,
  Option,
  OptionValues,
  StepOutcome,
} from '../../model.js'
import { printable, redactText } from '../../redact.js'
import { effectiveValue } from '../../versions.js'
import { supportedBy, type Abilities } from './abilities.js'
import { privateFile, textOf, withoutSecret } from './files.js'
import { childSteps, markedSteps, type ChildStep } from './marked-steps.js'
import { openingSteps, stopAtFirstFailure } from './opening-steps.js'
import { endingOf, runAll } from './run-all.js'

/** What a driver needs to write a command line. */
export interface Work {
  readonly request: ClientRequest
  readonly directory: string
  readonly steps: readonly ChildStep[]
  /** '' = none */
  readonly roots: string
  readonly certificate: string
  readonly key: string
  /** where TLS secrets go when the program can write them */
  readonly keylog: string
  /** what its marks begin with */
  readonly mark: string
  /** an option's value, set or default */
  value(name: string): string
  /** only when it was set */
  set(name: string): string | undefined
}

export interface Invocation {
  readonly program: string
  readonly args: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
  readonly stdin?: string
  readonly skip?: RegExp
  /** exit code by which it says that it cannot do what was asked */
  readonly cannotCode?: number
  /** the step that it is for: its marks are made here, it ends the rest */
  readonly step?: number
}

export interface ProgramPlan {
  /** how AUTH is labelled */
  readonly auth: string
  /** null: it sends no PROT */
  readonly level: string | null
  readonly protect: 'before-login' | 'after-login'
  /** instead of the dialogue, for programs that show none */
  readonly opening?: (
    lines: readonly TimedLine[],
    mark: string,
    events: readonly Event[],
  ) => StepOutcome[]
}

export interface Program {
  readonly id: string
  readonly product: string
  readonly title: string
  /** version that its behaviour was checked with */
  readonly testedVersion: string
  readonly evidence?: ClientProfile['evidence']
  readonly options: Readonly<Record<string, Option>>
  readonly matrix?: readonly OptionValues[]
  /** option that names the roots; '' = takes none, or `roots` always */
  readonly rootsOption: string
  readonly roots?: string
  readonly abilities: Abilities | ((options: OptionValues) => Abilities)
  readonly choosesAddress?: boolean
  available(): Promise<Availability>
  invocations(work: Work): Promise<readonly Invocation[]>
  /** takes away what stands before a mark, e.g. a prompt */
  tidy?(text: string, mark: string): string
  read(lines: readonly TimedLine[], options: MarkedLogOptions): Event[]
  plan(work: Work): ProgramPlan
  configurationLine(option: string, value: string): string
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

/** Uploads, and the beginnings of downloads that are to go on. */
const localFiles = async (
  { contents }: ClientRequest,
  directory: string,
  steps: readonly ChildStep[],
): Promise<void> => {
  for (const { step, local } of steps) {
    if (step.do !== 'put' && step.do !== 'get') continue
    const whole = contents.bytes(step.size)
    const name = local.slice(directory.length + 1)
    if (step.do === 'put') await privateFile(directory, name, whole)
    else if (step.restartAt)
      await privateFile(directory, name, whole.subarray(0, step.restartAt))
  }
}

const prepare = async (
  { id, options, rootsOption, roots: always = '' }: Program,
  request: ClientRequest,
): Promise<Work> => {
  const directory = join(await request.directory(), `${id}-${request.token}`)
  await mkdir(directory, { mode: 0o700 })
  const steps = childSteps(request, directory)
  await localFiles(request, directory, steps)
  const value = (name: string): string =>
    effectiveValue(options, request.options, name, request.version)
  const roots = rootsOption === '' ? always : value(rootsOption)
  const pem = roots === '' ? '' : await request.certificates.file(roots)
  return {
    request,
    directory,
    steps,
    roots: pem === '' ? '' : await privateFile(directory, 'roots.pem', pem),
    ...(await identity(request, directory)),
    keylog: join(directory, 'keylog.txt'),
    mark: `@${request.token}`,
    value,
    set: name => request.options[name],
  }
}

/** These do not stop a client by themselves. */
const goesOn = ({ step }: StepOutcome): boolean =>
  ['command', 'pbsz', 'prot', 'ccc'].includes(step)

const run = async (
  program: Program,
  request: ClientRequest,
): Promise<ClientResult> => {
  const work = await prepare(program, request)
  const { host, port, conversation, clock, password } = request
  const { mode = 'explicit' } = conversation
  const ran = await runAll(work, await program.invocations(work))
  // lines of one chunk arrive at one time: their order is kept
  const lines = ran.lines.map(({ at, text }, i) => ({
    at: at + i / 1e6,
    text: withoutSecret(program.tidy?.(text, work.mark) ?? text, password),
  }))
  const events = [
    ...program.read(lines, {
      mark: work.mark,
      implicit: mode === 'implicit',
      host,
    }),
    ...endingOf(program.product, ran, clock.now()),
  ]
  const plan = program.plan(work)
  const opening =
    plan.opening?.(lines, work.mark, events) ??
    openingSteps(events, { mode, host, port, ...plan })
  const marks = stepMarks(lines, work.mark)
  const rest = await markedSteps(request, work.steps, events, marks)
  const secrets = await textOf(work.keylog)
  const here = await program.available()
  const kept = lines.filter(l => !l.text.startsWith(`${work.mark} `))
  return {
    events,
    steps: stopAtFirstFailure([...opening, ...rest], goesOn),
    claims: ran.ok ? 'success' : 'failure',
    log: printable(redactText(kept.map(l => `${l.text}\n`).join(''))),
    version: here.ok ? here.version : 'unknown',
    ...(ran.unsupported === undefined ? {} : { unsupported: ran.unsupported }),
    ...(ran.last?.stoppedAt === undefined
      ? {}
      : { stoppedAt: ran.last.stoppedAt }),
    ...(secrets ? { keylog: secrets } : {}),
  }
}

export const realClient = (program: Program): ClientProfile =>
  defineClient({
    id: program.id,
    product: program.product,
    title: program.title,
    kind: 'real',
    versions: [program.testedVersion],
    defaultVersion: program.testedVersion,
    options: program.options,
    ...(program.matrix === undefined ? {} : { matrix: program.matrix }),
    evidence: program.evidence ?? 'verified',
    inDefaultMatrix: false,
    choosesAddress: program.choosesAddress ?? false,
    available: program.available,
    supports: (conversation, options) =>
      supportedBy(
        typeof program.abilities === 'function'
          ? program.abilities(options)
          : program.abilities,
        conversation,
      ),
    run: request => run(program, request),
    configurationLine: program.configurationLine,
  })

/**
 * Clients that are libraries: a small script of ours holds the conversation.
 * It takes its job as JSON from stdin, so no secret stands in its arguments,
 * and prints the library's own debug lines with marks of ours between them.
 */
import { fileURLToPath } from 'node:url'
import type { Step } from '../../model.js'
import type { Invocation, Work } from './program.js'

/** Its fields are what harness/clients/scripts/* read. */
interface JobStep {
  readonly do: Step['do']
  readonly local: string
  readonly remote: string
  /** verb of the transfer, or the line of a command */
  readonly line: string
  /** of PROT */
  readonly level: string
  /** ms to wait, bytes to restart at, or the size for PBSZ */
  readonly number: number
  /** replies that a command may have */
  readonly accept: readonly number[]
}

const lineOf = (step: Step): string => {
  switch (step.do) {
    case 'list':
      return step.verb ?? 'LIST'
    case 'get':
      return 'RETR'
    case 'put':
      return step.verb ?? 'STOR'
    case 'command':
      return step.line
    default:
      return ''
  }
}

const numberOf = (step: Step): number => {
  switch (step.do) {
    case 'get':
      return step.restartAt ?? 0
    case 'pbsz':
      return step.size ?? 0
    case 'wait':
      return step.ms
    default:
      return 0
  }
}

const jobSteps = (work: Work): JobStep[] =>
  work.steps.map(({ step, local, remote }) => ({
    do: step.do,
    local,
    remote,
    line: lineOf(step),
    level: step.do === 'prot' ? step.level : '',
    number: numberOf(step),
    accept: step.do === 'command' ? step.accept : [],
  }))

export interface ScriptSettings {
  /** values of the client's own options, by the names the script knows */
  readonly options: Readonly<Record<string, string>>
  /** '' = the library's default */
  readonly min?: string
  readonly max?: string
  readonly data?: string
  readonly level?: string
  readonly protect?: string
  readonly verify?: boolean
}

export const scriptJob = (work: Work, settings: ScriptSettings) => {
  const { request, mark, roots, certificate, key, keylog } = work
  const { conversation } = request
  const { minVersion = '', maxVersion = '' } = conversation
  return {
    mark,
    host: request.host,
    port: request.port,
    user: request.user,
    password: request.password,
    localAddress: request.localAddress,
    serverName: conversation.serverName ?? 'localhost',
    mode: conversation.mode ?? 'explicit',
    auth: conversation.auth ?? [],
    level: settings.level ?? conversation.level ?? 'P',
    protect: settings.protect ?? conversation.protect ?? '',
    data: settings.data ?? conversation.data ?? '',
    verify: settings.verify ?? conversation.verify ?? true,
    min: settings.min ?? minVersion,
    max: settings.max ?? maxVersion,
    ciphers: conversation.ciphers ?? '',
    resumption: conversation.resumption ?? '',
    closeNotify: conversation.closeNotify ?? true,
    dataSession: conversation.dataSession ?? 'habit',
    roots,
    certificate,
    key,
    keylog,
    seconds: Math.max(1, Math.ceil(request.deadlines.stepMs / 1000)),
    options: settings.options,
    steps: jobSteps(work),
  }
}

/** build/harness/clients/scripts, beside this file's folder */
export const scriptPath = (name: string): string =>
  fileURLToPath(new URL(`../scripts/${name}`, import.meta.url))

export const scriptInvocation = (
  work: Work,
  program: string,
  args: readonly string[],
  settings: ScriptSettings,
): Invocation => ({
  program,
  args,
  stdin: JSON.stringify(scriptJob(work, settings)),
})

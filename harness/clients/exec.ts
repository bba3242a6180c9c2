/**
 * Bring your own client: any program with a command line. The contract is in
 * docs/bring-your-own.md: exit 0 done, 1 failed, 89 cannot do this.
 */
import { isAbsolute, resolve } from 'node:path'
import { readMarkedLines } from '../logs/marked.js'
import type { Availability } from '../model.js'
import { privateFile } from './child/files.js'
import { text } from './child/option-kit.js'
import { realClient, type Invocation, type Work } from './child/program.js'
import { scriptJob } from './child/script.js'
import type { ChildStep } from './child/marked-steps.js'
import { execAbilities } from './exec/abilities.js'
import {
  filledIn,
  namedIn,
  unknownIn,
  wordsOf,
  type Placeholder,
} from './exec/command.js'

const example =
  "--client-exec './my-client {url} {ca} {user} {passwordfile} {operation} {localfile} {remotefile}'"

const options = {
  command: text(
    'the command line of the client under test, with placeholders',
    '',
    'docs/bring-your-own.md',
  ),
}

const available = (): Promise<Availability> =>
  Promise.resolve({
    ok: true,
    version: 'unknown',
    detail: `a program of yours: ${example}`,
  })

const schemes = { explicit: 'ftp', implicit: 'ftps', clear: 'ftp' } as const

const values = async (
  work: Work,
  own: ChildStep | null,
): Promise<Record<Placeholder, string>> => {
  const { request, directory, roots, certificate, key, keylog } = work
  const { conversation, host, port, user, password } = request
  const { mode = 'explicit', verify = true } = conversation
  const remote = own?.remote ?? ''
  const scheme = schemes[mode]
  const { steps, ...job } = scriptJob(work, { options: {} })
  const { password: _, ...open } = job
  return {
    url: `${scheme}://${host}:${port}/${remote}`,
    scheme,
    host,
    port: String(port),
    mode,
    user,
    passwordfile: await privateFile(directory, 'password', password),
    ca: roots,
    certificate,
    key,
    keylog,
    operation: own?.step.do ?? '',
    localfile: own?.local ?? '',
    remotefile: remote,
    data: conversation.data ?? '',
    level: conversation.level ?? 'P',
    verify: verify ? 'yes' : 'no',
    servername: conversation.serverName ?? 'localhost',
    tlsmin: conversation.minVersion ?? '',
    tlsmax: conversation.maxVersion ?? '',
    ciphers: conversation.ciphers ?? '',
    conversation: await privateFile(
      directory,
      'conversation.json',
      JSON.stringify({ ...open, steps }),
    ),
  }
}

/** Its own environment, and the secret beside it. */
const environment = (work: Work): Record<string, string> => ({
  ...Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value] as const],
    ),
  ),
  FTPS_INTEROP_PASSWORD: work.request.password,
  SSLKEYLOGFILE: work.keylog,
})

const invocation = async (
  work: Work,
  own: ChildStep | null,
  step: number | null,
): Promise<Invocation> => {
  const words = wordsOf(work.value('command'))
  const [program = '', ...args] = filledIn(words, await values(work, own))
  const path = program.includes('/') && !isAbsolute(program)
  return {
    program: path ? resolve(program) : program,
    args,
    environment: environment(work),
    ...(step === null ? {} : { step }),
    cannotCode: 89,
  }
}

const invocations = async (work: Work): Promise<readonly Invocation[]> => {
  if (namedIn(work.value('command')).has('conversation'))
    return [await invocation(work, null, null)]
  const made: Invocation[] = []
  for (const [index, own] of work.steps.entries())
    made.push(await invocation(work, own, index))
  return made
}

export default realClient({
  id: 'exec',
  product: 'client under test',
  title: 'A client of your own: --client-exec',
  testedVersion: '1',
  evidence: 'documentation',
  options,
  // it has to be named
  matrix: [],
  rootsOption: '',
  roots: 'ca.pem',
  abilities: ({ command = '' }) => {
    const wrong = unknownIn(command).map(name => `{${name}}`)
    return {
      ...execAbilities(command),
      besides: () =>
        command === ''
          ? `no command line was given: ${example}`
          : wrong.length === 0
            ? null
            : `${wrong.join(', ')} in its command line names nothing`,
    }
  },
  available,
  invocations,
  read: readMarkedLines,
  plan: () => ({
    auth: 'TLS',
    level: 'P',
    protect: 'after-login',
    // it need not tell of its dialogue; the wire and the server do
    opening: () => [],
  }),
  configurationLine: (_, value) => `--client-exec '${value}'`,
})

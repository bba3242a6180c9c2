/**
 * Real clients as a person types them: a command line or a script, with the
 * printed line of a cure added at its end. No driver of ours is used.
 */
import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Conversation } from '../../../harness/model.js'

export interface Typed {
  readonly directory: string
  readonly port: number
  readonly caFile: string
  /** PEM with chain and key, when the conversation shows one */
  readonly identity: { readonly chain: string; readonly key: string } | null
  readonly conversation: Conversation
  /** what is printed for the client's side of the cure */
  readonly lines: readonly string[]
  readonly download: string
  /** a file here that an upload sends */
  readonly upload: string
}

export interface Said {
  readonly code: number | null
  readonly text: string
}

const runOne = (
  program: string,
  args: readonly string[],
  directory: string,
  env: Readonly<Record<string, string>> = {},
): Promise<Said> =>
  new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: directory,
      env: { ...process.env, HOME: directory, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: 20_000,
      killSignal: 'SIGKILL',
    })
    let text = ''
    const add = (part: Buffer): void => {
      if (text.length < 200_000) text += part.toString('latin1')
    }
    child.stdout.on('data', add)
    child.stderr.on('data', add)
    child.once('error', reject)
    child.once('close', code => resolve({ code, text }))
  })

const operation = ({ steps }: Conversation): 'list' | 'get' | 'put' => {
  const first = steps?.find(s => ['list', 'get', 'put'].includes(s.do))?.do
  return first === 'get' || first === 'put' ? first : 'list'
}

const digits = (version: string): string =>
  version === 'TLSv1' ? '1.0' : version.replace('TLSv', '')

/** Every transfer of the conversation, as the scenario counts them. */
const operations = ({ steps }: Conversation): ('list' | 'get' | 'put')[] => {
  const all = (steps ?? []).flatMap(s =>
    s.do === 'list' || s.do === 'get' || s.do === 'put' ? [s.do] : [],
  )
  return all.length === 0 ? ['list'] : all
}

export const curl = (typed: Typed): Promise<Said> => {
  const { conversation: c, port, identity } = typed
  const base = `${c.mode === 'implicit' ? 'ftps' : 'ftp'}://localhost:${port}/`
  const what = {
    list: [base],
    get: ['-o', 'got', `${base}${typed.download}`],
    put: ['-T', typed.upload, `${base}up/plain.bin`],
  }[operation(c)]
  return runOne(
    'curl',
    [
      ...['-sSv', '--max-time', '15', '--user', 'tester:secret'],
      ...(c.mode === 'clear'
        ? []
        : [
            c.level === 'C' ? '--ftp-ssl-control' : '--ssl-reqd',
            '--cacert',
            typed.caFile,
          ]),
      ...(c.minVersion === undefined ? [] : [`--tlsv${digits(c.minVersion)}`]),
      ...(c.maxVersion === undefined
        ? []
        : ['--tls-max', digits(c.maxVersion)]),
      ...(identity === null
        ? []
        : ['--cert', identity.chain, '--key', identity.key]),
      ...(c.data === 'port' ? ['-P', '127.0.0.1'] : []),
      ...typed.lines.flatMap(line => line.split(/\s+/)),
      ...what,
    ],
    typed.directory,
  )
}

export const lftp = (typed: Typed): Promise<Said> => {
  const { conversation: c, port, identity } = typed
  const what = operations(c).map(
    one =>
      ({
        list: 'ls',
        get: `get -O . ${typed.download}`,
        put: `put -O up ${typed.upload}`,
      })[one],
  )
  const script = [
    'debug 5',
    'set cmd:fail-exit yes',
    'set net:max-retries 1',
    'set net:timeout 8',
    `set ssl:ca-file ${typed.caFile}`,
    'set ssl:verify-certificate yes',
    `set ftp:ssl-allow ${c.mode === 'clear' ? 'no' : 'yes'}`,
    `set ftp:ssl-force ${c.mode === 'clear' ? 'no' : 'yes'}`,
    `set ftp:ssl-protect-data ${c.level === 'C' ? 'no' : 'yes'}`,
    `set ftp:ssl-protect-list ${c.level === 'C' ? 'no' : 'yes'}`,
    ...(c.data === 'port' ? ['set ftp:passive-mode off'] : []),
    ...(identity === null
      ? []
      : [
          `set ssl:cert-file ${identity.chain}`,
          `set ssl:key-file ${identity.key}`,
        ]),
    ...typed.lines,
    `open -u tester,secret -p ${port} ${c.mode === 'implicit' ? 'ftps' : 'ftp'}://localhost`,
    ...what,
    'bye',
  ]
  return runOne('lftp', ['-c', script.join('\n')], typed.directory)
}

const openssl = (lines: readonly string[]): string =>
  `openssl_conf = init\n[init]\nssl_conf = modules\n[modules]\nsystem_default = system\n[system]\n${lines.join('\n')}\n`

export const kermit = (typed: Typed): Promise<Said> => {
  const { conversation: c, port, identity } = typed
  const isConf = (line: string): boolean => /^M(?:ax|in)Protocol/.test(line)
  const conf = [
    ...(c.maxVersion === undefined ? [] : [`MaxProtocol = ${c.maxVersion}`]),
    ...(c.minVersion === undefined ? [] : [`MinProtocol = ${c.minVersion}`]),
    ...typed.lines.filter(isConf),
  ]
  const tls = c.mode !== 'clear'
  const what = operations(c).map(
    one =>
      ({
        list: 'ftp directory',
        get: `ftp get /binary ${typed.download} got`,
        put: `ftp put /binary ${typed.upload} up/plain.bin`,
      })[one],
  )
  writeFileSync(
    join(typed.directory, 'plain.ksc'),
    [
      'set ftp debug on',
      `set ftp passive-mode ${c.data === 'port' ? 'off' : 'on'}`,
      `set ftp autoauthentication ${tls ? 'on' : 'off'}`,
      'set auth tls verify fail-if-no-peer-cert',
      `set auth tls verify-file ${typed.caFile}`,
      ...(identity === null
        ? []
        : [
            `set auth tls rsa-cert-file ${identity.chain}`,
            `set auth tls rsa-key-file ${identity.key}`,
          ]),
      ...typed.lines.filter(l => !isConf(l) && !l.startsWith('ftp quote')),
      `ftp open ${c.mode === 'implicit' ? '/tls ' : ''}127.0.0.1 ${port} /user:tester /password:secret`,
      'if fail exit 2',
      ...typed.lines.flatMap(l =>
        l.startsWith('ftp quote') ? l.split('; ') : [],
      ),
      ...(c.level === 'C' ? ['set ftp data-protection-level clear'] : []),
      ...what.flatMap(line => [line, 'if fail exit 4']),
      'ftp bye',
      'exit 0',
      '',
    ].join('\n'),
  )
  if (conf.length > 0)
    writeFileSync(join(typed.directory, 'openssl.cnf'), openssl(conf))
  return runOne(
    'kermit',
    ['plain.ksc', '-Y', '-H'],
    typed.directory,
    conf.length > 0
      ? { OPENSSL_CONF: join(typed.directory, 'openssl.cnf') }
      : {},
  )
}

export const typedClients: Readonly<
  Record<string, (typed: Typed) => Promise<Said>>
> = { curl, lftp, kermit }

/**
 * pyftpdlib's TLS_FTPHandler as a process of this host: installed for the
 * python3 of the PATH, or unpacked by servers/real/images/unpack.sh for
 * /usr/bin/python3, which is the one that Debian's packages are for.
 */
import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { createPyftpdlibLogReader } from '../../harness/logs/pyftpdlib.js'
import { identifyPyftpdlib } from '../../harness/logs/pyftpdlib-lines.js'
import type {
  Availability,
  ListenerSpec,
  StartRequest,
} from '../../harness/model.js'
import {
  processBackend,
  type Place,
  type Site,
  type Written,
} from './daemons.js'
import {
  namespaceHint,
  prepareGround,
  whyNoGround,
  type Ground,
} from './ground.js'
import { logFile } from './log-file.js'
import { findProgram } from './programs.js'
import { describePyftpdlib } from './pyftpdlib-files.js'
import { pyftpdlibScript } from './pyftpdlib-script.js'
import { findUnpackedFolder, unpackHint } from './unpacked.js'
import { writeFiles } from './vsftpd-files.js'

interface FoundPyftpdlib {
  readonly version: string
  readonly python: string
  readonly env: Readonly<Record<string, string>>
}

const question =
  'import pyftpdlib; from pyftpdlib.handlers import TLS_FTPHandler; ' +
  'print("pyftpdlib", pyftpdlib.__ver__)'

const versionOf = (
  python: string,
  env: Readonly<Record<string, string>>,
): Promise<string | null> =>
  new Promise(resolve => {
    execFile(
      python,
      ['-c', question],
      { env: { PATH: process.env['PATH'] ?? '', ...env }, timeout: 10_000 },
      (_, stdout) =>
        resolve(/^pyftpdlib (\d[\w.]*)/m.exec(stdout)?.[1] ?? null),
    )
  })

const quiet = { PYTHONDONTWRITEBYTECODE: '1' } as const

const find = async (): Promise<
  FoundPyftpdlib | Extract<Availability, { ok: false }>
> => {
  const folder = findUnpackedFolder('usr/lib/python3/dist-packages/pyftpdlib')
  const candidates: [string | null, Readonly<Record<string, string>>][] = [
    ...(folder === null
      ? []
      : [
          ['/usr/bin/python3', { ...quiet, PYTHONPATH: dirname(folder) }] as [
            string,
            Readonly<Record<string, string>>,
          ],
        ]),
    [await findProgram('python3'), quiet],
    ['/usr/bin/python3', quiet],
  ]
  for (const [python, env] of candidates) {
    if (python === null) continue
    const version = await versionOf(python, env)
    if (version !== null) return { version, python, env }
  }
  return {
    ok: false,
    why: 'no python3 of this host has pyftpdlib and pyOpenSSL',
    hint: `${unpackHint}, or pip install pyftpdlib pyopenssl`,
  }
}

const available = async (): Promise<Availability> => {
  const found = await find()
  if ('ok' in found) return found
  const why = await whyNoGround()
  if (why !== null) return { ok: false, why, hint: namespaceHint }
  const { version, python, env } = found
  const place = 'PYTHONPATH' in env ? `, ${env['PYTHONPATH'] ?? ''}` : ''
  return { ok: true, version, detail: `${python}${place}` }
}

const prepare = async (
  found: FoundPyftpdlib,
  request: StartRequest,
): Promise<Site> => {
  const ground = await prepareGround(request.directory)
  const script = join(request.directory, 'serve.py')
  await writeFile(script, pyftpdlibScript)
  const password = randomBytes(12).toString('hex')
  return {
    version: found.version,
    tree: ground.tree,
    user: 'tester',
    password,
    write: (spec, place) =>
      write({ found, ground, script, password, request }, spec, place),
    stop: () => ground.stop(),
  }
}

interface Setting {
  readonly found: FoundPyftpdlib
  readonly ground: Ground
  readonly script: string
  readonly password: string
  readonly request: StartRequest
}

const write = async (
  { found, ground, script, password, request }: Setting,
  spec: ListenerSpec,
  place: Place,
): Promise<Written> => {
  const path = (name: string): string => join(place.directory, name)
  const log = path('log')
  const files = await describePyftpdlib(
    spec,
    {
      ...place,
      log,
      root: ground.root,
      user: 'tester',
      password,
      account:
        ground.guest === null ? null : { uid: ground.uid, gid: ground.gid },
    },
    request.certificates,
  )
  await writeFiles([...files, { target: log, content: '', mode: 0o600 }])
  return {
    command: [...ground.enter, found.python, script, path('settings.json')],
    env: found.env,
    sayings: path('said'),
    openLog: () => logFile(log),
  }
}

export const pyftpdlibFormat = {
  identify: identifyPyftpdlib,
  reader: createPyftpdlibLogReader,
  idIsProcess: false,
} as const

export const pyftpdlibGreets = /FTP session opened/

/** The last line of a traceback is its reason. */
export const pyftpdlibComplaint = (said: string): string =>
  said.split('\n').findLast(line => /^\S*(?:Error|Exception)\b/.test(line)) ??
  said

export const pyftpdlibProcess = processBackend<FoundPyftpdlib>({
  name: 'pyftpdlib',
  format: pyftpdlibFormat,
  greets: pyftpdlibGreets,
  oneAtATime: true,
  portTaken: /address already in use/i,
  complaint: pyftpdlibComplaint,
  available,
  find,
  prepare,
})

/**
 * ProFTPD with mod_tls as a process of this host: installed, or unpacked by
 * servers/real/images/unpack.sh. As root sessions run as an account without
 * rights, below the tree of files (chroot); as an ordinary user they run as
 * that user, and the password, made for this run, is what keeps others out.
 */
import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type {
  Availability,
  ListenerSpec,
  StartRequest,
} from '../../harness/model.js'
import { createProftpdLogReader } from '../../harness/logs/proftpd.js'
import { identifyProftpd } from '../../harness/logs/proftpd-lines.js'
import { md5Crypt } from './crypt.js'
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
import { describeProftpd, proftpdArguments } from './proftpd-files.js'
import { findServer, unpackHint, type FoundProgram } from './unpacked.js'
import { writeFiles } from './vsftpd-files.js'

interface FoundProftpd extends FoundProgram {
  readonly version: string
}

const versionOf = ({ program, env }: FoundProgram): Promise<string | null> =>
  new Promise(resolve => {
    execFile(
      program,
      ['-v'],
      { env: { ...env }, timeout: 5000 },
      (_, stdout, stderr) =>
        resolve(/Version (\d[\w.]*)/.exec(`${stdout}${stderr}`)?.[1] ?? null),
    )
  })

const find = async (): Promise<
  FoundProftpd | Extract<Availability, { ok: false }>
> => {
  const found = await findServer('proftpd')
  if (found === null)
    return { ok: false, why: 'proftpd is not on this host', hint: unpackHint }
  const version = await versionOf(found)
  return version === null
    ? {
        ok: false,
        why: `${found.program} does not tell its version`,
        hint: `run \`${found.program} -v\` and see what it says`,
      }
    : { ...found, version }
}

const available = async (): Promise<Availability> => {
  const found = await find()
  if ('ok' in found) return found
  const { version, program } = found
  const why = await whyNoGround()
  if (why !== null) return { ok: false, why, hint: namespaceHint }
  return { ok: true, version, detail: program }
}

const modulesOf = ({ prefix }: FoundProgram): string | null =>
  prefix === null ? null : join(prefix, 'usr', 'lib', 'proftpd')

const prepare = async (
  found: FoundProftpd,
  request: StartRequest,
): Promise<Site> => {
  const ground = await prepareGround(request.directory)
  const { tree, root, uid, gid } = ground
  const password = randomBytes(12).toString('hex')
  const hash = md5Crypt(password, randomBytes(4).toString('hex'))
  const users = join(request.directory, 'users')
  await writeFile(users, `tester:${hash}:${uid}:${gid}::${root}:/bin/sh\n`, {
    mode: 0o600,
  })
  return {
    version: found.version,
    tree,
    user: 'tester',
    password,
    write: (spec, place) =>
      write({ found, ground, users, request }, spec, place),
    stop: () => ground.stop(),
  }
}

/** proftpd.conf takes groups by name only. */
const groupName = async (gid: number): Promise<string> => {
  const groups = await readFile('/etc/group', 'utf8').catch(() => '')
  const line = groups.split('\n').find(l => l.split(':')[2] === String(gid))
  return line?.split(':')[0] ?? 'nogroup'
}

interface Setting {
  readonly found: FoundProftpd
  readonly ground: Ground
  readonly users: string
  readonly request: StartRequest
}

const write = async (
  { found, ground, users, request }: Setting,
  spec: ListenerSpec,
  place: Place,
): Promise<Written> => {
  const path = (name: string): string => join(place.directory, name)
  const account =
    ground.guest === null
      ? null
      : { user: ground.guest.name, group: await groupName(ground.gid) }
  const log = path('log')
  const files = await describeProftpd(
    spec,
    { ...place, log, users, account, modules: modulesOf(found) },
    request.certificates,
  )
  await writeFiles([...files, { target: log, content: '', mode: 0o600 }])
  return {
    command: [...ground.enter, found.program, ...proftpdArguments(place)],
    env: found.env,
    sayings: path('said'),
    openLog: () => logFile(log),
  }
}

export const proftpdFormat = {
  identify: identifyProftpd,
  reader: createProftpdLogReader,
  idIsProcess: true,
} as const

/** What its log says of a connection that it took. */
export const proftpdGreets =
  /session opened\.|starting TLS handshake|unable to accept TLS/
export const proftpdUseless = /error initializing session/

/** Without stamps, and without what every daemon says. */
export const proftpdComplaint = (said: string): string =>
  said
    .split('\n')
    .map(line =>
      line
        .replace(/^\d{4}-\d\d-\d\d \S+ (?:\S+ proftpd|mod_tls\S*?)\[\d+\]/, '')
        .replace(/^(?: \S+(?: \([^)]*\))?)?: /, '')
        .trim(),
    )
    .filter(line => line !== '' && !/standalone mode/.test(line))
    .join(' ')

export const proftpdProcess = processBackend<FoundProftpd>({
  name: 'proftpd',
  format: proftpdFormat,
  greets: proftpdGreets,
  useless: proftpdUseless,
  complaint: proftpdComplaint,
  portTaken: /address already in use/i,
  available,
  find,
  prepare,
})

/**
 * Pure-FTPd as a process of this host: installed, or unpacked by
 * servers/real/images/unpack.sh. It logs to syslog only, so each daemon has a
 * mount namespace with a /dev/log of ours in it: needs root.
 */
import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { InteropError } from '../../harness/errors.js'
import { createPureFtpdLogReader } from '../../harness/logs/pure-ftpd.js'
import { identifyPureFtpd } from '../../harness/logs/pure-ftpd-lines.js'
import type {
  Availability,
  ListenerSpec,
  StartRequest,
} from '../../harness/model.js'
import { findGuest } from './account.js'
import { md5Crypt } from './crypt.js'
import {
  processBackend,
  type Place,
  type Site,
  type Written,
} from './daemons.js'
import { isRoot, namespaceHint, whyNoGround } from './ground.js'
import { openNamespace } from './namespace.js'
import { describePureFtpd } from './pure-ftpd-files.js'
import { openSyslog, privateDevices } from './syslog.js'
import { findServer, unpackHint, type FoundProgram } from './unpacked.js'
import { makeTree, writeFiles } from './vsftpd-files.js'

const execute = promisify(execFile)

interface FoundPureFtpd extends FoundProgram {
  readonly version: string
  /** pure-pw, which makes its data base of users */
  readonly password: string
}

const find = async (): Promise<
  FoundPureFtpd | Extract<Availability, { ok: false }>
> => {
  const found = await findServer('pure-ftpd')
  if (found === null)
    return { ok: false, why: 'pure-ftpd is not on this host', hint: unpackHint }
  const env = { ...found.env }
  const help = await execute(found.program, ['--help'], { env, timeout: 5000 })
    .then(({ stdout, stderr }) => stdout + stderr)
    .catch((error: unknown) => String(error))
  const version = /pure-ftpd v(\d[\w.]*)/.exec(help)?.[1]
  if (version === undefined)
    return {
      ok: false,
      why: `${found.program} does not tell its version`,
      hint: `run \`${found.program} --help\` and see what it says`,
    }
  const password = join(dirname(found.program), '..', 'bin', 'pure-pw')
  return { ...found, version, password }
}

const available = async (): Promise<Availability> => {
  const found = await find()
  if ('ok' in found) return found
  const { version, program } = found
  const why = isRoot() ? await whyNoGround() : 'pure-ftpd has to start as root'
  if (why !== null) return { ok: false, why, hint: namespaceHint }
  return { ok: true, version, detail: program }
}

/** Both exist on every Linux, and both are needed in a namespace. */
const places = { tree: '/srv', devices: '/mnt' } as const

const prepare = async (
  found: FoundPureFtpd,
  request: StartRequest,
): Promise<Site> => {
  const path = (name: string): string => join(request.directory, name)
  const guest = await findGuest()
  if (guest === null)
    throw new InteropError('FI_PERMISSION', {
      message: 'there is no account for the sessions of pure-ftpd',
      hint: 'make an account ftp with a home directory',
    })
  await makeTree(path('tree'), guest)
  const password = randomBytes(12).toString('hex')
  const hash = md5Crypt(password, randomBytes(4).toString('hex'))
  const { uid, gid } = guest
  const line = `tester:${hash}:${uid}:${gid}::${places.tree}/./::::::::::::\n`
  await writeFile(path('passwd'), line, { mode: 0o600 })
  await execute(
    found.password,
    ['mkdb', path('users.pdb'), '-f', path('passwd')],
    { env: { ...found.env }, timeout: 5000 },
  )
  return {
    version: found.version,
    tree: path('tree'),
    user: 'tester',
    password,
    write: (spec, place) => write(found, request, spec, place),
    stop: () => Promise.resolve(),
  }
}

const write = async (
  found: FoundPureFtpd,
  request: StartRequest,
  spec: ListenerSpec,
  place: Place,
): Promise<Written> => {
  const path = (name: string): string => join(place.directory, name)
  const users = join(request.directory, 'users.pdb')
  const command = await describePureFtpd(
    spec,
    { ...place, users },
    request.certificates,
  )
  await writeFiles(command.files)
  const devices = await privateDevices(path('dev'), places.devices)
  const syslog = await openSyslog(path('dev/log'))
  const namespace = await openNamespace([
    ...devices,
    { from: join(request.directory, 'tree'), to: places.tree },
  ])
  if ('why' in namespace) {
    await syslog.stop()
    throw new InteropError('FI_PERMISSION', {
      message: `pure-ftpd needs a private mount namespace: ${namespace.why}`,
      hint: namespaceHint,
    })
  }
  return {
    command: [...namespace.enter, found.program, ...command.arguments],
    env: { ...found.env, ...command.env },
    sayings: path('said'),
    openLog: () => syslog.open(),
    end: async () => {
      await syslog.stop()
      await namespace.stop()
    },
  }
}

/** Without what syslog puts in front. */
export const pureFtpdComplaint = (said: string): string =>
  said.replace(/^<\d+>.*?pure-ftpd\[\d+\]: /gm, '').trim()

export const pureFtpdFormat = {
  identify: identifyPureFtpd,
  reader: createPureFtpdLogReader,
  idIsProcess: true,
} as const

export const pureFtpdGreets = /New connection from/

export const pureFtpdProcess = processBackend<FoundPureFtpd>({
  name: 'pure-ftpd',
  format: pureFtpdFormat,
  greets: pureFtpdGreets,
  // it lets in half as many users as it has passive ports
  ports: 65,
  portTaken: /address already in use/i,
  complaint: pureFtpdComplaint,
  available,
  find,
  prepare,
})

/**
 * Exim 4 as a process of this host: unpacked by servers/real/images/
 * unpack-mail.sh, or installed. Mail is queued, never delivered.
 */
import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmod, chown, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  createMailLogReader,
  identifyExim,
} from '../../harness/logs/mail-server.js'
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
import { writeExim } from './exim-config.js'
import { logFile } from './log-file.js'
import { mayCage, openCage, rootNeeded } from './mail-cage.js'
import { eximMessage, findMessage } from './mail-queue.js'
import { findMailServer, libraryPath, mailHint } from './unpacked-mail.js'

interface FoundExim {
  readonly prefix: string
  readonly version: string
}

const account = 'Debian-exim'
const program = 'usr/sbin/exim4'

/** Exim does not even tell its version where its account is unknown. */
const versionOf = async (prefix: string): Promise<string | null> => {
  const directory = await mkdtemp(join(tmpdir(), 'ftps-interop-exim-'))
  try {
    const cage = await openCage(directory, [account])
    const [shell = '', ...enter] = cage.enter
    const said = await new Promise<string>(resolve => {
      execFile(
        shell,
        [...enter, join(prefix, program), '-bV'],
        { env: { LD_LIBRARY_PATH: libraryPath(prefix) }, timeout: 5000 },
        (_, stdout, stderr) => resolve(`${stdout}${stderr}`),
      )
    })
    await cage.stop()
    return /Exim version (\d[\w.]*)/.exec(said)?.[1] ?? null
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

let once: Promise<string | null> | undefined

const find = async (): Promise<
  FoundExim | Extract<Availability, { ok: false }>
> => {
  const prefix = await findMailServer('exim4', program)
  if (prefix === null)
    return { ok: false, why: 'exim4 is not on this host', hint: mailHint }
  if (!mayCage()) return rootNeeded
  once ??= versionOf(prefix).catch(() => null)
  const version = await once
  return version === null
    ? {
        ok: false,
        why: `${prefix}: exim4 does not tell its version`,
        hint: mailHint,
      }
    : { prefix, version }
}

const available = async (): Promise<Availability> => {
  const found = await find()
  return 'ok' in found
    ? found
    : { ok: true, version: found.version, detail: found.prefix }
}

interface Setting {
  readonly found: FoundExim
  readonly request: StartRequest
  readonly user: string
  readonly password: string
}

const write = async (
  { found, request, user, password }: Setting,
  spec: ListenerSpec,
  place: Place,
): Promise<Written> => {
  const { directory, address, port } = place
  const path = (name: string): string => join(directory, name)
  await chmod(directory, 0o755)
  const cage = await openCage(directory, [account])
  const uid = cage.uid(account)
  const { chainPem, keyPem } = await request.certificates.get(spec.certificate)
  const root = cage.root
  await mkdir(path('spool'), { recursive: true, mode: 0o750 })
  await Promise.all([
    writeFile(
      path('exim.conf'),
      writeExim(spec.options, { address, port, root, user, password }),
      { mode: 0o640 },
    ),
    writeFile(path('certificate.pem'), chainPem),
    writeFile(path('key.pem'), keyPem, { mode: 0o640 }),
    writeFile(path('spool/mainlog'), ''),
  ])
  await Promise.all([
    chown(path('spool'), uid, uid),
    chown(path('spool/mainlog'), uid, uid),
    chown(path('key.pem'), 0, uid),
    chown(path('exim.conf'), 0, uid),
  ])
  return {
    command: [
      ...cage.enter,
      join(found.prefix, program),
      '-C',
      `${root}/exim.conf`,
      '-bdf',
    ],
    env: { LD_LIBRARY_PATH: libraryPath(found.prefix) },
    sayings: path('said'),
    openLog: () => logFile(path('spool/mainlog')),
    stored: name => findMessage(path('spool/input'), name, eximMessage),
    end: () => cage.stop(),
  }
}

const prepare = (found: FoundExim, request: StartRequest): Promise<Site> => {
  const user = 'tester'
  const password = randomBytes(12).toString('hex')
  return Promise.resolve({
    version: found.version,
    tree: request.directory,
    user,
    password,
    write: (spec, place) =>
      write({ found, request, user, password }, spec, place),
    stop: () => Promise.resolve(),
  })
}

export const eximProcess = processBackend<FoundExim>({
  name: 'exim',
  ports: 1,
  format: {
    identify: identifyExim,
    reader: createMailLogReader,
    idIsProcess: false,
  },
  greets: /SMTP connection from|no host name found|TLS error on connection/,
  portTaken: /Address already in use/,
  available,
  find,
  prepare,
})

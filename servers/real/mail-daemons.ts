/**
 * What the backends of real mail servers have in common: a program that
 * unpack-mail.sh has put below a directory of its own, or that is installed,
 * and per listener one daemon in a cage of its own. Mail is queued, never
 * delivered; what a client brought is found in the queue. A product says which
 * files a daemon needs.
 */
import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import type { Identify } from '../../harness/logs/attribution.js'
import { createMailLogReader } from '../../harness/logs/mail-server.js'
import type {
  Availability,
  ListenerSpec,
  OptionValues,
  ServerBackend,
  StartRequest,
} from '../../harness/model.js'
import {
  processBackend,
  type Place,
  type Product,
  type Written,
} from './daemons.js'
import { logFile } from './log-file.js'
import { mayCage, openCage, rootNeeded, type Cage } from './mail-cage.js'
import { findMessage, type ToMessage } from './mail-queue.js'
import type { Bind } from './namespace.js'
import { findMailServer, libraryPath, mailHint } from './unpacked-mail.js'

export interface MailPlace extends Place {
  readonly prefix: string
  readonly cage: Cage
  readonly chainPem: string
  readonly keyPem: string
  readonly user: string
  readonly password: string
  /** of a file in the daemon's directory */
  path(name: string): string
}

export interface MailDaemon {
  readonly arguments: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  /** takes back what was made for this daemon, once it has ended */
  end?(): void
}

type Reads = Pick<
  Product<FoundMailServer>,
  'name' | 'greets' | 'useless' | 'complaint'
>

export interface MailProduct extends Reads {
  readonly identify: Identify
  /** where unpack-mail.sh puts it */
  readonly folder: string
  /** below that, or below / */
  readonly program: string
  readonly version: {
    readonly program: string
    readonly arguments: readonly string[]
    readonly form: RegExp
    /** it does not even tell it where its accounts are unknown */
    readonly caged?: boolean
  }
  /** default: usr/lib/<triplet> */
  libraries?(prefix: string): string
  /** that its daemons change to */
  readonly accounts: readonly string[]
  /** in the daemon's directory: what it logs to, and where mail waits */
  readonly log: string
  readonly queue: string
  readonly toMessage: ToMessage
  /** makes places of its own for what is compiled into the program */
  makeBinds?(directory: string): Promise<readonly Bind[]>
  write(options: OptionValues, place: MailPlace): Promise<MailDaemon>
}

interface FoundMailServer {
  readonly prefix: string
  readonly version: string
}

const libraries = (product: MailProduct, prefix: string): string =>
  product.libraries?.(prefix) ?? libraryPath(prefix)

const askVersion = (
  product: MailProduct,
  prefix: string,
  enter: readonly string[],
): Promise<string | null> => {
  const { program, arguments: args, form } = product.version
  const [first = '', ...rest] = [...enter, join(prefix, program), ...args]
  const env = { LD_LIBRARY_PATH: libraries(product, prefix) }
  return new Promise(resolve => {
    execFile(first, rest, { env, timeout: 5000 }, (_, stdout, stderr) =>
      resolve(form.exec(`${stdout}${stderr}`)?.[1] ?? null),
    )
  })
}

const versionOf = async (
  product: MailProduct,
  prefix: string,
): Promise<string | null> => {
  if (product.version.caged !== true) return askVersion(product, prefix, [])
  const directory = await mkdtemp(join(tmpdir(), 'ftps-interop-mail-'))
  try {
    const cage = await openCage(directory, product.accounts)
    const version = await askVersion(product, prefix, cage.enter)
    await cage.stop()
    return version
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

type Missing = Extract<Availability, { ok: false }>

/** Looks for it each time, asks for the version of what it found once. */
const createFinder = (
  product: MailProduct,
): (() => Promise<FoundMailServer | Missing>) => {
  const { folder, program } = product
  const versions = new Map<string, Promise<string | null>>()
  const missing = (why: string): Missing => ({ ok: false, why, hint: mailHint })
  return async () => {
    const prefix = await findMailServer(folder, program)
    if (prefix === null) return missing(`${folder} is not on this host`)
    if (!mayCage()) return rootNeeded
    const asked =
      versions.get(prefix) ?? versionOf(product, prefix).catch(() => null)
    versions.set(prefix, asked)
    const version = await asked
    if (version !== null) return { prefix, version }
    const silent = basename(product.version.program)
    return missing(`${prefix}: ${silent} does not tell its version`)
  }
}

interface Shared {
  readonly product: MailProduct
  readonly found: FoundMailServer
  readonly request: StartRequest
  readonly user: string
  readonly password: string
}

const write = async (
  { product, found, request, user, password }: Shared,
  spec: ListenerSpec,
  place: Place,
): Promise<Written> => {
  const { directory } = place
  const { prefix } = found
  const path = (name: string): string => join(directory, name)
  await chmod(directory, 0o755)
  const binds = (await product.makeBinds?.(directory)) ?? []
  const cage = await openCage(directory, product.accounts, binds)
  try {
    const pems = await request.certificates.get(spec.certificate)
    const { chainPem, keyPem } = pems
    const of = { prefix, cage, chainPem, keyPem, user, password, path }
    const daemon = await product.write(spec.options, { ...place, ...of })
    const program = join(prefix, product.program)
    return {
      command: [...cage.enter, program, ...daemon.arguments],
      env: { LD_LIBRARY_PATH: libraries(product, prefix), ...daemon.env },
      sayings: path('said'),
      openLog: () => logFile(path(product.log)),
      stored: name => findMessage(path(product.queue), name, product.toMessage),
      end: () => {
        daemon.end?.()
        return cage.stop()
      },
    }
  } catch (error) {
    await cage.stop()
    throw error
  }
}

export const mailBackend = (product: MailProduct): ServerBackend => {
  const { name, greets, useless, complaint, identify } = product
  const find = createFinder(product)
  return processBackend<FoundMailServer>({
    name,
    ports: 1,
    format: { identify, reader: createMailLogReader, idIsProcess: false },
    greets,
    ...(useless === undefined ? {} : { useless }),
    ...(complaint === undefined ? {} : { complaint }),
    portTaken: /Address already in use/,
    available: async () => {
      const found = await find()
      if ('ok' in found) return found
      return { ok: true, version: found.version, detail: found.prefix }
    },
    find,
    prepare: (found, request) => {
      const user = 'tester'
      const password = randomBytes(12).toString('hex')
      const shared = { product, found, request, user, password }
      return Promise.resolve({
        version: found.version,
        tree: request.directory,
        user,
        password,
        write: (spec, place) => write(shared, spec, place),
        stop: () => Promise.resolve(),
      })
    },
  })
}

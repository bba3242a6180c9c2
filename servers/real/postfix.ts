/**
 * Postfix as a process of this host: unpacked by servers/real/images/
 * unpack-mail.sh, or installed. One master per listener, with a queue, a
 * configuration and accounts of its own. Mail is held, never delivered.
 */
import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmod, chown, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  createMailLogReader,
  identifyPostfix,
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
import { logFile } from './log-file.js'
import { mayCage, openCage, rootNeeded, type Cage } from './mail-cage.js'
import { findMessage, postfixMessage } from './mail-queue.js'
import { queues, writePostfix } from './postfix-config.js'
import { startSaslauthd } from './saslauthd.js'
import { findMailServer, mailHint } from './unpacked-mail.js'

interface FoundPostfix {
  readonly prefix: string
  readonly version: string
}

const libraries = (prefix: string): string => join(prefix, 'usr/lib/postfix')

const versionOf = (prefix: string): Promise<string | null> =>
  new Promise(resolve => {
    execFile(
      join(prefix, 'usr/sbin/postconf'),
      ['-d', '-h', 'mail_version'],
      { env: { LD_LIBRARY_PATH: libraries(prefix) }, timeout: 5000 },
      (_, stdout) => resolve(/^\d[\w.]*/.exec(stdout)?.[0] ?? null),
    )
  })

const find = async (): Promise<
  FoundPostfix | Extract<Availability, { ok: false }>
> => {
  const prefix = await findMailServer('postfix', 'usr/lib/postfix/sbin/master')
  if (prefix === null)
    return { ok: false, why: 'postfix is not on this host', hint: mailHint }
  const version = await versionOf(prefix)
  if (version === null)
    return {
      ok: false,
      why: `${prefix}: postconf does not tell its version`,
      hint: mailHint,
    }
  return mayCage() ? { prefix, version } : rootNeeded
}

const available = async (): Promise<Availability> => {
  const found = await find()
  return 'ok' in found
    ? found
    : { ok: true, version: found.version, detail: found.prefix }
}

interface Setting {
  readonly found: FoundPostfix
  readonly request: StartRequest
  readonly account: { readonly user: string; readonly password: string }
}

/** What `postfix set-permissions` would see to. */
const makeQueue = async (directory: string, cage: Cage): Promise<void> => {
  const owner = cage.uid('postfix')
  const drop = cage.uid('postdrop')
  for (const name of queues) {
    const path = join(directory, 'queue', name)
    await mkdir(path, { recursive: true, mode: 0o700 })
    const group = name === 'public' || name === 'maildrop' ? drop : 0
    await chown(path, name === 'pid' ? 0 : owner, group)
  }
  await chmod(join(directory, 'queue/public'), 0o710)
  await chmod(join(directory, 'queue/maildrop'), 0o730)
  await chmod(join(directory, 'queue'), 0o755)
  await mkdir(join(directory, 'data'), { recursive: true, mode: 0o700 })
  await chown(join(directory, 'data'), owner, 0)
}

const write = async (
  { found, request, account }: Setting,
  spec: ListenerSpec,
  place: Place,
): Promise<Written> => {
  const { directory } = place
  const path = (name: string): string => join(directory, name)
  await chmod(directory, 0o755)
  const cage = await openCage(directory, ['postfix', 'postdrop'])
  await makeQueue(directory, cage)
  const { chainPem, keyPem } = await request.certificates.get(spec.certificate)
  const { main, master, sasl } = writePostfix(spec.options, {
    address: place.address,
    port: place.port,
    root: cage.root,
    prefix: found.prefix,
  })
  await mkdir(path('sasl'), { recursive: true, mode: 0o755 })
  await Promise.all([
    writeFile(path('main.cf'), main),
    writeFile(path('master.cf'), master),
    writeFile(path('sasl/smtpd.conf'), sasl),
    writeFile(path('chain.pem'), `${keyPem}\n${chainPem}`, { mode: 0o600 }),
    writeFile(path('log'), ''),
  ])
  const checker = await startSaslauthd(path('sasl/mux'), account)
  return {
    command: [
      ...cage.enter,
      join(found.prefix, 'usr/lib/postfix/sbin/master'),
      '-d',
      '-c',
      cage.root,
    ],
    env: {
      MAIL_CONFIG: cage.root,
      LD_LIBRARY_PATH: libraries(found.prefix),
    },
    sayings: path('said'),
    openLog: () => logFile(path('log')),
    stored: name => findMessage(path('queue/hold'), name, postfixMessage),
    end: async () => {
      checker.close()
      await cage.stop()
    },
  }
}

const prepare = (found: FoundPostfix, request: StartRequest): Promise<Site> => {
  const password = randomBytes(12).toString('hex')
  const account = { user: 'tester', password }
  return Promise.resolve({
    version: found.version,
    tree: request.directory,
    ...account,
    write: (spec, place) => write({ found, request, account }, spec, place),
    stop: () => Promise.resolve(),
  })
}

/** Without the stamp of syslog. */
const complaint = (said: string): string =>
  said
    .split('\n')
    .filter(line => /\b(?:fatal|error|panic|warning): /.test(line))
    .map(line => line.replace(/^.*?postfix\/\S+: /, ''))
    .join(' ') || said

export const postfixProcess = processBackend<FoundPostfix>({
  name: 'postfix',
  ports: 1,
  format: {
    identify: identifyPostfix,
    reader: createMailLogReader,
    idIsProcess: false,
  },
  greets: /\/smtpd\[\d+\]: connect from/,
  useless: /\/smtpd\[\d+\]: fatal|bad command startup/,
  complaint,
  portTaken: /Address already in use/,
  available,
  find,
  prepare,
})

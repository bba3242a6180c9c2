/**
 * What is printed as the first cure works outside the harness: a plain vsftpd
 * is started with the printed lines at the end of its file, and where a real
 * client is in play, that program is run with its printed line by hand. Each
 * cell is also run so without the lines, and has to fail then.
 */
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { asValues } from '../../harness/attribute/attribute.js'
import { createCertificates } from '../../harness/certificates.js'
import { startClock } from '../../harness/clock.js'
import { contents } from '../../harness/contents.js'
import { discover } from '../../harness/discover.js'
import { openLanes } from '../../harness/lanes.js'
import type { CellResult, CureSet, Side } from '../../harness/model.js'
import { planCells, type PlannedCell } from '../../harness/plan.js'
import { run } from '../../harness/run/run.js'
import { everything, resolveSelection } from '../../harness/selection.js'
import { findProgram } from '../../servers/real/programs.js'
import { typedClients } from './plain/clients.js'
import { startPlain, type Plain } from './plain/vsftpd.js'

/** One or more of every phase that a stock vsftpd can break. */
const ids = [
  // connect
  'auth/explicit-client-implicit-server @ vsftpd × curl',
  'auth/explicit-client-implicit-server @ vsftpd × lftp',
  'auth/implicit-client-explicit-server @ vsftpd × modern-openssl',
  // auth
  'auth/tls-off @ vsftpd × kermit',
  'auth/tls-off @ vsftpd × lftp',
  // control-tls
  'certs/chain[chain=self-signed] @ vsftpd × lftp',
  'certs/validity[validity=expired] @ vsftpd × curl',
  'certs/client-certificate[issuer=unknown,request=verified] @ vsftpd × curl',
  'certs/key[key=ec-p256,tls=1.2] @ vsftpd × curl',
  'certs/key[key=ec-p256,tls=1.2] @ vsftpd × kermit',
  'handshake/version-gap[client=1.3] @ vsftpd × curl',
  'prot/transfer[level=P,operation=list] @ vsftpd × zos-ftp',
  // login
  'auth/clear-login[login=required] @ vsftpd × curl',
  'auth/clear-login[login=required] @ vsftpd × kermit',
  // protect
  'prot/level[level=C] @ vsftpd × curl',
  'auth/implicit @ vsftpd × kermit',
  // passive, active
  'data/mode-refused[off=passive] @ vsftpd × curl',
  'data/mode-refused[off=passive] @ vsftpd × lftp',
  'data/passive-address @ vsftpd × modern-openssl',
  'data/mode-refused[off=active] @ vsftpd × kermit',
  'data/mode-refused[off=active] @ vsftpd × lftp',
  // data-tls
  'auth/implicit @ vsftpd × never-resumes',
  'data/mode[mode=port] @ vsftpd × kermit',
  'prot/switch-back @ vsftpd × kermit',
  'reuse/other-login[how=session-id] @ vsftpd × modern-openssl',
  // transfer and its end
  'close/upload-end[close-notify=no,server=strict] @ vsftpd × modern-openssl',
  'close/download-end[close-notify=no,server=strict] @ vsftpd × modern-openssl',
]

const programs = ['vsftpd', 'setpriv', 'unshare', 'curl', 'lftp', 'kermit']
const missing: string[] = []
for (const name of programs)
  if ((await findProgram(name)) === null) missing.push(name)
if (process.getuid?.() !== 0) missing.push('root')
const skip =
  missing.length > 0 && process.env['FTPS_INTEROP_REQUIRE_REAL'] !== '1'
    ? `not here: ${missing.join(', ')}`
    : false

const selection = {
  ...everything,
  only: ids,
  backend: 'process' as const,
  optIn: true,
}

/** The cells as planned: what a person would have in both configurations. */
const planned = async (): Promise<ReadonlyMap<string, PlannedCell>> => {
  const catalogue = await discover()
  const resolved = resolveSelection(catalogue, selection)
  const lanes = await openLanes(catalogue, selection, resolved)
  return new Map(
    [...planCells(catalogue, selection, resolved, lanes)].map(p => [
      p.cell.id,
      p,
    ]),
  )
}

const linesOf = (cure: CureSet | null, side: Side): readonly string[] => {
  const all = cure?.line.split('\n') ?? []
  // one line for each change, in their order
  return (
    cure?.changes.flatMap((c, i) => (c.side === side ? [all[i] ?? ''] : [])) ??
    []
  )
}

const certificates = createCertificates()

/** The file that the conversation moves, or one to be listed. */
const fileOf = ({ part }: PlannedCell) => {
  const step = part.conversation.steps?.find(
    s => s.do === 'get' || s.do === 'put',
  )
  const size =
    step?.do === 'get' || step?.do === 'put' ? step.size : ('small' as const)
  return { name: contents.fileName(size), bytes: contents.bytes(size) }
}

const typed = async (
  cell: PlannedCell,
  plain: Plain,
  cure: CureSet | null,
): Promise<boolean> => {
  const client = typedClients[cell.clientLane.profile.id]
  if (client === undefined) return emulated(cell, plain, cure)
  const directory = mkdtempSync(join(tmpdir(), 'fi-typed-'))
  try {
    const { conversation } = cell.part
    const download = fileOf(cell)
    const { certificate } = conversation
    const shown =
      certificate === undefined || certificate === 'none'
        ? null
        : await certificates.get(certificate)
    const file = (name: string, text: string | Buffer): string => {
      writeFileSync(join(directory, name), text, { mode: 0o600 })
      return join(directory, name)
    }
    const said = await client({
      directory,
      port: plain.port,
      caFile: plain.caFile,
      identity:
        shown === null
          ? null
          : {
              chain: file('client.pem', shown.chainPem),
              key: file('client.key', shown.keyPem),
            },
      conversation,
      lines: linesOf(cure, 'client'),
      download: download.name,
      upload: file('upload.bin', download.bytes),
    })
    const puts = conversation.steps?.filter(s => s.do === 'put').length ?? 0
    const stored = plain.uploads()
    const whole = stored.filter(u => u.bytes.equals(download.bytes)).length
    const listed = puts > 0 || said.text.includes(download.name)
    // C-Kermit goes on in clear text where TLS is refused
    const { mode = 'explicit' } = conversation
    const meant = mode !== 'explicit' || /\b234\b/.test(said.text)
    const good = said.code === 0 && whole === stored.length && listed && meant
    if (!good && cure !== null) t.comment(said.text.slice(-1500))
    return good
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

/** Emulated clients cannot be typed: driven with the options of the cure. */
const emulated = async (
  cell: PlannedCell,
  plain: Plain,
  cure: CureSet | null,
): Promise<boolean> => {
  const directory = mkdtempSync(join(tmpdir(), 'fi-driven-'))
  const options = {
    ...cell.cell.client.options,
    ...asValues(cure?.changes ?? []).client,
  }
  const { steps } = await cell.clientLane.profile.run({
    host: '127.0.0.1',
    port: plain.port,
    user: 'tester',
    password: 'secret',
    uploadDirectory: 'up',
    conversation: cell.part.conversation,
    options,
    version: cell.cell.client.version,
    localAddress: '127.0.0.1',
    certificates,
    contents,
    token: randomBytes(6).toString('hex'),
    clock: startClock(),
    deadlines: { stepMs: 6000, cellMs: 30_000 },
    signal: AbortSignal.timeout(30_000),
    directory: () => Promise.resolve(directory),
  })
  rmSync(directory, { recursive: true, force: true })
  if (cure !== null && !steps.every(s => s.ok)) t.comment(JSON.stringify(steps))
  return steps.every(s => s.ok)
}

/** A server of its own for each try, with nothing but lines. */
const works = async (
  cell: PlannedCell,
  cure: CureSet | null,
): Promise<boolean> => {
  const { listener } = cell
  const pair = await certificates.get(listener?.certificate ?? {})
  const plain = await startPlain({
    lines: [
      ...Object.entries(listener?.options ?? {}).map(([k, v]) => `${k}=${v}`),
      ...(listener?.implicit === true ? ['implicit_ssl=YES'] : []),
      ...linesOf(cure, 'server'),
    ],
    caPem: await certificates.rootPem(),
    chainPem: pair.chainPem,
    keyPem: pair.keyPem,
    download: fileOf(cell),
  })
  try {
    return await typed(cell, plain, cure)
  } finally {
    await plain.stop()
  }
}

t.test(
  'the printed lines work where we have no hand in it',
  { skip, timeout: 170_000 },
  async t => {
    const cells = await planned()
    const record = await run({
      selection,
      workers: 1,
      parallel: 4,
      expectations: [],
      attribution: { which: 'fail', sideEffects: false, budget: 30 },
    })
    t.equal(record.cells.length, ids.length)
    const results = new Map<string, CellResult>(
      record.cells.map(c => [c.id, c]),
    )
    const queue = ids[Symbol.iterator]()
    const lane = async (): Promise<void> => {
      for (const id of queue) {
        const cell = cells.get(id)
        const [cure] = results.get(id)?.attribution?.cures ?? []
        if (cell === undefined || cure === undefined) {
          t.fail(`${id} has no cure`)
          continue
        }
        const before = await works(cell, null)
        const after = await works(cell, cure)
        const words = `${id}: ${cure.line.replaceAll('\n', ' + ')}`
        t.notOk(before, `fails as it is: ${id}`)
        t.ok(after, words)
      }
    }
    await Promise.all([lane(), lane(), lane()])
  },
)

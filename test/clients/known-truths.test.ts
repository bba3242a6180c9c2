/**
 * What is known of real clients comes out by itself against real servers, with
 * the right finding and option, and each cure does cure. A program that is
 * missing is skipped with its reason; FTPS_INTEROP_REQUIRE_REAL=1 forbids it.
 */
import t, { type Test } from 'tap'
import { discover } from '../../harness/discover.js'
import type { CellResult } from '../../harness/model.js'
import { run } from '../../harness/run/run.js'

const required = process.env['FTPS_INTEROP_REQUIRE_REAL'] === '1'
const { servers, clients } = await discover()

const one = 'reuse/data-must-resume[connections=1,tls=1.2]'
const two = 'reuse/data-must-resume[connections=2,tls=1.3]'
const plain = 'auth/mechanism[mechanism=TLS]'

interface Truth {
  readonly cell: string
  readonly verdict: 'pass' | 'fail'
  /** first finding, and a further one */
  readonly finding?: string
  readonly also?: string
  /** option that decides it: client.<option>=<cure>, server.<option>=<cure> */
  readonly options?: readonly string[]
  /** reply that the failed step ends with */
  readonly code?: number
  /** number of transfers that passed before */
  readonly passed?: number
  /** the behaviour is this version's */
  readonly version?: RegExp
  /** a race decides whether the session gets that far */
  readonly tries?: number
  /** what is as true of it when the race always goes the other way */
  readonly otherwise?: Pick<Truth, 'finding' | 'code' | 'passed'>
}

const truths: readonly Truth[] = [
  ...['python-ftplib', 'java-commons-net'].flatMap((client): Truth[] => [
    {
      cell: `${one} @ vsftpd × ${client}`,
      verdict: 'fail',
      finding: 'data-session-not-reused',
      code: 522,
      options: ['client.session-reuse=YES', 'server.require_ssl_reuse=NO'],
    },
    {
      cell: `${one} @ proftpd × ${client}`,
      verdict: 'fail',
      finding: 'data-session-not-reused',
      code: 425,
      options: ['server.TLSOptions=NoSessionReuseRequired'],
    },
  ]),
  {
    cell: `${one} @ vsftpd × python-ftplib[session-reuse=YES]`,
    verdict: 'pass',
  },
  {
    cell: `${two} @ vsftpd × kermit`,
    verdict: 'fail',
    finding: 'data-session-not-reused-tls13-second-transfer',
    code: 522,
    passed: 1,
  },
  {
    cell: 'certs/chain[chain=unknown-ca] @ vsftpd[force_local_logins_ssl=NO] × kermit',
    verdict: 'fail',
    finding: 'client-distrusts-server-cert',
    also: 'client-falls-back-to-clear-text',
  },
  {
    cell: `${plain} @ vsftpd × rclone`,
    verdict: 'fail',
    finding: 'psk-binder-rejected-after-hrr',
    options: ['client.disable_tls13=true'],
    version: /^1\.60\./,
  },
  { cell: `${plain} @ vsftpd × rclone[disable_tls13=true]`, verdict: 'pass' },
  {
    cell: 'data/mode[mode=port] @ vsftpd × curl',
    verdict: 'fail',
    finding: 'client-no-tls-on-data',
    version: /^7\.88\./,
  },
  {
    cell: `${one} @ vsftpd × java-commons-net[session-reuse=YES]`,
    verdict: 'fail',
    finding: 'client-discards-ticket-lifetime',
    code: 522,
    options: ['client.jdk.tls.client.enableSessionTicketExtension=false'],
  },
  {
    cell: `${one} @ vsftpd × java-commons-net[jdk.tls.client.enableSessionTicketExtension=false,session-reuse=YES]`,
    verdict: 'pass',
  },
  {
    cell: `${one} @ vsftpd × perl-net-ftp`,
    verdict: 'fail',
    finding: 'client-cache-key-differs',
    code: 522,
    options: ['client.SSL_session_key=host'],
  },
  {
    cell: `${one} @ vsftpd × perl-net-ftp[SSL_session_key=host]`,
    verdict: 'pass',
  },
  {
    cell: `${one} @ vsftpd × java-jsse`,
    verdict: 'fail',
    finding: 'data-session-not-reused',
    code: 522,
    options: ['client.session-reuse=YES', 'server.require_ssl_reuse=NO'],
  },
  { cell: `${two} @ vsftpd × java-jsse[session-reuse=YES]`, verdict: 'pass' },
  {
    // an upload that is not read to its end brings no ticket
    cell: 'data/session[tls=1.3] @ vsftpd × java-jsse[session-reuse=YES]',
    verdict: 'fail',
    finding: 'data-session-not-reused-tls13-second-transfer',
    code: 522,
    passed: 4,
    options: ['client.shutdownOutput=true'],
  },
  {
    cell: 'data/session[tls=1.3] @ vsftpd × java-jsse[session-reuse=YES,shutdownOutput=true]',
    verdict: 'pass',
  },
  { cell: `${two} @ vsftpd × node-ftp`, verdict: 'pass' },
  {
    // the transfer behind an upload
    cell: 'data/session[tls=1.3] @ vsftpd × ruby-net-ftp',
    verdict: 'fail',
    finding: 'data-session-not-reused-tls13-second-transfer',
    code: 522,
    passed: 4,
    tries: 5,
    // an idle machine resets the upload before the transfer behind it is tried
    otherwise: {
      finding: 'upload-reset-unread-tickets-tls13',
      code: 426,
      passed: 3,
    },
  },
]

const peersOf = (cell: string): { server: string; client: string } => {
  const [, server = '', client = ''] =
    / @ ([a-z-]+).* × ([a-z-]+)/.exec(cell) ?? []
  return { server, client }
}

/** Why it cannot be shown here. */
const missing = async ({ cell, version }: Truth): Promise<string | null> => {
  const { server, client } = peersOf(cell)
  const backend = servers.get(server)?.backends.find(b => b.name === 'process')
  const there = await backend?.available()
  if (there?.ok !== true)
    return `${server}: ${there?.why ?? 'has no process backend'}`
  const here = await clients.get(client)?.available()
  if (here?.ok !== true) return `${client}: ${here?.why ?? 'is not known'}`
  // another version is no failure of ours, and no truth either
  return version === undefined || version.test(here.version)
    ? null
    : `version: ${client} is ${here.version} here`
}

const runCells = async (
  only: readonly string[],
): Promise<ReadonlyMap<string, CellResult>> => {
  const { cells } = await run({
    selection: { only, backend: 'process' },
    workers: 1,
    parallel: 4,
    attribution: { which: 'none' },
    expectations: [],
  })
  return new Map(cells.map(c => [c.id, c]))
}

const isTrue = (t: Test, truth: Truth, cell: CellResult): void => {
  const { finding, also, options = [], code, passed } = truth
  const [found] = cell.findings
  t.equal(cell.verdict, truth.verdict, cell.reason ?? 'verdict')
  if (finding !== undefined) t.equal(found?.id, finding)
  if (also !== undefined)
    t.ok(
      cell.findings.some(f => f.id === also),
      also,
    )
  const named = found?.culprits.map(c => `${c.side}.${c.option}=${c.cure}`)
  for (const option of options) t.ok(named?.includes(option), option)
  const moves = cell.steps.filter(s => s.transfer !== undefined)
  const failed = moves.find(s => !s.ok)
  if (code !== undefined) t.equal(failed?.code, code)
  if (passed !== undefined) t.equal(moves.filter(s => s.ok).length, passed)
}

const reasons = new Map<Truth, string | null>()
for (const truth of truths) reasons.set(truth, await missing(truth))
const shown = truths.filter(truth => reasons.get(truth) === null)

/** Once for all, and again where a race went the other way. */
const show = async (
  t: Test,
  truth: Truth,
  cells: ReadonlyMap<string, CellResult>,
): Promise<void> => {
  const why = reasons.get(truth) ?? null
  if (why !== null) {
    if (required && !why.startsWith('version:')) t.fail(why)
    else t.plan(0, why)
    return
  }
  let cell = cells.get(truth.cell)
  for (let i = 1; i < (truth.tries ?? 1); i += 1) {
    if (cell?.findings[0]?.id === truth.finding) break
    cell = (await runCells([truth.cell])).get(truth.cell)
  }
  const { otherwise } = truth
  if (cell === undefined) t.fail('there is no such cell')
  else if (otherwise && cell.findings[0]?.id === otherwise.finding)
    isTrue(t, { ...truth, ...otherwise }, cell)
  else isTrue(t, truth, cell)
}

t.test('real clients', { timeout: 170_000 }, async t => {
  const cells: ReadonlyMap<string, CellResult> =
    shown.length === 0 ? new Map() : await runCells(shown.map(s => s.cell))
  for (const truth of truths)
    t.test(truth.cell, { timeout: 60_000 }, t => show(t, truth, cells))
})

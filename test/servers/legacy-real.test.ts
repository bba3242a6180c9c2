/**
 * Real clients of this host against the emulated servers of another age: a
 * whole session with z/OS, and what C-Kermit meets at WS_FTP and First Health.
 */
import t from 'tap'
import { discover } from '../../harness/discover.js'
import type { CellResult } from '../../harness/model.js'
import { run } from '../../harness/run/run.js'

const required = process.env['FTPS_INTEROP_REQUIRE_REAL'] === '1'
const { clients } = await discover()

const why = async (id: string): Promise<string> => {
  const here = await clients.get(id)?.available()
  return here?.ok === true ? '' : `${id}: ${here?.why ?? 'unknown'}`
}

/** command, final reply; as the server saw them */
const dialogue = ({ events }: CellResult): [string, string][] => {
  const told: [string, string][] = []
  let line = ''
  for (const { from, body } of events) {
    if (from !== 'server-wire') continue
    if (body.kind === 'command') line = `${body.verb} ${body.argument}`.trim()
    if (body.kind === 'reply') told.push([line, `${body.code} ${body.text}`])
  }
  return told
}

const cellsOf = async (only: readonly string[]): Promise<CellResult[]> => {
  const { cells } = await run({
    selection: { only: [...only] },
    attribution: { which: 'none' },
    expectations: [],
    workers: 1,
  })
  return [...cells]
}

/** of zos.md and of the public capture of IBM FTP CS 3.2 */
const facts: readonly (readonly [RegExp, RegExp])[] = [
  [
    /^$/,
    /^220 FTPD1 IBM FTP CS V2R3 at \S+, \d\d:\d\d:\d\d on [\d-]{10}\.\nConnection will close/,
  ],
  [/^AUTH TLS/, /^234 Security environment established - ready for neg/],
  [/^PBSZ 0/, /^200 Protection buffer size accepted$/],
  [/^PROT P/, /^200 Data connection protection set to private$/],
  [/^USER/, /^331 Send password please\.$/],
  [/^PASS/, /^230 TESTER is logged on\. {2}Working directory is "TESTER\."\.$/],
  [
    /^CWD 'TESTER\.'/,
    /^250 "TESTER\." is the working directory name prefix\.$/,
  ],
  [/^SITE VARrecfm/, /^200 SITE command was accepted$/],
  [/^LIST$/, /^125 List started OK$/],
  [/^LIST$/, /^250 List completed successfully\.$/],
  [/^STOR/, /^125 Storing data set TESTER\.\S+$/],
  [/^STOR/, /^250 Transfer completed successfully\.$/],
  [/^RETR/, /^125 Sending data set TESTER\.small\.bin$/],
  [/^RETR/, /^250 Transfer completed successfully\.$/],
  [/^QUIT/, /^221 Quit command received\. Goodbye\.$/],
]

t.test('a session with z/OS', { timeout: 60_000 }, async t => {
  for (const client of ['curl', 'lftp', 'kermit', 'python-ftplib'])
    t.test(client, { skip: !required && (await why(client)) }, async t => {
      t.equal(await why(client), '')
      const id = `legacy/zos-dialogue @ zos-ftpd × ${client}`
      const [cell] = await cellsOf([id])
      if (cell === undefined) return t.fail(id)
      t.equal(cell.verdict, 'pass', cell.reason ?? '')
      t.strictSame(
        cell.findings.filter(f => f.severity !== 'note'),
        [],
      )
      const said = dialogue(cell)
      for (const [line, answer] of facts)
        t.ok(
          said.some(([l, a]) => line.test(l) && answer.test(a)),
          `${String(line)} ${String(answer)}`,
        )
    })
})

const fallback = 'client-falls-back-to-clear-text'
const kermit: readonly (readonly [string, string, string?])[] = [
  ['auth/mechanism[mechanism=TLS] @ ws-ftp', 'handshake-no-answer', fallback],
  [
    'auth/mechanism[mechanism=SSL] @ ws-ftp[handshake=plaintext-421]',
    'cleartext-reply-after-auth',
    fallback,
  ],
  [
    'data/listing[verb=LIST] @ ws-ftp[handshake=ssl3-only]',
    'client-tls-too-new-only',
    fallback,
  ],
  [
    'data/listing[verb=LIST] @ ws-ftp[handshake=sslv2]',
    'client-tls-too-new-only',
    fallback,
  ],
  ['auth/mechanism[mechanism=TLS] @ ws-ftp[version=8.7.0]', ''],
  ['auth/mechanism[mechanism=SSL] @ ws-ftp[version=8.7.0]', ''],
  // its uploads in TLS 1.3 are a race
  ['data/mode[mode=pasv] @ zos-ftpd', ''],
  ['data/mode[mode=port] @ zos-ftpd', ''],
  ['auth/clear-login[login=optional] @ ws-ftp[version=8.7.0]', ''],
  ['data/listing[verb=LIST] @ first-health', 'client-overlooks-certificate'],
  ['data/listing[verb=LIST] @ ibm-ie', 'no-shared-cipher'],
]

t.test(
  'C-Kermit and the servers of its FAQ',
  { skip: !required && (await why('kermit')), timeout: 90_000 },
  async t => {
    t.equal(await why('kermit'), '')
    const cells = await cellsOf(kermit.map(([id]) => `${id} × kermit`))
    for (const [id, first, also] of kermit) {
      const cell = cells.find(c => c.id === `${id} × kermit`)
      const found = cell?.findings.map(f => f.id) ?? ['not run']
      t.equal(found[0] ?? '', first, id)
      if (also !== undefined) t.ok(found.includes(also), `${id}: ${also}`)
    }
  },
)

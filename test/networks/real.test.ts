/**
 * What stands in the way, named from what real clients and servers saw: the
 * quick kinds; docs/networks.md has the whole matrix, whose silent networks
 * cost C-Kermit half a minute each. FTPS_INTEROP_REQUIRE_REAL: none may be
 * skipped.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { discover } from '../../harness/discover.js'
import type { CellResult, JournalEntry } from '../../harness/model.js'
import { cli } from '../program.js'

const required = process.env['FTPS_INTEROP_REQUIRE_REAL'] === '1'
const { clients, servers } = await discover()
const base = t.testdir()
t.setTimeout(170_000)

const programs = ['curl', 'lftp', 'kermit']
const absent: string[] = []
for (const name of programs)
  if ((await clients.get(name)?.available())?.ok !== true) absent.push(name)

/** the first findings that are right; '' is a pass */
const right: Readonly<Record<string, readonly string[]>> = {
  'network/encrypted-cut[how=firewall-cuts-encrypted]': ['middlebox'],
  'network/auth-command[how=alg-masks-auth]': ['middlebox'],
  'network/data-path[how=data-cut]': ['middlebox'],
  'network/data-port': ['data-port-blocked'],
  'network/idle[how=idle-reset]': ['control-idle-cut', 'middlebox'],
  'network/alg-and-tls[control=clear]': [''],
  // curl and lftp dial the address that they know
  'network/nat': ['', 'pasv-address-wrong'],
}

const cellsOf = (path: string): CellResult[] =>
  readFileSync(path, 'utf8')
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line) as JournalEntry)
    .flatMap(entry => (entry.type === 'cell-end' ? [entry.cell] : []))

for (const [server, backend] of [
  ['vsftpd', 'process'],
  ['proftpd', 'process'],
  ['vsftpd', 'embedded'],
] as const) {
  const lane = servers.get(server)?.backends.find(b => b.name === backend)
  const there = (await lane?.available())?.ok === true
  const missing = [...absent, ...(there ? [] : [server])]
  const skip =
    missing.length === 0 || required ? false : `no ${missing.join(', ')}`
  t.test(`${server}, ${backend}`, { skip }, async t => {
    const out = join(base, `${server}-${backend}`)
    const { err } = await cli(base, [
      'run',
      `--server=${server}`,
      `--backend=${backend}`,
      `--client=${programs.join(',')}`,
      '--scenario=network',
      ...Object.keys(right).map(id => `--only=${id} @ *`),
      '--attribute=none',
      '--parallel=4',
      '--workers=1',
      '--quiet',
      `--out=${out}`,
    ])
    const cells = cellsOf(join(out, 'run.jsonl'))
    t.equal(cells.length, Object.keys(right).length * programs.length, err)
    for (const { id, verdict, findings } of cells) {
      const fault = findings.find(f => f.severity === 'fault')
      const first = verdict === 'pass' ? '' : (fault?.id ?? 'nothing')
      t.ok(right[id.split(' @ ')[0] ?? '']?.includes(first), `${id}: ${first}`)
      if (first === 'middlebox' || first === 'control-idle-cut')
        t.strictSame(fault?.culprits, [], `${id}: no option is to blame`)
    }
  })
}

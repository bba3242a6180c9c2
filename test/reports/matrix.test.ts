/** The matrix page: its golden files, and what its signs stand for. */
import t from 'tap'
import type { CellResult, RunRecord, Verdict } from '../../harness/model.js'
import matrix from '../../reports/matrix.js'
import markdown from '../../reports/matrix-markdown.js'
import { page } from '../../reports/shared/page.js'
import { columns } from '../../reports/shared/text.js'
import { matchesGolden } from './places.js'
import { calm, cell, sample } from './sample.js'
import { findingReuse, hostile } from './sample-sessions.js'

const render = (
  format: typeof matrix,
  run: RunRecord = sample,
  width = 100,
): string =>
  [
    ...format.render(run, { width, colour: false, explain: () => undefined }),
  ].join('')

t.test('golden files', async t => {
  matchesGolden(t, 'matrix-100.txt', render(matrix))
  matchesGolden(t, 'matrix-calm.txt', render(matrix, calm, 80))
  matchesGolden(t, 'matrix-markdown.txt', render(markdown))
})

t.test('it keeps to the width and lets no peer act on a terminal', async t => {
  for (const width of [60, 100, 160])
    for (const line of render(matrix, sample, width).split('\n'))
      t.ok(columns(line) <= width, line)
  for (const format of [matrix, markdown])
    t.notMatch(
      render(format),
      /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/,
    )
  t.notMatch(render(markdown), hostile.markup)
})

const one = (
  scenario: string,
  verdict: Verdict,
  client = 'curl',
  more: Partial<CellResult> = {},
): CellResult => cell({ scenario, client, verdict, more })

const letters = (cells: readonly CellResult[], client = 'curl'): string => {
  const p = page(cells)
  const [server] = p.servers
  const row = p.clients.find(c => c.profile === client)
  if (server === undefined || row === undefined) return ''
  return p.pair(row, server)?.letters ?? ''
}

t.test('a letter a family, its worst result decides', async t => {
  t.equal(
    letters([
      one('auth/a', 'pass'),
      one('auth/b', 'unsupported'),
      one('certs/a', 'pass'),
      one('certs/b', 'fail'),
      one('data/a', 'unsupported'),
      one('handshake/a', 'skipped'),
      one('handshake/b', 'unsupported'),
      one('prot/a', 'flaky'),
      one('prot/b', 'pass'),
      one('reuse/a', 'error'),
      one('reuse/b', 'fail'),
    ]),
    'Ac-?~!',
  )
  t.equal(
    letters([one('auth/a', 'pass'), one('certs/a', 'pass', 'kermit')]),
    'A.',
    'a family that was not asked of this pair',
  )
})

const broken = (scenario: string, client: string, id: string): CellResult =>
  one(scenario, 'fail', client, { findings: [{ ...findingReuse, id }] })

t.test('what fails with everyone is told once and blamed on none', async t => {
  const cells = [
    one('certs/good', 'pass'),
    one('certs/good', 'pass', 'kermit'),
    broken('certs/expired', 'curl', 'server-cert-expired'),
    broken('certs/expired', 'kermit', 'server-cert-expired'),
    // another finding in the same conversation is this client's own
    broken('certs/expired', 'lftp', 'control-closed'),
    broken('reuse/a', 'curl', 'data-session-not-reused'),
    one('reuse/a', 'pass', 'kermit'),
  ]
  const p = page(cells)
  t.match(p.common, [
    {
      letters: 'c',
      cells: 2,
      finding: 'server-cert-expired',
      conversations: ['certs/expired'],
    },
  ])
  t.equal(letters(cells, 'curl'), 'Cr')
  t.equal(letters(cells, 'kermit'), 'CR')
  t.equal(letters(cells, 'lftp'), 'c.')
  t.equal(
    page([broken('certs/expired', 'curl', 'x')]).common.length,
    0,
    'one client alone is not everyone',
  )
})

t.test('a proved cure is told before suspects', async t => {
  t.match(
    render(matrix),
    /z\/OS FTP\s+SECURE_SESSION_REUSE=NONE to ALLOWED \+ vsftpd\s+ca_certs_file= to ca\.pem, proved/,
  )
})

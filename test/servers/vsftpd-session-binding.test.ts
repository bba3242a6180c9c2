/**
 * require_ssl_reuse of the real vsftpd does not bind a data connection to its
 * login where sessions are tickets; where they are session ids it does.
 */
import t from 'tap'
import { run } from '../../harness/run/run.js'
import { findProgram } from '../../servers/real/programs.js'

const here = process.getuid?.() === 0 && (await findProgram('vsftpd')) !== null
const skip =
  here || process.env['FTPS_INTEROP_REQUIRE_REAL'] === '1'
    ? false
    : 'needs vsftpd and root'

t.test('the session of another login', { skip }, async t => {
  const { cells } = await run({
    selection: {
      only: ['session-id', 'ticket', 'psk'].map(
        how => `reuse/other-login[how=${how}] @ vsftpd × modern-openssl`,
      ),
      backend: 'process',
    },
    workers: 1,
    attribution: { which: 'none' },
  })
  t.same(
    cells.map(c => [c.point['how'], c.verdict, c.findings[0]?.id]).sort(),
    [
      ['psk', 'pass', 'reuse-not-bound-to-control'],
      ['session-id', 'fail', 'data-session-of-another-connection'],
      ['ticket', 'pass', 'reuse-not-bound-to-control'],
    ],
  )
})

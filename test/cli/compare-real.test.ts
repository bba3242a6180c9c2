/**
 * The emulated vsftpd passes `compare` against the real one: every difference
 * in 280 cells is listed with its reason. FTPS_INTEROP_REQUIRE_REAL: it must
 * not be skipped.
 */
import t from 'tap'
import { discover } from '../../harness/discover.js'
import { cli } from '../program.js'

const { servers } = await discover()
const real = servers.get('vsftpd')?.backends.find(b => b.name === 'process')
const available = await real?.available()
const required = process.env['FTPS_INTEROP_REQUIRE_REAL'] === '1'
const skip =
  available?.ok === true || required
    ? false
    : `no vsftpd as a process: ${available?.ok === false ? available.why : ''}`

const base = t.testdir()
// 10 s on two idle cores
t.setTimeout(150_000)

t.test('the emulated vsftpd is the real one', { skip }, async t => {
  const { code, out, err } = await cli(base, [
    'compare',
    'vsftpd',
    '--backend=process',
    '--client=modern-openssl,never-resumes',
    '--quiet',
  ])
  t.equal(code, 0, `${out.slice(0, 4000)}\n${err}`)
  const [, compared = '0'] = /(\d+) cells compared: no diff/.exec(out) ?? []
  t.ok(Number(compared) > 200, `${compared} cells compared`)
})

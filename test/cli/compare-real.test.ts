/**
 * Each emulated peer that has a real counterpart here passes `compare` on what
 * is characteristic of it: every difference is listed with its reason.
 * FTPS_INTEROP_REQUIRE_REAL: none of them must be skipped.
 */
import t, { type Test } from 'tap'
import { discover } from '../../harness/discover.js'
import { cli } from '../program.js'

const { servers, clients } = await discover()
const required = process.env['FTPS_INTEROP_REQUIRE_REAL'] === '1'
const base = t.testdir()
// 30 s on two idle cores
t.setTimeout(150_000)

const skipUnless = async (
  what: string,
  available: Promise<{ readonly ok: boolean }> | undefined,
): Promise<string | false> =>
  required || (await available)?.ok === true ? false : `no ${what} here`

const compares = async (
  t: Test,
  least: number,
  args: readonly string[],
): Promise<void> => {
  const { code, out, err } = await cli(base, ['compare', ...args, '--quiet'])
  t.equal(code, 0, `${out.slice(0, 4000)}\n${err}`)
  const [, compared = '0'] = /(\d+) cells compared: no diff/.exec(out) ?? []
  t.ok(Number(compared) >= least, `${compared} cells compared`)
}

const server = servers.get('vsftpd')?.backends.find(b => b.name === 'process')

t.test(
  'vsftpd',
  { skip: await skipUnless('vsftpd', server?.available()) },
  async t => {
    await compares(t, 60, [
      'vsftpd',
      '--backend=process',
      '--client=modern-openssl,never-resumes',
      '--scenario=reuse,prot,close',
    ])
  },
)

const usual = 'reuse/data-must-resume,auth/mechanism,prot/level'

/** Emulated client, the program, and the fewest cells that both run. */
const pairs = [
  ['emulated-curl', 'curl', 8, usual],
  ['emulated-kermit', 'kermit', 8, usual],
  ['emulated-python-ftplib', 'python-ftplib', 8, usual],
  ['emulated-php-ftp', 'php-ftp', 4, usual],
  // a virtual machine for each cell
  ['emulated-commons-net', 'java-commons-net', 8, 'reuse/not-required'],
] as const

for (const [emulated, program, least, scenarios] of pairs)
  t.test(
    emulated,
    { skip: await skipUnless(program, clients.get(program)?.available?.()) },
    async t => {
      await compares(t, least, [
        emulated,
        '--server=vsftpd,rfc4217',
        `--scenario=${scenarios}`,
      ])
    },
  )

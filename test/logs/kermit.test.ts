/** The fixtures were recorded with C-Kermit 10.0 Beta.08 here. */
import t from 'tap'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readKermitLog } from '../../harness/logs/kermit.js'
import { repositoryFile } from '../reports/places.js'
import { digest } from './digest.js'

const recorded = (name: string): string[] =>
  digest(
    readKermitLog(
      readFileSync(
        join(repositoryFile('test/fixtures'), `kermit-10-${name}.log`),
        'latin1',
      ),
    ),
  )
const quiet = (lines: readonly string[]) =>
  lines.filter(
    l => !/(REST|SYST|TYPE|MODE|STRU|FEAT|PWD)|< (2[015]|350)/.test(l),
  )

t.test('the second transfer is refused in TLS 1.3', async t => {
  t.same(quiet(recorded('tls13-second-transfer')), [
    'control1 open',
    'control1 < 220',
    'control1 > AUTH TLS',
    'control1 < 234',
    'control1 TLSv1.3 TLS_AES_256_GCM_SHA384 full',
    'control1 TLS > PBSZ 0',
    'control1 TLS > PROT P',
    'control1 TLS > USER anonymous',
    'control1 TLS < 230',
    'control1 TLS > PASV',
    'control1 TLS < 227',
    'data1 open passive 16321',
    'control1 TLS > LIST',
    'control1 TLS < 150',
    'control1 TLS < 226',
    'control1 TLS > SIZE 1MiB.bin',
    'control1 TLS > PASV',
    'control1 TLS < 227',
    'data2 open passive 16321',
    'control1 TLS > RETR 1MiB.bin',
    'control1 TLS < 150',
    'control1 TLS < 522',
    'control1 TLS > QUIT',
  ])
})

t.test('three connections, the last one in clear', async t => {
  t.same(quiet(recorded('falls-back-to-clear')).slice(0, 14), [
    'control1 open',
    'control1 < 220',
    'control1 > AUTH TLS',
    'control1 < 234',
    'control1 failed a000086 error:0A000086:SSL routines::certificate verify failed',
    'control2 open',
    'control2 < 220',
    'control2 > AUTH SSL',
    'control2 < 234',
    'control2 failed a000086 error:0A000086:SSL routines::certificate verify failed',
    'control3 open',
    'control3 < 220',
    'control3 > USER anonymous',
    'control3 < 230',
  ])
  const broken = recorded('text-behind-auth')
  t.ok(broken.includes('control3 > PASS <redacted>'))
  t.equal(broken.filter(l => l.includes('failed a00010b')).length, 2)
  t.equal(
    recorded('reset-behind-auth').filter(l =>
      l.includes('failed 0 error:00000000'),
    ).length,
    2,
  )
})

t.test('refused AUTH on one connection', async t => {
  t.same(quiet(recorded('auth-504')).slice(0, 9), [
    'control1 open',
    'control1 < 220',
    'control1 > AUTH TLS',
    'control1 < 504',
    'control1 > AUTH TLS-P',
    'control1 < 504',
    'control1 > AUTH SSL',
    'control1 < 504',
    'control1 > USER anonymous',
  ])
})

t.test('implicit: TLS first, and on data without PROT', async t => {
  const lines = recorded('implicit')
  t.same(lines.slice(0, 3), [
    'control1 open',
    'control1 TLSv1.3 TLS_AES_256_GCM_SHA384 full',
    'control1 TLS < 220',
  ])
  t.notOk(lines.some(l => l.includes('PROT')))
  t.ok(
    lines.includes(
      'data1 failed a00010b error:0A00010B:SSL routines::wrong version number',
    ),
  )
  t.same(recorded('implicit-against-explicit'), [
    'control1 open',
    'control1 failed a00010b error:0A00010B:SSL routines::wrong version number',
  ])
})

t.test('active mode, and no server at all', async t => {
  t.ok(recorded('active').includes('data1 open active 48415'))
  t.same(recorded('connection-refused'), ['control1 ECONNREFUSED'])
})

t.test('lines of the Kermit FAQ (8.0)', async t => {
  const lines = digest(
    readKermitLog(`
Connected to ftp.example.com.
220 server X2 WS_FTP Server 3.1.3 (2434805489)
---> AUTH TLS
234 SSL enabled and waiting for negotiation
TLS accepted as authentication type
ftp: SSL/TLS connect command error: error:1408F10B:SSL routines:SSL3_GET_RECORD:wrong version number
TLS authentication failed
`),
  )
  t.equal(
    lines.at(-1),
    'control1 failed 1408f10b error:1408F10B:SSL routines:SSL3_GET_RECORD:wrong version number',
  )
  t.match(
    digest(readKermitLog('ftp: SSL/TLS connect command error:\n')),
    ['control1 open', 'control1 failed  ftp: SSL/TLS connect command error:'],
    'the words of the FAQ where nothing follows them',
  )
})

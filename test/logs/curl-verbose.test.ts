/** The fixtures were recorded with curl 7.88.1 (OpenSSL 3.0.19) here. */
import t from 'tap'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readCurlVerbose } from '../../harness/logs/curl-verbose.js'
import { repositoryFile } from '../reports/places.js'
import { digest } from './digest.js'

const read = (name: string) =>
  readCurlVerbose(
    readFileSync(
      join(repositoryFile('test/fixtures'), `curl-7.88-${name}.log`),
      'latin1',
    ),
  )
const recorded = (name: string): string[] => digest(read(name))
const data = (lines: readonly string[]) => lines.filter(l => /^data/.test(l))

t.test('a refused resumption, TLS 1.3', async t => {
  t.same(recorded('tls13-not-resumed'), [
    'control1 open  16318',
    'control1 < 220',
    'control1 > AUTH SSL',
    'control1 < 234',
    'control1 TLSv1.3 TLS_AES_256_GCM_SHA384 full',
    'control1 TLS > USER ftp',
    'control1 TLS < 230',
    'control1 TLS > PBSZ 0',
    'control1 TLS < 200',
    'control1 TLS > PROT P',
    'control1 TLS < 200',
    'control1 TLS > PWD',
    'control1 TLS < 257',
    'control1 TLS > EPSV',
    'control1 TLS < 229',
    'data1 open passive 16323',
    'control1 TLS > TYPE A',
    'control1 TLS < 200',
    'control1 TLS > LIST',
    'control1 TLS < 150',
    'data1 TLSv1.3 TLS_AES_256_GCM_SHA384 full',
    'data1 server close_notify',
    'data1 client close_notify',
    'control1 TLS < 522',
    'control1 {"is":"exit","code":18,"claims":"failure"}',
  ])
})

t.test('data connections are numbered and told from control', async t => {
  const lines = recorded('tls12-four-transfers')
  const suite = 'TLSv1.2 ECDHE-RSA-AES256-GCM-SHA384'
  t.same(
    lines.filter(l => l.includes(suite)),
    [
      `control1 ${suite} full`,
      ...[1, 2, 3, 4].map(n => `data${n} ${suite} resumed`),
    ],
  )
  t.same(
    data(lines).filter(l => l.includes('open')),
    [16326, 16319, 16323, 16326].map(
      (p, i) => `data${i + 1} open passive ${p}`,
    ),
  )
  t.same(
    data(lines).filter(l => /^data[12] .*close_notify/.test(l)),
    [
      'data1 server close_notify',
      'data1 client close_notify',
      'data2 server close_notify',
      'data2 client close_notify',
    ],
  )
  t.ok(lines.includes('control1 TLS > STOR t1-1.bin'))
  t.same(
    recorded('tls13-resumed').filter(l => l.includes('TLS_AES')),
    [
      'control1 TLSv1.3 TLS_AES_256_GCM_SHA384 full',
      'data1 TLSv1.3 TLS_AES_256_GCM_SHA384 resumed',
    ],
    'by the missing Certificate, not by "re-using session ID"',
  )
})

t.test('active mode', async t => {
  t.same(data(recorded('active-clear')), ['data1 open active 38683'])
  const lines = recorded('active-tls')
  t.same(data(lines), ['data1 open active 35211', 'data1 timeout'])
  t.ok(
    lines.includes('control1 {"is":"exit","code":28,"claims":"failure"}'),
    'curl 7.88.1 gives up where TLS should start',
  )
})

t.test('what broke, in the words and numbers of the library', async t => {
  const failed = (name: string) =>
    recorded(name).filter(l => /failed|alert|"exit"|E[A-Z]+$/.test(l))
  const cannot = 'OpenSSL/3.0.19: error:'
  const exit = (code: number) =>
    `control1 {"is":"exit","code":${code},"claims":"failure"}`
  t.same(failed('untrusted'), [
    'control1 client alert fatal 48 unknown_ca',
    'control1 failed  SSL certificate problem: unable to get local issuer certificate',
    exit(60),
  ])
  t.same(failed('name-mismatch'), [
    "control1 failed  SSL: no alternative certificate subject name matches target host name 'nobody.example'",
    exit(60),
  ])
  t.same(failed('no-shared-cipher'), [
    'control1 server alert fatal 40 handshake_failure',
    `control1 failed a000410 ${cannot}0A000410:SSL routines::sslv3 alert handshake failure`,
    exit(35),
  ])
  for (const name of ['implicit-against-explicit', 'text-behind-auth'])
    t.same(failed(name), [
      `control1 failed a00010b ${cannot}0A00010B:SSL routines::wrong version number`,
      exit(35),
    ])
  t.same(failed('fin-behind-auth'), [
    'control1 failed  OpenSSL SSL_connect: SSL_ERROR_SYSCALL in connection to localhost:45673',
    exit(35),
  ])
  t.same(failed('reset-behind-auth'), [
    'control1 failed  OpenSSL SSL_connect: Connection reset by peer in connection to localhost:44133',
    exit(35),
  ])
  t.same(failed('connection-refused'), ['control1 ECONNREFUSED', exit(7)])
})

t.test('AUTH is tried twice; passwords do not come through', async t => {
  const lines = recorded('auth-refused')
  t.same(
    lines.filter(l => /AUTH|530/.test(l)),
    [
      'control1 > AUTH SSL',
      'control1 < 530',
      'control1 > AUTH TLS',
      'control1 < 530',
    ],
  )
  t.match(digest(readCurlVerbose('> USER a\n< 331 x\n> PASS hunter2\n')), [
    'control1 > USER a',
    'control1 < 331',
    'control1 > PASS <redacted>',
  ])
})

// written after curl 8.5 to 8.16's source; not recorded here
t.test('the prefixes and words of 8.x', async t => {
  const text = `
12:00:00.000001 [0-0] *   Trying 127.0.0.1:2121...
12:00:00.000002 [0-0] * Established connection to localhost (127.0.0.1 port 2121) from 127.0.0.1 port 40000
12:00:00.000003 [0-0] < 220-Hello
12:00:00.000004 [0-0] < 220 there
12:00:00.000005 [0-0] > AUTH SSL
12:00:00.000006 [0-0] < 234 yes
12:00:00.000007 [0-0] * TLSv1.3 (OUT), TLS handshake, Client hello (1):
12:00:00.000008 [0-0] * TLSv1.3 (IN), TLS handshake, Certificate (11):
12:00:00.000009 [0-0] * SSL connection using TLSv1.3 / TLS_AES_256_GCM_SHA384 / X25519 / RSASSA-PSS
> EPSV
< 229 Entering Extended Passive Mode (|||40001|)
* Connecting to 127.0.0.1 (127.0.0.1) port 40001
* Connected 2nd connection to 127.0.0.1 port 40001
* SSL reusing session with ALPN '-'
* TLSv1.3 (OUT), TLS handshake, Client hello (1):
> RETR x
* TLS connect error: error:0A00010B:SSL routines::wrong version number
* closing connection #0
curl: (35) TLS connect error: error:0A00010B:SSL routines::wrong version number
`
  t.same(digest(readCurlVerbose(text.replaceAll('\n', '\r\n'))), [
    'control1 open  2121',
    'control1 < 220',
    'control1 > AUTH SSL',
    'control1 < 234',
    'control1 TLSv1.3 TLS_AES_256_GCM_SHA384 full',
    'control1 TLS > EPSV',
    'control1 TLS < 229',
    'data1 open passive 40001',
    'control1 TLS > RETR x',
    'data1 failed a00010b TLS connect error: error:0A00010B:SSL routines::wrong version number',
    'control1 close by client',
    'control1 {"is":"exit","code":35,"claims":"failure"}',
  ])
  const [, greeting] = readCurlVerbose(text)
  t.match(greeting?.body, { text: 'Hello\nthere' })
})

t.test('garbage control text behind a dead data handshake', async t => {
  // vsftpd dies in the data handshake and writes 500 OOPS in clear
  const lines = digest(
    readCurlVerbose(`
* Connected to h (127.0.0.1) port 21 (#0)
* SSL connection using TLSv1.2 / X
* Connecting to 127.0.0.1 (127.0.0.1) port 5000
* Connected to h (127.0.0.1) port 21 (#0)
* TLSv1.2 (OUT), TLS handshake, Client hello (1):
> LIST
* OpenSSL SSL_read: error:0A00010B:SSL routines::wrong version number, errno 0
`),
  )
  t.match(lines.at(-1), /^control1 failed a00010b/)
})

t.test('hostile text', async t => {
  const events = readCurlVerbose(`< 220 \u001b[2Jhi\n${'x'.repeat(1e6)}\n`)
  t.match(events[0]?.body, { text: '\\x1b[2Jhi' })
  t.equal(events.length, 1)
})

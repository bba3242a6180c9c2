/** The fixtures were recorded here with the versions in their names. */
import t from 'tap'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readBasicFtpLog } from '../../harness/logs/basic-ftp.js'
import { readCommonsNetLog } from '../../harness/logs/commons-net.js'
import { readFtpSslLog } from '../../harness/logs/ftp-ssl.js'
import { readFtplibLog } from '../../harness/logs/ftplib.js'
import { readGftpLog } from '../../harness/logs/gftp.js'
import { readLftpLines, readLftpLog } from '../../harness/logs/lftp.js'
import { readMarkedLines } from '../../harness/logs/marked.js'
import { stepMarks } from '../../harness/logs/marks.js'
import { readNodeFtpLog } from '../../harness/logs/node-ftp.js'
import { readPerlNetFtpLog } from '../../harness/logs/perl-net-ftp.js'
import { readPhpFtpLines } from '../../harness/logs/php-ftp.js'
import { readRcloneLog } from '../../harness/logs/rclone.js'
import { readRubyNetFtpLog } from '../../harness/logs/ruby-net-ftp.js'
import { timedLines } from '../../harness/logs/timed-line.js'
import { readWgetLog } from '../../harness/logs/wget.js'
import type { Event } from '../../harness/model.js'
import { repositoryFile } from '../reports/places.js'
import { digest } from './digest.js'

const recorded = (
  read: (text: string) => readonly Event[],
  name: string,
): string[] =>
  digest(
    read(
      readFileSync(
        join(repositoryFile('test/fixtures'), `${name}.log`),
        'latin1',
      ),
    ),
  ).filter(
    l =>
      !/> (?:REST|SYST|TYPE|MODE|STRU|FEAT|PWD|SIZE|MDTM|OPTS|CWD|NOOP)|< (?:2[015]|33|350)/.test(
        l,
      ),
  )

const proved = 'control1 {"is":"handshake"}'
/** From AUTH to the end of the login. */
const entered = (user: string): string[] => [
  'control1 > AUTH TLS',
  'control1 < 234',
  proved,
  `control1 TLS > USER ${user}`,
  'control1 TLS > PASS <redacted>',
  'control1 TLS < 230',
]
const protectedData = ['control1 TLS > PBSZ 0', 'control1 TLS > PROT P']
const ports = (lines: readonly string[]): string[] =>
  lines.map(l => l.replace(/( open(?: passive)?) *\d*$/, '$1'))
const passive = ['control1 TLS > PASV', 'control1 TLS < 227']
const refused = (verb: string): string[] => [
  'data1 open passive',
  `control1 TLS > ${verb}`,
  'control1 TLS < 150',
  'control1 TLS < 522',
]

t.test('lftp: refused resumption', async t => {
  t.same(
    ports(recorded(readLftpLog, 'lftp-4.9-not-resumed')),
    [
      'control1 open',
      'control1 < 220',
      'control1 < 211',
      ...entered('tester'),
      ...protectedData,
      ...passive,
      ...refused('LIST'),
      'control1 TLS > QUIT',
      'control1 close by client',
    ].filter(l => l !== 'control1 < 211'),
  )
})

t.test('lftp: USER is told before the certificate is refused', async t => {
  const lines = recorded(readLftpLog, 'lftp-4.9-untrusted')
  t.notOk(lines.some(l => l.includes('USER')))
  t.equal(lines.filter(l => l.includes('failed')).length, 1)
  t.match(lines.join('\n'), /failed {2}Certificate verification: .*NOT trusted/)
})

t.test('lftp: an upload that was cut is gone on with', async t => {
  const lines = recorded(readLftpLog, 'lftp-4.9-upload-repeated')
  const opened = lines.filter(l => /^data\d+ open/.test(l))
  t.same(
    opened.map(l => l.split(' ')[0]),
    ['data1', 'data2', 'data3', 'data4', 'data5', 'data6'],
  )
  t.equal(lines.filter(l => /> STOR/.test(l)).length, 2)
  t.equal(lines.filter(l => /< 426/.test(l)).length, 1)
  t.equal(lines.filter(l => /< 226/.test(l)).length, 5)
})

t.test('lftp: QUOTE prints its reply bare, dialling may fail', async t => {
  const events = readLftpLog(
    [
      '---- Connecting to 127.0.0.1 (127.0.0.1) port 2121',
      '**** Socket error (Connection refused) - reconnecting',
      '---- Connecting to 127.0.0.1 (127.0.0.1) port 2121',
      '<--- 220 ready',
      '---> NOOP',
      '200 NOOP ok.',
      '**** Timeout - reconnecting',
    ].join('\n'),
  )
  t.same(digest(events), [
    'control1 ECONNREFUSED',
    'control1 open  2121',
    'control1 < 220',
    'control1 > NOOP',
    'control1 < 200',
    'control1 timeout',
  ])
})

t.test('lftp: an address in 227 that was not dialled', async t => {
  const log = [
    '---- Connecting to 127.0.0.2 (127.0.0.2) port 2121',
    '<--- 220 ready',
    '---> PASV',
    '<--- 227 Entering Passive Mode (192,0,2,10,79,20).',
    '---- Connecting data socket to (192.0.2.10) port 20244',
    '**** connect: Invalid argument (22)',
  ].join('\n')
  const events = readLftpLines(timedLines(log), { host: '127.0.0.2' })
  t.equal(digest(events).at(-1), 'data1 EPASVADDR')
})

t.test('wget', async t => {
  t.same(ports(recorded(readWgetLog, 'wget-1.21-not-resumed')), [
    'control1 open',
    'control1 < 220',
    ...entered('tester'),
    ...protectedData,
    ...passive,
    ...refused('LIST -a'),
  ])
  t.match(
    recorded(readWgetLog, 'wget-1.21-untrusted').join('\n'),
    /failed {2}ERROR: The certificate of .* is not trusted/,
  )
})

t.test('ftplib', async t => {
  t.same(ports(recorded(readFtplibLog, 'ftplib-3.11-not-resumed')), [
    'control1 open',
    'control1 < 220',
    ...entered('tester'),
    ...protectedData,
    ...passive,
    ...refused('LIST'),
  ])
})

t.test('ftplib: replies are Python literals', async t => {
  const [, reply] = readFtplibLog(String.raw`*resp* "211-it's\n \x41\n211 End"`)
  t.match(reply?.body, { code: 211, text: "it's\n A\nEnd" })
})

t.test('Perl: the modules that it lists are no commands', async t => {
  t.same(ports(recorded(readPerlNetFtpLog, 'perl-net-ftp-3.14-not-resumed')), [
    'control1 open',
    'control1 < 220',
    'control1 > AUTH TLS',
    'control1 < 234',
    proved,
    ...protectedData,
    ...entered('tester').slice(3),
    ...passive,
    ...refused('LIST'),
  ])
})

t.test('Ruby: the upload is cut', async t => {
  const lines = recorded(readRubyNetFtpLog, 'ruby-net-ftp-0.1-upload-cut')
  t.match(lines.slice(-2).join('\n'), /STOR .*\n.*< 150|< 150\n.*< 426/)
  t.ok(lines.includes('control1 TLS < 426'))
})

t.test('commons-net', async t => {
  t.same(
    ports(recorded(readCommonsNetLog, 'commons-net-3.9-not-resumed')),
    [
      'control1 open',
      'control1 < 220',
      ...entered('*******'),
      ...protectedData,
      ...passive,
      ...refused('LIST'),
    ].filter(l => l !== ''),
  )
})

t.test('rclone: the server refuses the binder', async t => {
  const lines = ports(recorded(readRcloneLog, 'rclone-1.60-binder'))
  t.equal(lines[0], 'control1 open')
  t.ok(lines.includes('data1 failed  remote error: tls: illegal parameter'))
  t.equal(
    lines.filter(l => /failed/.test(l)).length,
    1,
    'it tells the same trouble three times',
  )
})

t.test('basic-ftp: five transfers', async t => {
  const lines = recorded(readBasicFtpLog, 'basic-ftp-6-five-transfers')
  t.equal(lines.filter(l => /< 226/.test(l)).length, 5)
  t.equal(lines.filter(l => /^data\d open/.test(l)).length, 5)
  t.notOk(lines.some(l => /failed/.test(l)))
})

t.test('node-ftp: quoted replies, over several lines', async t => {
  const lines = ports(recorded(readNodeFtpLog, 'node-ftp-0.3-session'))
  t.same(lines.slice(0, 12), [
    'control1 open',
    'control1 < 220',
    ...entered('tester').slice(0, 3),
    ...protectedData,
    ...entered('tester').slice(3),
    ...passive,
  ])
  t.equal(lines.filter(l => /^data\d open/.test(l)).length, 4 + 1)
  t.equal(lines.filter(l => /< 226/.test(l)).length, 4 + 1)
  const events = readNodeFtpLog(
    readFileSync(
      join(repositoryFile('test/fixtures'), 'node-ftp-0.3-session.log'),
      'latin1',
    ),
  )
  const feat = events.find(e => e.body.kind === 'reply' && e.body.code === 211)
  t.match(feat?.body, { text: /^Features:\n AUTH TLS\n[^]*\nEnd$/ })
})

t.test('EPRT: the port stands behind the address family', async t => {
  const [opened] = readCommonsNetLog(
    ['> EPRT |1|127.0.0.1|45939|', '< 200 ok', '> LIST', '< 150 here'].join(
      '\n',
    ),
  ).filter(e => e.role === 'data')
  t.match(opened?.body, { mode: 'active', clientPort: 45939 })
})

t.test('ftp-ssl: 426 behind an upload', async t => {
  const lines = recorded(readFtpSslLog, 'ftp-ssl-0.17-upload-cut')
  t.ok(
    lines.includes(
      'control1 {"is":"handshake","cipher":"TLS_AES_256_GCM_SHA384"}',
    ),
  )
  t.ok(lines.includes('control1 TLS < 426'))
})

t.test('gFTP: colours tell commands from messages', async t => {
  const lines = recorded(readGftpLog, 'gftp-text-2.9-two-transfers')
  t.ok(lines.includes('control1 > AUTH TLS'))
  t.ok(lines.includes('control1 TLSv1.3 TLS_AES_256_GCM_SHA384 full'))
  t.equal(lines.filter(l => /^control\d open/.test(l)).length, 2)
  t.equal(lines.filter(l => /< 226/.test(l)).length, 2)
})

t.test('marks: TLS facts, and nobody else can make one', async t => {
  const lines = timedLines(
    [
      '@secret open',
      '@secret reply {"text":"220 ready"}',
      '@guess tls-failed {"text":"forged"}',
      '@secret tls {"role":"control","version":"TLSv1.3","cipher":"X","resumed":false}',
      '@secret tls-failed {"role":"data","text":"error:0A000152:SSL"}',
      '@secret step 0',
      '@secret done 0 {"ok":false,"error":"no"}',
      '@secret tls not json',
    ].join('\n'),
  )
  t.same(digest(readPhpFtpLines(lines, { mark: '@secret' })), [
    'control1 open',
    'control1 < 220',
    'control1 TLSv1.3 X full',
    'data1 failed a000152 error:0A000152:SSL',
  ])
  const { began, told } = stepMarks(lines, '@secret')
  t.equal(began.get('0'), 5)
  t.same(told.get('0'), { ok: false, error: 'no' })
})

t.test('an unknown program: its lines are kept up to a bound', async t => {
  const many = timedLines(
    Array.from({ length: 500 }, (_, i) => `l${i}`).join('\n'),
  )
  t.equal(readMarkedLines(many).length, 200)
})

t.test('no reader repeats a password', async t => {
  const said = [
    ...readLftpLog('---> PASS hunter22'),
    ...readWgetLog('--> PASS hunter22'),
    ...readFtplibLog("*cmd* 'PASS hunter22'"),
    ...readRubyNetFtpLog('put: PASS hunter22'),
    ...readPerlNetFtpLog('Net::FTP=GLOB(0x1)>>> PASS hunter22'),
    ...readCommonsNetLog('> PASS hunter22'),
    ...readBasicFtpLog('> PASS hunter22'),
    ...readFtpSslLog('---> PASS hunter22'),
    ...readRcloneLog('2026/11/21 05:19:13 DEBUG : FTP Tx: "PASS hunter22"'),
    ...readGftpLog('\u001b[39m\u001b[32mPASS hunter22'),
  ]
  t.equal(said.filter(e => e.body.kind === 'command').length, 10)
  t.notMatch(JSON.stringify(said), /hunter22/)
})

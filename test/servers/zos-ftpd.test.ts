/** The emulated z/OS server against what books and public transcripts have. */
import { connect } from 'node:net'
import { once } from 'node:events'
import t from 'tap'
import { anyTls, identity, serve } from './profile-server.js'
import { TransparentTls } from './transparent-tls.js'

/** what a public capture of IBM FTP CS 3.2 has */
const captured = [
  ['REST 100', '504 Restart requires Block or Compressed transfer mode.'],
  ['TYPE I', '200 Representation type is Image'],
  ['TYPE A', '200 Representation type is Ascii NonPrint'],
  ['MODE S', '200 Data transfer mode is Stream'],
  ['STRU F', '250 Data structure is File'],
  ['NOOP', '200 OK'],
  ['OPTS UTF8 ON', '501 command OPTS aborted -- no options supported for UTF8'],
  ["DELE 'A.B'", '550 DELE fails: A.B does not exist.'],
  ['RNFR NONE', '550 RNFR fails: TESTER.NONE does not exist.'],
  ["CWD 'A.B'", '250 "A.B." is the working directory name prefix.'],
  ['CWD C', '250 "A.B.C." is the working directory name prefix.'],
  ['CWD ..', '250 "A.B." is the working directory name prefix.'],
  ["CWD 'A'", '250 "A." is the working directory name prefix.'],
  ['CDUP', '250 "" is the working directory name prefix.'],
  ['PWD', `257 "''" is working directory.`],
  ['CWD /', '250 HFS directory / is the current working directory'],
  ['PWD', '257 "/" is the HFS working directory.'],
  [
    'SYST',
    '215 UNIX is the operating system of this server. FTP Server is running on z/OS.',
  ],
  ["CWD 'TESTER'", '250 "TESTER." is the working directory name prefix.'],
] as const

const auth = { EXTENSIONS: 'AUTH_TLS' }

t.test('z/OS: greeting, login, transfers', async t => {
  const server = await serve(t, 'zos-ftpd', { options: auth })
  const client = await server.open()
  t.match(
    await client.reply(),
    /^220-FTPD1 IBM FTP CS V2R3 at \S+, \d\d:\d\d:\d\d on \d{4}-\d\d-\d\d\.\r\n220 Connection will close/,
  )
  t.equal(
    await client.command('PBSZ 0'),
    '503 Must first establish authentication',
  )
  t.equal(
    await client.command('ADAT x'),
    '503 Must issue AUTH command before ADAT command',
  )
  t.equal(
    await client.auth(),
    '234 Security environment established - ready for negotiation',
  )
  t.equal(
    await client.command('AUTH TLS'),
    '503 Authentication already established',
  )
  t.equal(await client.command('PROT P'), '503 Must first issue PBSZ')
  t.equal(await client.command('PBSZ 0'), '200 Protection buffer size accepted')
  t.equal(
    await client.command('PROT S'),
    '536 Data connection protection level not supported',
  )
  t.equal(
    await client.command('PROT P'),
    '200 Data connection protection set to private',
  )
  t.equal(
    await client.command('PWD'),
    '530 You must first login with USER and PASS.',
  )
  t.equal(await client.command('LIST'), '530 Not logged in.')
  t.equal(await client.command('USER tester'), '331 Send password please.')
  t.equal(
    await client.command(`PASS ${server.listener.password}`),
    '230 TESTER is logged on.  Working directory is "TESTER.".',
  )
  t.equal(
    await client.command('FEAT'),
    '211-Extensions supported\r\n AUTH TLS\r\n PBSZ\r\n PROT\r\n211 End',
  )
  t.equal(
    await client.command('SIZE small.bin'),
    '501 command aborted -- FTP server not configured for SIZE',
  )
  for (const [line, answer] of captured)
    t.equal(await client.command(line), answer)
  t.equal(await client.command('XYZZY'), '500 unknown command XYZZY')
  const up = await client.upload('STOR new.data', Buffer.from('hello'))
  t.equal(up.first, '125 Storing data set TESTER.new.data')
  t.equal(up.final, '250 Transfer completed successfully.')
  const down = await client.download("RETR 'TESTER.new.data'")
  t.equal(down.first, '125 Sending data set TESTER.new.data')
  t.equal(down.bytes.toString(), 'hello')
  t.equal(await client.command('QUIT'), '221 Quit command received. Goodbye.')
})

t.test('z/OS: data sets, libraries, z/OS UNIX, JES, SITE', async t => {
  const server = await serve(t, 'zos-ftpd', { options: auth })
  const client = await server.enter()
  const list = async (line = 'LIST') =>
    (await client.download(line)).bytes.toString()
  const table = await list()
  t.match(
    table,
    /^Volume Unit    Referred Ext Used Recfm Lrecl BlkSz Dsorg Dsname\r\n/,
  )
  t.match(
    table,
    /\r\nUSER01 3390   2026\/01\/02  1   19  VB    4096 27998  PS  1MiB\.bin\r\n/,
  )
  t.equal(await client.command('PWD'), `257 "'TESTER.'" is working directory.`)
  t.match(await client.command('SYST'), /^215 MVS is the operating system/)
  await client.command('EPSV')
  t.match(await client.command('STOR JCL(ONE)'), /^550 TESTER\.JCL\(ONE\) req/)
  t.equal(await client.command('MKD JCL'), `257 "'TESTER.JCL'" created.`)
  await client.upload('STOR JCL(ONE)', Buffer.from('x'))
  t.equal(
    await client.command("CWD 'TESTER.JCL'"),
    '250 The working directory "TESTER.JCL" is a partitioned data set',
  )
  t.match(
    await list(),
    /^ Name     VV\.MM   Created       Changed      Size  Init   Mod   Id\r\n ONE      /,
  )
  t.equal((await client.download('RETR ONE')).bytes.toString(), 'x')
  t.equal(
    await client.command("CWD 'TESTER.NONE'"),
    '250 "TESTER.NONE." is the working directory name prefix.',
  )
  t.equal(
    await client.command('CDUP'),
    '250 "TESTER." is the working directory name prefix.',
  )
  t.equal(
    await client.command('SITE'),
    '202 SITE not necessary; you may proceed',
  )
  t.equal(
    await client.command('SITE VARrecfm Lrecl=256 Recfm=VB BLKSIZE=27998'),
    '200 SITE command was accepted',
  )
  t.equal(
    await client.command('SITE FOO LRECL=80'),
    "200-Unrecognized parameter 'FOO' on SITE command.\r\n200 SITE command was accepted",
  )
  await client.command('SITE FILETYPE=JES')
  const job = await client.upload('STOR job', Buffer.from('//JOB'))
  t.equal(
    job.final,
    '250-It is known to JES as JOB00001\r\n250 Transfer completed successfully.',
  )
  t.match(
    await list(),
    /^JOBNAME  JOBID    OWNER    STATUS CLASS\r\nTESTERA  JOB00001 TESTER   OUTPUT/,
  )
  t.equal(await client.command('DELE JOB00001'), '250 Cancel successful')
  t.match(await client.command('DELE JOB00001'), /^550 Jobid JOB00001 not/)
  await client.command('SITE FILETYPE=SEQ')
  t.match(await list(), /^Volume/)
  await client.command('EPSV')
  t.equal(
    await client.command('RETR NO.SUCH'),
    '550 Data set TESTER.NO.SUCH not found',
  )
  t.equal(await client.command('DELE JCL(ONE)'), '250 TESTER.JCL(ONE) deleted.')
  t.match(await client.command('CWD /'), /^250 HFS/)
  t.match(await client.command('SYST'), /^215 UNIX/)
  t.match(await list(), /^-rw|^drw/)
  client.close()
  const hfs = await serve(t, 'zos-ftpd', {
    options: { ...auth, STARTDIRECTORY: 'HFS' },
  })
  const other = await hfs.enter()
  t.match(await other.command('PWD'), /^257 "\/" is the HFS/)
  other.close()
})

t.test('z/OS: statements about protection', async t => {
  const none = await serve(t, 'zos-ftpd')
  const clear = await none.open()
  await clear.reply()
  t.match(await clear.command('AUTH TLS'), /^504 /, 'no EXTENSIONS')
  t.equal(await clear.command('FEAT'), '211 no Extensions supported')
  clear.close()
  const login = await serve(t, 'zos-ftpd', {
    options: { ...auth, SECURE_FTP: 'REQUIRED', SECURE_DATACONN: 'PRIVATE' },
  })
  const client = await login.open()
  await client.reply()
  t.match(await client.command('USER tester'), /^534 /)
  await client.auth()
  await client.command('PBSZ 0')
  t.match(await client.command('PROT C'), /^536 /)
  await client.command('USER tester')
  await client.command(`PASS ${login.listener.password}`)
  await client.command('EPSV')
  t.match(
    await client.command('LIST'),
    /^425-Server requires protected data connection\.\r\n425 /,
  )
  client.close()
  const never = await serve(t, 'zos-ftpd', {
    options: { ...auth, SECURE_DATACONN: 'NEVER' },
  })
  const other = await never.open()
  await other.reply()
  await other.auth()
  await other.command('PBSZ 0')
  t.match(await other.command('PROT P'), /^536 /)
  other.close()
})

t.test('z/OS: client certificates', async t => {
  const server = await serve(t, 'zos-ftpd', {
    options: {
      ...auth,
      SECURE_LOGIN: 'REQUIRED',
      HandshakeRole: 'ServerWithClientAuth',
      ClientAuthType: 'Full',
    },
  })
  const bare = await server.open()
  await bare.reply()
  await bare.auth()
  t.equal(
    await bare.command('USER tester'),
    '531 Server requires client certificate for login processing',
  )
  bare.close()
  const tls = { ...anyTls, ...(await identity()) }
  const known = await server.enter({ tls })
  t.equal(
    (await known.download('LIST')).final,
    '250 List completed successfully.',
  )
  const without = await known.download('LIST', {
    cert: '',
    key: '',
    noSession: true,
  })
  t.equal(
    without.final,
    '534 TLS negotiation failed -- data connection closed',
    'TLSCERTCROSSCHECK TRUE',
  )
  known.close()
})

t.test('z/OS: the TLSPORT', async t => {
  const server = await serve(t, 'zos-ftpd', {
    options: { SECUREIMPLICITZOS: 'TRUE' },
    implicit: true,
  })
  const client = await server.open()
  t.match(await client.reply(), /^220-FTPD1/, 'in clear, before TLS')
  await client.secure()
  t.equal(
    await client.command('AUTH TLS'),
    '503 Server on the TLS secure port does not accept the AUTH command',
    'no second greeting',
  )
  await client.command('USER tester')
  await client.command(`PASS ${server.listener.password}`)
  t.equal(
    await client.command('CCC'),
    '534 Command ccc not allowed for connection to secure port',
  )
  client.close()
  const normal = await serve(t, 'zos-ftpd', {
    options: { SECUREIMPLICITZOS: 'FALSE' },
    implicit: true,
  })
  const other = await normal.open()
  await other.secure()
  t.match(await other.reply(), /^220-FTPD1/, 'inside TLS')
  other.close()
})

/** CCC by hand: what comes behind 200, and whether clear commands work */
const afterCcc = async (
  level: string,
  t: { teardown(fn: () => Promise<void>): void },
) => {
  const server = await serve(t, 'zos-ftpd', {
    options: { ...auth, TLSRFCLEVEL: level },
  })
  const raw = connect(server.listener.port, '127.0.0.1')
  await once(raw, 'connect')
  const tls = new TransparentTls(raw)
  await tls.line()
  await tls.ask('AUTH TLS')
  await tls.secure()
  await tls.ask('PBSZ 0')
  await tls.ask('PROT P')
  await tls.ask('USER tester')
  await tls.ask(`PASS ${server.listener.password}`)
  const granted = await tls.ask('CCC')
  return { granted, ...(await tls.leave(level === 'CCCNONOTIFY')) }
}

t.test('z/OS: CCC by TLSRFCLEVEL', async t => {
  for (const level of ['RFC4217', 'DRAFT']) {
    const seen = await afterCcc(level, t)
    t.match(seen.granted, /^200 /)
    t.equal(seen.recordType, 21, `${level}: close_notify`)
    t.match(seen.clear, /^257 /, 'a command in clear')
  }
  const silent = await afterCcc('CCCNONOTIFY', t)
  t.equal(silent.recordType, null, 'nothing ends TLS')
  t.match(silent.clear, /^257 /)
  const refused = await serve(t, 'zos-ftpd', {
    options: { ...auth, SECURE_CTRLCONN: 'PRIVATE' },
  })
  const client = await refused.enter()
  t.match(await client.command('CCC'), /^534 /)
  client.close()
})

t.test(
  'GSSAPI, KERBEROS_V4, SRP: offered with 334, ADAT refused, TLS works',
  async t => {
    const server = await serve(t, 'zos-ftpd', {
      options: { EXTENSIONS: 'AUTH_TLS AUTH_GSSAPI' },
    })
    const client = await server.open()
    await client.reply()
    t.equal(
      await client.command('AUTH GSSAPI'),
      '334 Using authentication type GSSAPI; ADAT must follow',
    )
    t.equal(await client.command('ADAT Zm9v'), '535 Failed security check')
    t.match(await client.command('AUTH KERBEROS_V4'), /^504 /)
    t.match(await client.command('AUTH SRP'), /^504 /)
    t.match(await client.auth(), /^234 /)
    client.close()
  },
)

/** What is decided without a server: configuration, ports, files, following. */
import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { startClock } from '../../harness/clock.js'
import { findGuest } from '../../servers/real/account.js'
import { createLogTail } from '../../servers/real/log-tail.js'
import {
  anonymousCannotShow,
  writeVsftpd,
  type VsftpdSite,
} from '../../servers/real/vsftpd-config.js'
import { isUploadName, readStored } from '../../servers/real/vsftpd-files.js'

const site: VsftpdSite = {
  access: 'local',
  guest: 'ftp',
  address: '127.0.0.1',
  port: 12000,
  dataPorts: [12001, 12002, 12003],
  implicit: false,
  paths: { root: '/mnt', empty: '/e', log: '/l', certificate: '/c', key: '/k' },
}
const settings = (conf: string): Record<string, string> =>
  Object.fromEntries(
    conf
      .trimEnd()
      .split('\n')
      .map(l => l.split(/=(.*)/s, 2) as [string, string]),
  )

t.test('vsftpd.conf', async t => {
  const { conf, openssl, notes } = writeVsftpd({}, site)
  t.match(conf, /^(?:[a-z0-9_]+=\S+\n)+$/, 'no blanks: the parser takes none')
  t.equal(openssl, null)
  t.strictSame(notes, [])
  t.match(settings(conf), {
    listen_port: '12000',
    pasv_min_port: '12001',
    pasv_max_port: '12003',
    log_ftp_protocol: 'YES',
    debug_ssl: 'YES',
    guest_username: 'ftp',
  })
  for (const decides of [
    'require_ssl_reuse',
    'ssl_request_cert',
    'ssl_ciphers',
    'ssl_tlsv1',
    'strict_ssl_read_eof',
    'force_local_data_ssl',
    'implicit_ssl',
    'pasv_address',
    'max_per_ip',
  ])
    t.notOk(decides in settings(conf), `${decides} keeps the product's default`)
})

t.test('options, implicit TLS and a relay', async t => {
  const of = (
    options: Record<string, string>,
    more: Partial<VsftpdSite> = {},
  ): Record<string, string> =>
    settings(writeVsftpd(options, { ...site, ...more }).conf)
  t.equal(of({ ssl_enable: 'NO' })['ssl_enable'], 'NO')
  t.equal(of({}, { implicit: true })['implicit_ssl'], 'YES')
  t.equal(of({}, { announce: '127.0.0.9' })['pasv_address'], '127.0.0.9')
  t.equal(
    of({ pasv_address: '10.0.0.1' }, { announce: '127.0.0.9' })['pasv_address'],
    '10.0.0.1',
    'the option is what is tested',
  )
  const name = 'OPENSSL_CONF.MaxProtocol'
  const { conf, openssl } = writeVsftpd({ [name]: 'TLSv1.2' }, site)
  t.match(openssl, /^MaxProtocol = TLSv1\.2$/m)
  t.notMatch(conf, /MaxProtocol/)
})

t.test('what must not be set', async t => {
  for (const [name, value] of [
    ['listen_port', '21'],
    ['pasv_min_port', '0'],
    ['Ssl Enable', 'YES'],
    ['OPENSSL_CONF.a b', 'x'],
    ['ssl_ciphers', 'a\nanon_root=/'],
    ['ssl_ciphers', 'x'.repeat(5000)],
  ] as const)
    t.throws(() => writeVsftpd({ [name]: value }, site), {
      code: 'FI_BAD_VALUE',
    })
})

t.test('an ordinary user: anonymous stands in for local logins', async t => {
  const anonymous = { ...site, access: 'anonymous' } as const
  const { conf, notes } = writeVsftpd({ force_local_data_ssl: 'NO' }, anonymous)
  t.match(settings(conf), {
    run_as_launching_user: 'YES',
    force_anon_data_ssl: 'NO',
    force_anon_logins_ssl: 'YES',
    anon_root: '/mnt',
  })
  t.notMatch(conf, /force_local/)
  t.match(notes, [/force_local_data_ssl is shown by force_anon_data_ssl/])
  const both = { force_local_data_ssl: 'NO', force_anon_data_ssl: 'YES' }
  t.equal(
    settings(writeVsftpd(both, anonymous).conf)['force_anon_data_ssl'],
    'YES',
  )
  t.equal(anonymousCannotShow({ require_ssl_reuse: 'NO' }), null)
  t.match(anonymousCannotShow({ user_config_dir: '/x' }), /user_config_dir has/)
})

t.test('the guest account needs a home', async t => {
  const directory = t.testdir({
    passwd:
      'root:x:0:0::/:/bin/sh\nftp:x:9:9::/does/not/exist:/bin/sh\n' +
      'daemon:x:1:2::/:/bin/sh\n',
    none: 'root:x:0:0::/:/bin/sh\n',
  })
  t.strictSame(await findGuest(join(directory, 'passwd')), {
    name: 'daemon',
    uid: 1,
    gid: 2,
  })
  t.equal(await findGuest(join(directory, 'none')), null)
  t.equal(await findGuest(join(directory, 'missing')), null)
})

t.test('stored files', async t => {
  const root = t.testdir({ up: {}, secret: 'x' })
  await writeFile(join(root, 'up', 'a.bin'), 'abc')
  await symlink(join(root, 'secret'), join(root, 'up', 'link'))
  await mkdir(join(root, 'up', 'folder'))
  const abc = {
    bytes: 3,
    sha256: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
  }
  t.strictSame(await readStored(root, 'a.bin'), abc)
  t.strictSame(await readStored(root, 'up/a.bin'), abc)
  for (const name of ['b.bin', 'link', 'folder', '../secret', 'up/../secret'])
    t.equal(await readStored(root, name), null, name)
  t.notOk(isUploadName('..') || isUploadName('a/b') || isUploadName('a\nb'))
})

t.test('following a log', async t => {
  let log = 'old\n'
  let offset = 0
  const dead = new Set<number>()
  const clock = startClock()
  const tail = createLogTail({
    more: () => {
      const more = log.slice(offset)
      offset = log.length
      return more
    },
    skip: () => {
      offset = log.length
    },
    alive: pid => !dead.has(pid),
  })
  const line = (pid: number, text: string): string =>
    `Sat Nov 21 03:15:24 2026 [pid ${pid}] ${text}`
  const mine = tail.follow({ address: '127.1.1.1', clock })
  const other = tail.follow({ address: '127.1.1.2', clock })
  log += `${line(1, 'CONNECT: Client "127.1.1.1"')}\n`
  log += `${line(2, 'CONNECT: Client "127.1.1.2"')}\n`
  log += line(1, 'FTP response: Client "127.1.1.1", "220 (vs')
  dead.add(2)
  t.equal((await other.settled()).length, 1, 'its own lines only')
  setTimeout(() => {
    log += 'FTPd 3.0.3)"\n'
    dead.add(1)
  }, 20)
  t.match(
    (await mine.settled()).map(e => e.body),
    [{ kind: 'open' }, { kind: 'reply', code: 220, text: '(vsFTPd 3.0.3)' }],
    'waits for the end of the session, joins the halves of a line',
  )
  const silent = tail.follow({ address: '127.1.1.3', clock })
  t.strictSame(await silent.settled(), [], 'a client that never came')
  log += `${line(3, 'CONNECT: Client "127.1.1.3"')}\n`
  const began = performance.now()
  t.equal((await silent.settled()).length, 1)
  t.ok(performance.now() - began < 2000, 'an open session is not waited for')
  tail.stop()
})

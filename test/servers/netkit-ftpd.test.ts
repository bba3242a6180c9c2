/**
 * The real ftpd-ssl of netkit: what decides whether a client gets its data,
 * and the emulated one beside it.
 */
import t from 'tap'
import { discover } from '../../harness/discover.js'
import {
  createNetkitLogReader,
  identifyNetkit,
} from '../../harness/logs/netkit-ftpd.js'
import type { CellResult } from '../../harness/model.js'
import { run } from '../../harness/run/run.js'
import { realiseNetkitFtpd } from '../../servers/options/netkit-ftpd.js'
import { writeNetkit } from '../../servers/real/netkit-ftpd-config.js'

const required = process.env['FTPS_INTEROP_REQUIRE_REAL'] === '1'
const { servers } = await discover()
const real = servers
  .get('netkit-ftpd')
  ?.backends.find(b => b.name === 'process')
const here = await real?.available()
const why = here?.ok === true ? '' : `${here?.why}; ${here?.hint}`

const cellsOf = async (
  backend: 'process' | 'embedded',
  only: readonly string[],
): Promise<readonly CellResult[]> => {
  const { cells } = await run({
    selection: { only: [...only], backend },
    attribution: { which: 'none' },
    expectations: [],
    workers: 1,
  })
  return cells
}

const faults = ({ findings }: CellResult): readonly string[] =>
  findings.filter(f => f.severity === 'fault').map(f => f.id)

t.test('the words that start it', async t => {
  const place = {
    program: '/x/in.ftpd',
    address: '127.0.0.1',
    port: 4000,
    paths: { certificate: '/c', key: '/k', authorities: '/a' },
  }
  const options = { '-z secure': 'YES', '-z cipher': 'HIGH' }
  t.same(writeNetkit(options, place), {
    inetd:
      '127.0.0.1:4000 stream tcp4 nowait.60000 root /x/in.ftpd in.ftpd -dnll -z cert=/c -z key=/k -z secure -z cipher=HIGH\n',
    openssl: null,
  })
  t.throws(() => writeNetkit({ '-z cipher': 'A B' }, place), /no space/)
  t.throws(() => writeNetkit({ '-z debug': 'YES' }, place), /not known/)
  t.match(
    writeNetkit({ 'OPENSSL_CONF.MaxProtocol': 'TLSv1.2' }, place).openssl,
    /MaxProtocol = TLSv1\.2/,
  )
})

t.test('scenario words', async t => {
  t.match(realiseNetkitFtpd({ dataProtection: 'required' }, ''), {
    unsupported: /in TLS where the control connection is/,
  })
  t.match(realiseNetkitFtpd({ loginProtection: 'required' }, ''), {
    options: { '-z secure': 'YES' },
  })
})

t.test('its log', async t => {
  const reader = createNetkitLogReader()
  const said = (text: string) =>
    reader.read(`<95>Nov 21 10:00:00 ftpd[7]: ${text}\r`, 1)
  t.same(
    identifyNetkit('<94>Nov 21 10:00:00 ftpd[7]: connection from 1.2.3.4'),
    {
      id: '7',
      client: '1.2.3.4',
      begins: true,
    },
  )
  said('connection from 1.2.3.4')
  t.match(said('<--- 234 AUTH TLS OK.')[0]?.body, { code: 234, clear: true })
  said('SSL SUCCEEDED WITH 1.2.3.4')
  t.match(said('command: PASS  ???')[0]?.body, { clear: false })
  t.same(said('<--- 230- motd'), [])
  t.match(said('<--- 230 User x logged in.')[0]?.body, { code: 230 })
  said('command: EPSV')
  said('<--- 229 Extended Passive Mode OK (|||40001|)')
  said('command: LIST')
  t.match(said('<--- 150 Opening ASCII mode SSL data connection.')[1], {
    role: 'data',
    body: { kind: 'open', mode: 'passive', serverPort: 40_001 },
  })
  t.match(
    said('<--- 425 ftpd: SSL_accept DATA no shared cipher: Success.')[1],
    {
      role: 'data',
      body: { fact: { is: 'handshake-failed' } },
    },
  )
})

const both = [
  'auth/ccc',
  'auth/feat',
  'data/size[direction=get,size=1MiB]',
  'data/size[direction=put,size=one-byte]',
  'prot/level[level=C]',
  'prot/order[order=prot-without-pbsz]',
].map(s => `${s} @ netkit-ftpd × modern-openssl[tls-max=TLSv1.2]`)

const told = (cells: readonly CellResult[]) =>
  both.map(id => {
    const cell = cells.find(c => c.id === id)
    return [id, cell?.verdict, cell?.findings.map(f => f.id)]
  })

t.test('the real one', { skip: !required && why, timeout: 60_000 }, async t => {
  t.equal(why, '')
  const offers = 'prot/order[order=after-login] @ netkit-ftpd × modern-openssl'
  const old = 'data/session[tls=1.2] @ netkit-ftpd × modern-openssl'
  const found = await cellsOf('process', [offers, old])
  const [first, second] = [offers, old].map(id => found.find(c => c.id === id))
  if (first === undefined || second === undefined) return t.fail('no cells')
  t.same(faults(first), ['server-data-fails-on-tls13-offer'])
  t.equal(second.verdict, 'pass', second.reason ?? '')
  t.same(
    told(await cellsOf('embedded', both)),
    told(await cellsOf('process', both)),
    'the emulated one says the same',
  )
})

/**
 * Clients that are libraries of a language, as installed here, against an
 * emulated vsftpd: which resume, which do not, and what cures them.
 */
import t from 'tap'
import basicFtp from '../../harness/clients/basic-ftp.js'
import java from '../../harness/clients/java-commons-net.js'
import jsse from '../../harness/clients/java-jsse.js'
import nodeFtp from '../../harness/clients/node-ftp.js'
import perl from '../../harness/clients/perl-net-ftp.js'
import php from '../../harness/clients/php-ftp.js'
import python from '../../harness/clients/python-ftplib.js'
import ruby from '../../harness/clients/ruby-net-ftp.js'
import type { ClientProfile, OptionValues, Step } from '../../harness/model.js'
import { isHere, problems, runAgainst, servers } from './real.js'

const list: Step = { do: 'list' }
const get: Step = { do: 'get', size: '1MiB' }
const put: Step = { do: 'put', size: 'small' }
const { strict, lenient } = await servers()
const tls12 = { maxVersion: 'TLSv1.2' } as const

const clients: readonly ClientProfile[] = [
  python,
  php,
  ruby,
  perl,
  java,
  jsse,
  basicFtp,
  nodeFtp,
]

for (const client of clients)
  t.test(`${client.id}: list, get and put`, async t => {
    if (!(await isHere(t, client))) return
    const result = await runAgainst(lenient, client, {
      ...tls12,
      steps: [list, get, put],
    })
    t.same(problems(result), [])
    t.equal(result.claims, 'success')
    const [, download] = result.steps.flatMap(s => s.transfer ?? [])
    t.match(download, { direction: 'download', intact: true, reportedOk: true })
    t.notMatch(JSON.stringify(result), lenient.listener.password)
  })

const resuming: readonly (readonly [ClientProfile, OptionValues])[] = [
  [php, {}],
  [ruby, {}],
  [basicFtp, {}],
  [nodeFtp, {}],
  [python, { 'session-reuse': 'YES' }],
  [perl, { SSL_session_key: 'host' }],
  [
    java,
    {
      'session-reuse': 'YES',
      'jdk.tls.client.enableSessionTicketExtension': 'false',
    },
  ],
  [
    jsse,
    {
      'session-reuse': 'YES',
      'jdk.tls.client.enableSessionTicketExtension': 'false',
    },
  ],
]

for (const [client, options] of resuming)
  t.test(`${client.id}: resumes ${JSON.stringify(options)}`, async t => {
    if (!(await isHere(t, client))) return
    const steps = [list, get]
    const conversation = { ...tls12, steps }
    const result = await runAgainst(strict, client, conversation, options)
    t.same(problems(result), [])
  })

for (const client of [python, perl, java, jsse])
  t.test(`${client.id}: does not resume as shipped`, async t => {
    if (!(await isHere(t, client))) return
    const result = await runAgainst(strict, client, {
      ...tls12,
      steps: [list, list],
    })
    t.equal(result.claims, 'failure')
    t.match(result.steps.find(s => s.step === 'list')?.why, /522/)
    t.equal(result.steps.at(-1)?.why, 'not reached')
  })

t.test('java-jsse: resumes under TLS 1.3 too', async t => {
  if (!(await isHere(t, jsse))) return
  const conversation = { minVersion: 'TLSv1.3', steps: [list, get] } as const
  const options = { 'session-reuse': 'YES' }
  const result = await runAgainst(strict, jsse, conversation, options)
  t.same(problems(result), [])
})

t.test('node-ftp: control alone asks for no PROT', async t => {
  if (!(await isHere(t, nodeFtp))) return
  const options = { secure: 'control' }
  const result = await runAgainst(strict, nodeFtp, {}, options)
  t.equal(result.steps.at(-1)?.code, 522)
  t.notMatch(result.log, /> 'PROT/)
})

t.test('python: a refused certificate is told as a failure of TLS', async t => {
  if (!(await isHere(t, python))) return
  const options = { load_verify_locations: 'other-ca.pem' }
  const result = await runAgainst(strict, python, {}, options)
  t.match(problems(result)[0], /^TLS handshake: .*certificate verify failed/)
})

t.test('declared, not tried', async t => {
  t.match(
    ruby.supports({ mode: 'implicit' }, {}),
    /Net::FTP of Ruby has no implicit mode/,
  )
  t.match(php.supports({ verify: true }, {}), /cannot verify/)
  t.match(java.supports({ maxVersion: 'TLSv1' }, {}), /held to TLSv1/)
  t.match(basicFtp.supports({ data: 'port' }, {}), /no PORT/)
  t.match(nodeFtp.supports({ mode: 'implicit' }, {}), /no implicit mode/)
  t.match(jsse.supports({ ciphers: 'HIGH' }, {}), /no OpenSSL cipher string/)
  t.match(
    perl.supports({ steps: [{ do: 'list', verb: 'MLSD' }] }, {}),
    /does not send MLSD/,
  )
  t.equal(python.supports({ dataSession: 'control', steps: [list] }, {}), true)
})

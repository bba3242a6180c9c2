/**
 * libcurl on GnuTLS: its options in the tool's words, and what it does that
 * the tool on OpenSSL does not, against emulated servers.
 */
import t from 'tap'
import client from '../../harness/clients/curl-gnutls.js'
import {
  inWords,
  libcurlLine,
} from '../../harness/clients/curl/libcurl-options.js'
import { readCurlVerbose } from '../../harness/logs/curl-verbose.js'
import type { Step } from '../../harness/model.js'
import { isHere, problems, runAgainst, servers } from './real.js'

const { strict, lenient } = await servers()
const list: Step = { do: 'list' }
const get: Step = { do: 'get', size: '1MiB' }
const put: Step = { do: 'put', size: 'small' }

t.test('options in the words of the tool', async t => {
  t.same(
    inWords({
      CURLOPT_USE_SSL: 'CURLUSESSL_CONTROL',
      CURLOPT_SSLVERSION: 'CURL_SSLVERSION_MAX_TLSv1_2',
      CURLOPT_SSL_SESSIONID_CACHE: '0',
      CURLOPT_FTP_SKIP_PASV_IP: '0',
      CURLOPT_SSL_VERIFYPEER: '1',
      CURLOPT_FTPPORT: '-',
    }),
    {
      'ftp-ssl-control': 'YES',
      'tlsv1.x': '',
      'tls-max': '1.2',
      'no-sessionid': 'YES',
      'ftp-skip-pasv-ip': 'NO',
      insecure: 'NO',
      'ftp-port': '-',
    },
  )
  t.match(inWords({ CURLOPT_SSLVERSION: 'CURL_SSLVERSION_TLSv1_3' }), {
    'tlsv1.x': '1.3',
    'tls-max': '',
  })
  t.equal(
    libcurlLine('CURLOPT_CAINFO', 'ca.pem'),
    'curl_easy_setopt(h, CURLOPT_CAINFO, "ca.pem")',
  )
  for (const [name, option] of Object.entries(client.options))
    for (const cure of option.cures ?? [])
      if (option.values !== undefined)
        t.ok(option.values.includes(cure.to), `${name}=${cure.to}`)
})

t.test('declared, not tried', async t => {
  t.match(client.supports({ ciphers: 'HIGH' }, {}), /ignores CURLOPT_SSL_CIPH/)
  t.match(client.supports({ auth: ['TLS'] }, {}), /order of AUTH/)
  t.equal(client.supports({ maxVersion: 'TLSv1.2' }, {}), true)
})

t.test('its log', async t => {
  const events = readCurlVerbose(
    [
      '* Connected to localhost (127.0.0.1) port 21 (#0)',
      '* SSL connection using TLS1.2 / ECDHE_RSA_AES_256_GCM_SHA384',
      '* SSL_VERIFYRESULT 1026: The certificate chain uses expired certificate.',
    ].join('\n'),
  )
  t.match(
    events.map(e => e.body),
    [
      { kind: 'open' },
      { kind: 'log', fact: { is: 'handshake', version: 'TLSv1.2' } },
      { kind: 'tls-failed', text: /uses expired certificate/ },
    ],
  )
})

t.test('TLS 1.2: list, get and put, resumed', async t => {
  if (!(await isHere(t, client))) return
  const result = await runAgainst(strict, client, {
    maxVersion: 'TLSv1.2',
    steps: [list, get, put],
  })
  t.same(problems(result), [])
  t.equal(result.claims, 'success')
  const [, download] = result.steps.flatMap(s => s.transfer ?? [])
  t.match(download, { direction: 'download', intact: true, reportedOk: true })
  t.notMatch(JSON.stringify(result), strict.listener.password)
})

t.test('TLS 1.3: never resumed, and what cures it', async t => {
  if (!(await isHere(t, client))) return
  const plain = await runAgainst(lenient, client, { steps: [list, get] })
  t.same(problems(plain), [])
  const refused = await runAgainst(strict, client, { steps: [list] })
  t.match(problems(refused)[0], /^LIST: 522/)
  const cured = await runAgainst(
    strict,
    client,
    { steps: [list] },
    { CURLOPT_SSLVERSION: 'CURL_SSLVERSION_MAX_TLSv1_2' },
  )
  t.same(problems(cured), [])
})

t.test('a refused certificate is told with its reason', async t => {
  if (!(await isHere(t, client))) return
  const options = { CURLOPT_CAINFO: 'other-ca.pem' }
  const result = await runAgainst(strict, client, {}, options)
  t.match(problems(result)[0], /^TLS handshake: .*issuer is unknown/)
})

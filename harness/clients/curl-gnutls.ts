/**
 * libcurl on GnuTLS, which Debian has beside the one on OpenSSL (git and
 * pycurl use it); no curl tool of Debian 12 does. Driven through pycurl by a
 * script that reads the tool's config and logs the tool's lines.
 */
import type { Availability } from '../model.js'
import { hintFor } from './child/installed.js'
import { programSays } from './child/probe.js'
import { python } from './child/python.js'
import { scriptPath } from './child/script.js'
import { curlClient } from './curl/client.js'
import { inWords, libcurlLine, libcurlOptions } from './curl/libcurl-options.js'
import { curlCannot } from './curl/supports.js'

const version = 'import pycurl; print(pycurl.version)'

const available = async (): Promise<Availability> => {
  const says = await programSays(python(), ['-I', '-c', version])
  const hint = hintFor('python3-pycurl')
  const found = /\blibcurl\/(\S+) (\S+)/.exec(says ?? '')
  if (found === null) return { ok: false, why: 'pycurl is not installed', hint }
  const [, number = '', library = ''] = found
  if (!library.startsWith('GnuTLS/'))
    return { ok: false, why: `its TLS library is another: ${library}`, hint }
  const detail = `libcurl ${number}, ${library}, through pycurl`
  return { ok: true, version: number, detail }
}

export default curlClient({
  id: 'curl-gnutls',
  product: 'libcurl (GnuTLS)',
  title: 'libcurl on GnuTLS, through pycurl as installed on this host',
  testedVersion: '7.88.1',
  options: libcurlOptions,
  matrix: [{}, { CURLOPT_SSLVERSION: 'CURL_SSLVERSION_MAX_TLSv1_2' }],
  command: () => [python(), '-I', '-u', scriptPath('curl_config.py')],
  available,
  supports: conversation =>
    conversation.ciphers === undefined
      ? (curlCannot(conversation) ?? true)
      : 'libcurl on GnuTLS ignores CURLOPT_SSL_CIPHER_LIST (7.88.1)',
  inWords,
  configurationLine: libcurlLine,
})

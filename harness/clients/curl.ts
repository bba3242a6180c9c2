/** The real curl of this host. */
import type { Availability } from '../model.js'
import { programSays } from './child/probe.js'
import { curlClient } from './curl/client.js'
import { curlLine, curlOptions } from './curl/options.js'
import { curlCannot } from './curl/supports.js'

const program = 'curl'

const available = async (): Promise<Availability> => {
  const says = await programSays(program, ['--version'])
  const hint = 'install curl built with OpenSSL, e.g. apt-get install curl'
  if (says === null) return { ok: false, why: 'curl is not installed', hint }
  const [first = ''] = says.split('\n')
  const version = /^curl (\S+)/.exec(first)?.[1] ?? 'unknown'
  const library = /\b(?:OpenSSL|LibreSSL|BoringSSL|AWS-LC|quictls)\S*/.exec(
    first,
  )
  if (library === null)
    return { ok: false, why: `its TLS library is another: ${first}`, hint }
  if (!/^Protocols:.*\bftps\b/m.test(says))
    return { ok: false, why: 'it was built without ftps', hint }
  return { ok: true, version, detail: `${program} ${version}, ${library[0]}` }
}

export default curlClient({
  id: 'curl',
  product: 'curl',
  title: 'curl, as installed on this host',
  testedVersion: '7.88.1',
  options: curlOptions,
  matrix: [{}, { 'tls-max': '1.2' }],
  command: () => [program, '-q', '-K', '-'],
  available,
  supports: conversation => curlCannot(conversation) ?? true,
  configurationLine: curlLine,
})

/** TLS versions as a GnuTLS priority string. */
import type { ClientRequest, TlsVersion } from '../../model.js'

const order: readonly TlsVersion[] = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3']
const names: Readonly<Partial<Record<TlsVersion, string>>> = {
  TLSv1: 'VERS-TLS1.0',
  'TLSv1.1': 'VERS-TLS1.1',
  'TLSv1.2': 'VERS-TLS1.2',
  'TLSv1.3': 'VERS-TLS1.3',
}

export const noTls13 = 'NORMAL:-VERS-TLS1.3'
export const allVersions =
  'NORMAL:+VERS-TLS1.0:+VERS-TLS1.1:%VERIFY_ALLOW_SIGN_WITH_SHA1'

/** '' when the conversation asks for no version. */
export const priorityFor = ({ conversation }: ClientRequest): string => {
  const { minVersion, maxVersion } = conversation
  if (minVersion === undefined && maxVersion === undefined) return ''
  const from = minVersion === undefined ? 2 : order.indexOf(minVersion)
  const to = maxVersion === undefined ? 3 : order.indexOf(maxVersion)
  const wanted = order.slice(Math.min(from, to), to + 1)
  return ['NORMAL:-VERS-ALL', ...wanted.map(v => `+${names[v]}`)].join(':')
}

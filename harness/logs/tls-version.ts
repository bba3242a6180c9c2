/** TLS versions as OpenSSL and programs over it print them. */
import type { TlsVersion } from '../model.js'

const versions: Readonly<Record<string, TlsVersion>> = {
  SSLv2: 'SSLv2',
  SSLv3: 'SSLv3',
  TLSv1: 'TLSv1',
  'TLSv1.0': 'TLSv1',
  'TLSv1.1': 'TLSv1.1',
  'TLSv1.2': 'TLSv1.2',
  'TLSv1.3': 'TLSv1.3',
}

export const tlsVersionNamed = (text: string): TlsVersion | null =>
  versions[text] ?? null

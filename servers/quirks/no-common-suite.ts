/**
 * The server has export suites only, EXP1024-RC4-SHA among them: no client of
 * today shares one, and the answer to any ClientHello is alert 40.
 *
 * Source: Kermit notes on IBM Information Exchange, December 2002: `set auth
 * tls cipher-list EXP1024-RC4-SHA`. The suite itself is not in Node's OpenSSL;
 * a suite that needs a key nobody has stands in for it.
 */
import type { Quirk } from './quirk.js'

export const noCommonSuite: Quirk = config => {
  const { tls } = config
  if (tls === null) return config
  return {
    ...config,
    tls: {
      ...tls,
      minVersion: 'TLSv1',
      maxVersion: 'TLSv1.2',
      ciphers: 'PSK-AES128-CBC-SHA:@SECLEVEL=0',
    },
  }
}

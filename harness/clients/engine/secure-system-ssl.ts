/** One handshake by our own TLS 1.0/1.1 stack over a tap. */
import type { Tap } from '../../wire/tap.js'
import { systemSslConnect } from '../system-ssl/connect.js'
import type { SecureHooks, Secured } from './secure-node.js'
import type { TlsSession } from './sessions.js'
import type { TlsTerms } from './terms.js'

export const secureBySystemSsl = async (
  tap: Tap,
  terms: TlsTerms,
  session: TlsSession | null,
  hooks: SecureHooks,
): Promise<Secured> => {
  const { traits } = terms
  const made = await systemSslConnect(tap, {
    maxVersion:
      traits.maxVersion === 'SSLv3' || traits.maxVersion === 'TLSv1.1'
        ? traits.maxVersion
        : 'TLSv1',
    suites: traits.suites,
    strictCaList: traits.emptyAuthorities === 'reject',
    emptyRenegotiationScsv: traits.renegotiationScsv,
    ...(session?.stack === 'system-ssl' ? { session: session.session } : {}),
    ...(terms.verifyChain === undefined ? {} : { verify: terms.verifyChain }),
    ...(terms.identity === undefined
      ? {}
      : { clientCertificate: terms.identity }),
  })
  made.stream.on('error', hooks.error)
  hooks.session({ stack: 'system-ssl', session: made.session })
  const secured: Secured = {
    stream: made.stream,
    version: made.version,
    cipher: made.cipher,
    resumed: made.resumed,
    end: () => {
      made.closeNotify()
      made.stream.end()
    },
  }
  hooks.done(secured)
  return secured
}

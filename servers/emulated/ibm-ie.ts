/**
 * IBM Information Exchange (later GXS) as the Kermit notes of December 2002
 * know it: explicit TLS with export suites, client certificates of IBM's own
 * CA. No session of it gets beyond the ClientHello with a client of today.
 */
import type { CertificateStore, ListenerSpec } from '../../harness/model.js'
import type { EngineConfig } from '../engine/config.js'
import { noCommonSuite } from '../quirks/no-common-suite.js'
import { withQuirks } from '../quirks/quirk.js'
import { byTheBook, lenient } from './by-the-book.js'

export const ibmIeToEngine = async (
  spec: ListenerSpec,
  certificates: CertificateStore,
): Promise<EngineConfig> =>
  withQuirks(
    await byTheBook(spec, certificates, {
      ...lenient,
      'login-protection': 'required',
    }),
    [noCommonSuite],
  )

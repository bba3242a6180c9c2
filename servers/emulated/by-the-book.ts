/**
 * The starting point of products that were never run here: the server by the
 * book, with what a source says of the product laid over it. What no source
 * tells stays as the RFCs have it.
 */
import type {
  CertificateStore,
  ListenerSpec,
  OptionValues,
} from '../../harness/model.js'
import type { EngineConfig } from '../engine/config.js'
import { rfc4217ToEngine } from './rfc4217.js'

/** `settings`: options of the profile rfc4217 */
export const byTheBook = (
  spec: ListenerSpec,
  certificates: CertificateStore,
  settings: OptionValues,
): Promise<EngineConfig> =>
  rfc4217ToEngine(
    {
      ...spec,
      version: '1',
      options: { implicit: spec.implicit ? 'yes' : 'no', ...settings },
    },
    certificates,
  )

/** No requirement of TLS anywhere, all mechanism names of the time. */
export const lenient: OptionValues = {
  'auth-mechanisms': 'TLS SSL',
  'data-protection': 'optional',
  'login-protection': 'optional',
}

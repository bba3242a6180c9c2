/**
 * Bitvise SSH Server's FTPS: explicit TLS, passive mode and resumption, all
 * three demanded. In the product all data connections go to one fixed port and
 * the TLS session tells them apart; here each has a port of its own. The
 * wording of 425 is that of the product's log.
 */
import type { CertificateStore, ListenerSpec } from '../../harness/model.js'
import type { EngineConfig } from '../engine/config.js'
import { withQuirks } from '../quirks/quirk.js'
import { resumptionDemanded } from '../quirks/resumption-demanded.js'
import { byTheBook } from './by-the-book.js'

export const bitviseToEngine = async (
  spec: ListenerSpec,
  certificates: CertificateStore,
): Promise<EngineConfig> =>
  withQuirks(
    await byTheBook(spec, certificates, {
      'data-protection': 'required',
      'login-protection': 'required',
      active: 'no',
    }),
    [
      resumptionDemanded([
        425,
        'TLS session for the data connection was not resumed from the control connection.',
      ]),
    ],
  )

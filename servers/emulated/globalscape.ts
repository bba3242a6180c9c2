/**
 * GlobalSCAPE EFT 5 to 7. Known: data is clear until PROT P whatever the
 * client thinks (KB 10181), and NOOP. The rest is by the book.
 */
import type { CertificateStore, ListenerSpec } from '../../harness/model.js'
import { effectiveValue } from '../../harness/versions.js'
import type { EngineConfig } from '../engine/config.js'
import { globalscapeOptions } from '../options/globalscape.js'
import { noopCountsAsInvalid } from '../quirks/noop-counts-as-invalid.js'
import { withQuirks } from '../quirks/quirk.js'
import { byTheBook, lenient } from './by-the-book.js'

export const globalscapeToEngine = async (
  spec: ListenerSpec,
  certificates: CertificateStore,
): Promise<EngineConfig> => {
  const schemes = effectiveValue(
    globalscapeOptions,
    spec.options,
    'Allow FTP client anti-timeout schemes',
    spec.version,
  )
  const config = await byTheBook(spec, certificates, {
    ...lenient,
    'tls-versions': 'TLSv1-TLSv1.2',
    ciphers: 'ALL:@SECLEVEL=0',
  })
  return withQuirks(
    config,
    schemes === 'cleared' ? [noopCountsAsInvalid()] : [],
  )
}

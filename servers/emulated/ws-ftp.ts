/**
 * Ipswitch WS_FTP Server. Known are its greeting, its answer to AUTH and what
 * the builds of 2002 and 2003 do behind it; the rest is by the book. Versions
 * 7 and 8 are known by their greeting only.
 */
import type { CertificateStore, ListenerSpec } from '../../harness/model.js'
import { effectiveValue } from '../../harness/versions.js'
import type { EngineConfig } from '../engine/config.js'
import { wsFtpOptions } from '../options/ws-ftp.js'
import { clearReplyAfterAuth } from '../quirks/clear-reply-after-auth.js'
import { withQuirks, type Quirk } from '../quirks/quirk.js'
import { silentAfterAuth } from '../quirks/silent-after-auth.js'
import { ssl3Only } from '../quirks/ssl3-only.js'
import { sslv2Only } from '../quirks/sslv2-only.js'
import { wsFtpBanner } from '../quirks/ws-ftp-banner.js'
import { byTheBook, lenient } from './by-the-book.js'

const afterAuth = (handshake: string, seconds: number): readonly Quirk[] => {
  switch (handshake) {
    case 'silent':
      return [silentAfterAuth(seconds)]
    case 'plaintext-421':
      return [clearReplyAfterAuth()]
    case 'ssl3-only':
      return [ssl3Only]
    case 'sslv2':
      return [sslv2Only]
    default:
      return []
  }
}

export const wsFtpToEngine = async (
  spec: ListenerSpec,
  certificates: CertificateStore,
): Promise<EngineConfig> => {
  const { version, options } = spec
  const value = (name: string): string =>
    effectiveValue(wsFtpOptions, options, name, version)
  const config = await byTheBook(spec, certificates, {
    ...lenient,
    ...(value('handshake') === 'tls1.0-only'
      ? {
          'tls-versions': 'TLSv1-TLSv1',
          ciphers: 'AES128-SHA:AES256-SHA:@SECLEVEL=0',
          resumption: 'session-id',
        }
      : {}),
  })
  return withQuirks(
    {
      ...config,
      replies: {
        ...config.replies,
        'auth-ok': [234, 'SSL enabled and waiting for negotiation'],
      },
    },
    [
      wsFtpBanner(version),
      ...afterAuth(value('handshake'), Number(value('silent-seconds'))),
    ],
  )
}

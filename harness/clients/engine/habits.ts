/**
 * Lays what a conversation asks for over what an emulated client does
 * unasked, and tells what of it the client cannot do.
 */
import type { Conversation, TlsVersion } from '../../model.js'
import {
  atMost,
  type DataSessionPolicy,
  type TlsTraits,
  type Traits,
} from './traits.js'

const lower = (a: TlsVersion, b: TlsVersion): TlsVersion =>
  atMost(a, b) ? a : b

const policies: Readonly<
  Record<NonNullable<Conversation['dataSession']>, DataSessionPolicy | null>
> = {
  habit: null,
  control: null,
  none: 'none',
  'other-login': 'other-login',
  expired: 'expired',
}

const tlsOf = (tls: TlsTraits, asked: Conversation): TlsTraits => {
  const maxVersion = lower(asked.maxVersion ?? tls.maxVersion, tls.maxVersion)
  const asks = asked.verify
  return {
    ...tls,
    maxVersion,
    minVersion: asked.minVersion ?? lower(tls.minVersion, maxVersion),
    ciphers: asked.ciphers ?? tls.ciphers,
    resumption: asked.resumption ?? tls.resumption,
    verify:
      asks === undefined || (asks && tls.verify !== 'none')
        ? tls.verify
        : asks
          ? 'chain-and-name'
          : 'none',
  }
}

const withFallbacks = (
  { authAlso = {} }: Traits,
  mechanisms: readonly string[],
): string[] => mechanisms.flatMap(m => [m, ...(authAlso[m] ?? [])])

const sessionHabits = (
  traits: Traits,
  { dataSession = 'habit' }: Conversation,
): Pick<Traits, 'dataSession' | 'dataSessionTls13'> => {
  const asked =
    policies[dataSession] ??
    (dataSession === 'control' ? (traits.whenAsked ?? null) : null)
  return asked === null
    ? {
        dataSession: traits.dataSession,
        dataSessionTls13: traits.dataSessionTls13 ?? traits.dataSession,
      }
    : { dataSession: asked, dataSessionTls13: asked }
}

export const habitsOf = (traits: Traits, asked: Conversation): Traits => ({
  ...traits,
  ...sessionHabits(traits, asked),
  mode: asked.mode ?? traits.mode,
  auth: withFallbacks(traits, asked.auth ?? traits.auth),
  protect: asked.protect ?? traits.protect,
  level: asked.level ?? traits.level,
  data: asked.data ?? traits.data,
  epsvFallsBack: asked.data === undefined && traits.epsvFallsBack,
  closeNotify: asked.closeNotify ?? traits.closeNotify,
  readToEnd: asked.readToEnd ?? traits.readToEnd,
  tls: tlsOf(traits.tls, asked),
})

/** Why this client cannot hold that conversation; null when it can. */
export const impossible = (
  traits: Traits,
  asked: Conversation,
): string | null => {
  const { tls } = habitsOf(traits, asked)
  const fromOthers: readonly string[] = ['control', 'other-login', 'expired']
  if (!atMost(traits.tls.lowest, tls.maxVersion))
    return `it has nothing below ${traits.tls.lowest}`
  if (!atMost(tls.minVersion, tls.maxVersion))
    return `it has nothing above ${traits.tls.maxVersion}`
  if (!atMost(traits.tls.lowest, tls.minVersion))
    return `it has nothing below ${traits.tls.lowest}`
  if (traits.dataSession === 'none' && traits.whenAsked === undefined)
    if (fromOthers.includes(asked.dataSession ?? 'habit'))
      return 'it cannot resume a TLS session'
  if (asked.resumption === 'ticket' && traits.tls.resumption === 'session-id')
    if (atMost(tls.minVersion, 'TLSv1.2'))
      return 'its TLS library has no RFC 5077 tickets'
  return null
}

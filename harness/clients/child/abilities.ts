/**
 * What a real client can be told to do, as a table. Every client declares its
 * row; a conversation that asks for more is unsupported, with the reason,
 * before anything runs.
 */
import type {
  Conversation,
  DataSession,
  Step,
  TlsVersion,
} from '../../model.js'

export interface Abilities {
  /** as it stands in a sentence: "lftp cannot …" */
  readonly name: string
  readonly modes: readonly NonNullable<Conversation['mode']>[]
  /** orders of AUTH that it has or can be given, e.g. 'TLS', 'TLS,SSL' */
  readonly auth: readonly string[]
  readonly protect: readonly NonNullable<Conversation['protect']>[]
  readonly levels: readonly NonNullable<Conversation['level']>[]
  readonly data: readonly NonNullable<Conversation['data']>[]
  /** versions that can be set as lowest or highest */
  readonly versions: readonly TlsVersion[]
  /** takes an OpenSSL cipher string */
  readonly ciphers: boolean
  readonly dataSession?: readonly DataSession[]
  readonly resumption?: readonly NonNullable<Conversation['resumption']>[]
  readonly closeNotify?: readonly boolean[]
  readonly readToEnd?: readonly boolean[]
  /** can be told whether to verify */
  readonly verify: readonly boolean[]
  readonly certificate: boolean
  /** can verify another name than the address that it dials */
  readonly serverName?: boolean
  readonly alpn?: boolean
  readonly steps: readonly Step['do'][]
  readonly listVerbs?: readonly ('LIST' | 'NLST' | 'MLSD')[]
  readonly restart?: boolean
  readonly append?: boolean
  /** what the table cannot say */
  readonly besides?: (conversation: Conversation) => string | null
}

const stepReason = (own: Abilities, step: Step): string | null => {
  const { name, steps, listVerbs = ['LIST'] } = own
  if (!steps.includes(step.do)) return `${name} has no way to do ${step.do}`
  if (step.do === 'list' && !listVerbs.includes(step.verb ?? 'LIST'))
    return `${name} does not send ${step.verb}`
  if (step.do === 'get' && step.restartAt && own.restart !== true)
    return `${name} cannot be told to restart a download`
  if (step.do === 'put' && step.verb === 'APPE' && own.append !== true)
    return `${name} has no APPE`
  if (step.do === 'prot')
    if (!(own.levels as readonly string[]).includes(step.level))
      return `${name} cannot be told to send PROT ${step.level}`
  return null
}

const tlsReason = (own: Abilities, wanted: Conversation): string | null => {
  const { name } = own
  const { dataSession = 'habit' } = wanted
  for (const version of [wanted.minVersion, wanted.maxVersion])
    if (version !== undefined && !own.versions.includes(version))
      return own.versions.length === 0
        ? `${name} has no setting for TLS versions`
        : `${name} cannot be held to ${version}`
  if (wanted.ciphers !== undefined && !own.ciphers)
    return `${name} takes no OpenSSL cipher string`
  if (dataSession !== 'habit' && !own.dataSession?.includes(dataSession))
    return `${name} cannot choose to offer ${dataSession} on data connections`
  if (wanted.resumption && !own.resumption?.includes(wanted.resumption))
    return `${name} cannot choose to resume by ${wanted.resumption}`
  if (wanted.alpn !== undefined && own.alpn !== true)
    return `${name} sends no ALPN`
  if (wanted.verify !== undefined && !own.verify.includes(wanted.verify))
    return `${name} ${wanted.verify ? 'cannot verify' : 'always verifies'}`
  if (typeof wanted.certificate === 'object' && !own.certificate)
    return `${name} cannot be given a client certificate`
  if (wanted.serverName !== undefined && own.serverName !== true)
    return `${name} verifies the name that it dials, and only that`
  return null
}

const habitReason = (own: Abilities, wanted: Conversation): string | null => {
  const { name } = own
  const { auth, protect, level, data, closeNotify, readToEnd } = wanted
  const { mode = 'explicit' } = wanted
  if (!own.modes.includes(mode)) return `${name} has no ${mode} mode`
  if (auth !== undefined && !own.auth.includes(auth.join(',')))
    return `${name} cannot try AUTH ${auth.join(', ')}`
  if (protect !== undefined && !own.protect.includes(protect))
    return `${name} cannot be told to send PBSZ and PROT ${protect}`
  if (level !== undefined && !own.levels.includes(level))
    return `${name} cannot be told to send PROT ${level}`
  if (data !== undefined && !own.data.includes(data))
    return `${name} has no ${data.toUpperCase()} here`
  if (closeNotify !== undefined && !own.closeNotify?.includes(closeNotify))
    return `${name} cannot be told whether to send close_notify`
  if (readToEnd !== undefined && !own.readToEnd?.includes(readToEnd))
    return `${name} cannot be told to read the data socket to its end`
  return null
}

export const supportedBy = (
  own: Abilities,
  wanted: Conversation,
): true | string => {
  const reasons = [
    habitReason(own, wanted),
    tlsReason(own, wanted),
    ...(wanted.steps ?? [{ do: 'list' as const }]).map(s => stepReason(own, s)),
    own.besides?.(wanted) ?? null,
  ]
  return reasons.find(r => r !== null) ?? true
}

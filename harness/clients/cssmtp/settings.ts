/** CSSMTP's options as what they mean, and the TLS of its AT-TLS rule. */
import type { Conversation, TlsVersion } from '../../model.js'
import type { Read } from '../engine/profile.js'
import { soundTraits, type TlsTraits } from '../engine/traits.js'
import { describe, refuseEmptyAuthorities } from '../engine/zos/status.js'
import { levels, type Level } from './decision.js'

export interface Settings {
  readonly level: Level
  readonly secure: boolean
  /** STARTTLS in the spool file: No, Yes, before HELO */
  readonly starttls: string
  /** TargetIp, in order; the first four of different address count */
  readonly targets: readonly string[]
  readonly authEntity: boolean
  readonly ehloAgain: boolean
  readonly logLevel: number
  /** the stack does AT-TLS and a rule covers the connection */
  readonly rule: boolean
  readonly applicationControlled: boolean
  readonly ioctl: 'after STARTTLS' | 'before STARTTLS'
}

export const settingsOf = (read: Read, asked: Conversation): Settings => ({
  level: levels.find(l => l === read('maintenance')) ?? 'PH66548',
  secure:
    asked.mode === undefined
      ? read('Secure') === 'Yes'
      : asked.mode === 'explicit',
  starttls: read('SYSOUT.STARTTLS'),
  targets: [...new Set(read('TargetServer.TargetIp').split(' '))].slice(0, 4),
  authEntity: read('AuthEntity') !== '',
  ehloAgain: read('Options.TLSEhlo') === 'YES',
  logLevel: Number(read('LogLevel')),
  rule: read('TCPCONFIG') === 'TTLS' && read('TTLSRule') !== '',
  applicationControlled: read('ApplicationControlled') === 'On',
  ioctl:
    read('emulated SIOCTTLSCTL') === 'before STARTTLS'
      ? 'before STARTTLS'
      : 'after STARTTLS',
})

/** TLS without a word of the program: AT-TLS hands it the clear text. */
export const tlsAtOnce = ({ rule, applicationControlled }: Settings): boolean =>
  rule && !applicationControlled

const versions: readonly TlsVersion[] = ['TLSv1.2', 'TLSv1.3']

export const enabledVersions = (read: Read): readonly TlsVersion[] =>
  versions.filter(v => read(`TTLSEnvironmentAdvancedParms.${v}`) === 'On')

export const tlsOf = (read: Read): TlsTraits => {
  const enabled = enabledVersions(read)
  const ring = read('TTLSKeyringParms.Keyring')
  return {
    ...soundTraits.tls,
    minVersion: enabled[0] ?? 'TLSv1.2',
    maxVersion: enabled.at(-1) ?? 'TLSv1.2',
    lowest: 'TLSv1.2',
    resumption: 'session-id',
    // AT-TLS holds no name against the certificate
    verify: 'chain',
    trust: ring.endsWith('.pem') ? ring : 'ca.pem',
    sendServerName: false,
    emptyAuthorities: 'reject',
    refuse: refuseEmptyAuthorities,
    describe,
  }
}

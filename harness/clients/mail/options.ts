/** The choice that every mail client has, in its own words. Pure. */
import type { Option } from '../../model.js'

/** opportunistic: STARTTLS where it is offered, else in clear */
export type MailMode = 'clear' | 'opportunistic' | 'explicit' | 'implicit'

export interface TlsWords {
  readonly clear: string
  readonly explicit: string
  readonly implicit: string
  readonly opportunistic?: string
}

export const tlsChoice = (
  words: TlsWords,
  reference: string,
  byDefault: string = words.clear,
): Option => {
  const { clear, explicit, implicit, opportunistic } = words
  const lax = opportunistic === undefined ? [] : [opportunistic]
  return {
    effect: `mail in clear, ${opportunistic === undefined ? '' : 'under STARTTLS where it is offered, '}under STARTTLS or not at all, or under TLS at once`,
    type: 'choice',
    values: [clear, ...lax, explicit, implicit],
    default: byDefault,
    reference,
    evidence: 'verified',
    cures: [
      {
        finding: 'server-requires-starttls',
        to: explicit,
        when: [clear],
        securityCost: 'none',
        exposes: '',
      },
      {
        // most servers take passwords under TLS only
        finding: 'server-does-not-offer-auth',
        to: explicit,
        when: [clear],
        securityCost: 'none',
        exposes: '',
      },
      {
        finding: 'server-does-not-offer-starttls',
        to: opportunistic ?? clear,
        when: [explicit],
        securityCost: 'high',
        exposes: 'the mail crosses the network in clear',
      },
      {
        finding: 'explicit-client-implicit-server',
        to: implicit,
        when: [clear, ...lax, explicit],
        securityCost: 'none',
        exposes: '',
      },
    ],
  }
}

/** What the option `tls` says, in our words. */
export const tlsMode =
  (words: TlsWords) =>
  (value: (name: string) => string): MailMode => {
    const set = value('tls')
    if (set === words.implicit) return 'implicit'
    if (set === words.explicit) return 'explicit'
    return set === words.opportunistic ? 'opportunistic' : 'clear'
  }

/** Words of OpenSMTPD's `listen on` that decide how TLS and AUTH meet. */
import type {
  Cure,
  OptionValues,
  Option,
  Realised,
  ServerSettings,
} from '../../harness/model.js'

const cure = (
  finding: string,
  to: string,
  when: readonly string[],
  exposes = '',
): Cure => ({
  finding,
  to,
  when,
  securityCost: exposes === '' ? 'none' : 'high',
  exposes,
})

const clear = 'mail can cross the network in clear'

export const opensmtpdOptions: Readonly<Record<string, Option>> = {
  'listen on tls': {
    effect: 'no TLS, STARTTLS offered, STARTTLS needed, TLS at once',
    type: 'choice',
    values: ['', 'tls', 'tls-require', 'smtps'],
    default: 'tls',
    reference: 'smtpd.conf(5) listen on, tls, tls-require, smtps',
    evidence: 'verified',
    cures: [
      cure('server-requires-starttls', 'tls', ['tls-require'], clear),
      cure('server-does-not-offer-starttls', 'tls', ['']),
      cure('explicit-client-implicit-server', 'tls', ['smtps']),
    ],
  },
  'listen on auth': {
    effect: 'no AUTH, AUTH offered, AUTH needed; under TLS only in any case',
    type: 'choice',
    values: ['', 'auth-optional', 'auth'],
    default: '',
    reference: 'smtpd.conf(5) listen on, auth, auth-optional',
    evidence: 'verified',
    cures: [
      cure(
        'server-requires-mail-auth',
        'auth-optional',
        ['auth'],
        'whoever can reach the port can send mail to this server',
      ),
    ],
  },
}

const gap = ({ mail = {} }: ServerSettings): string | null => {
  if ((mail.authBeforeTls ?? []).length > 0)
    return 'OpenSMTPD offers AUTH under TLS only'
  if ((mail.authSpelling ?? 'AUTH') !== 'AUTH') return 'OpenSMTPD has no AUTH='
  if (mail.authInsideTls?.some(m => m !== 'PLAIN' && m !== 'LOGIN') === true)
    return 'OpenSMTPD has PLAIN and LOGIN only'
  if (mail.plainTextInHandshake === true)
    return 'OpenSMTPD does not answer a ClientHello in clear'
  if (mail.commandsBehindStarttls === 'obeyed')
    return 'OpenSMTPD discards what is sent behind STARTTLS'
  if (mail.commandsBehindStarttls === 'discarded')
    return 'OpenSMTPD refuses STARTTLS with anything behind it (500)'
  if (mail.ehloInsideTls === 'not-required')
    return 'OpenSMTPD always wants EHLO inside TLS'
  if (mail.authRequired === true && mail.starttls === false)
    return 'OpenSMTPD has no AUTH without TLS'
  return null
}

const tlsOf = (s: ServerSettings): OptionValues => {
  if (s.implicit === true) return { 'listen on tls': 'smtps' }
  if (s.mail?.starttls === false) return { 'listen on tls': '' }
  return s.mail?.tlsRequired === true ? { 'listen on tls': 'tls-require' } : {}
}

export const realiseOpensmtpd = (s: ServerSettings): Realised => {
  const why = gap(s)
  if (why !== null) return { unsupported: why }
  const { authRequired, authInsideTls } = s.mail ?? {}
  return {
    implicit: s.implicit ?? false,
    options: {
      ...tlsOf(s),
      ...(authRequired === true
        ? { 'listen on auth': 'auth' }
        : (authInsideTls ?? []).length > 0
          ? { 'listen on auth': 'auth-optional' }
          : {}),
    },
  }
}

export const opensmtpdLine = (option: string, value: string): string => {
  const [, , word = ''] = option.split(' ')
  return `listen on … ${value === '' ? `(no ${word})` : value}`
}

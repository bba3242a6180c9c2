/** Postfix's parameters that decide how TLS and AUTH meet (postconf(5)). */
import type {
  Cure,
  Option,
  OptionValues,
  Realised,
  ServerSettings,
} from '../../harness/model.js'
import { freeCure } from './cure-kit.js'

const yesNo = ['no', 'yes'] as const

const postconf = 'postconf(5)'

const flag = (
  effect: string,
  name: string,
  cures: readonly Cure[] = [],
): Option => ({
  effect,
  type: 'boolean',
  values: yesNo,
  default: 'no',
  reference: `${postconf} ${name}`,
  evidence: 'verified',
  cures,
})

const inClear = 'passwords can cross the network in clear'
const openRelay = 'whoever can reach the port can send mail to this server'

export const postfixOptions: Readonly<Record<string, Option>> = {
  smtpd_sasl_auth_enable: flag('AUTH is offered', 'smtpd_sasl_auth_enable', [
    // nobody needs it who is not asked for it
    {
      finding: 'cssmtp-unwanted-starttls',
      to: 'no',
      securityCost: 'low',
      exposes:
        'nobody can log in on this port: submission needs one of its own',
    },
    freeCure('server-does-not-offer-auth', 'yes'),
  ]),
  smtpd_tls_auth_only: flag(
    'AUTH is offered under TLS only',
    'smtpd_tls_auth_only',
    [
      // no password goes over the network in clear any more
      { ...freeCure('cssmtp-unwanted-starttls', 'yes'), nature: 'hardening' },
      {
        finding: 'server-does-not-offer-auth',
        to: 'no',
        securityCost: 'high',
        exposes: inClear,
      },
    ],
  ),
  smtpd_sasl_exceptions_networks: {
    effect: 'clients in these networks are not offered AUTH',
    type: 'text',
    default: '',
    reference: `${postconf} smtpd_sasl_exceptions_networks`,
    evidence: 'verified',
    cures: [freeCure('cssmtp-unwanted-starttls', '127.0.0.0/8')],
  },
  smtpd_discard_ehlo_keyword_address_maps: {
    effect: 'keywords that are left out of the reply to EHLO, by address',
    type: 'text',
    default: '',
    reference: `${postconf} smtpd_discard_ehlo_keyword_address_maps`,
    evidence: 'verified',
    cures: [
      {
        ...freeCure('cssmtp-unwanted-starttls', 'cidr:{{127.0.0.0/8 auth}}'),
        since: '3.7',
      },
      {
        finding: 'cssmtp-unwanted-starttls',
        to: 'static:auth',
        securityCost: 'low',
        exposes: 'nobody can log in on this port, inside TLS neither',
      },
    ],
  },
  broken_sasl_auth_clients: flag(
    'AUTH= is offered besides AUTH',
    'broken_sasl_auth_clients',
  ),
  mech_list: {
    effect: 'mechanisms, in the smtpd.conf of Cyrus SASL',
    type: 'text',
    default: 'PLAIN LOGIN',
    reference: 'Postfix SASL_README, smtpd.conf',
    evidence: 'verified',
  },
  smtpd_tls_security_level: {
    effect: 'STARTTLS is not offered, offered, or needed (Debian ships may)',
    type: 'choice',
    values: ['none', 'may', 'encrypt'],
    default: 'may',
    reference: `${postconf} smtpd_tls_security_level`,
    evidence: 'verified',
    cures: [
      { ...freeCure('server-does-not-offer-starttls', 'may'), when: ['none'] },
      {
        finding: 'server-requires-starttls',
        when: ['encrypt'],
        to: 'may',
        securityCost: 'high',
        exposes: 'mail can cross the network in clear',
      },
    ],
  },
  smtpd_tls_wrappermode: flag(
    'TLS from the first byte',
    'smtpd_tls_wrappermode',
    [freeCure('explicit-client-implicit-server', 'no')],
  ),
  smtpd_helo_required: flag(
    'MAIL needs EHLO, also inside TLS',
    'smtpd_helo_required',
    [freeCure('client-no-ehlo-after-starttls', 'no')],
  ),
  smtpd_client_restrictions: {
    effect: 'who may send: permit_sasl_authenticated, reject asks for a login',
    type: 'text',
    default: '',
    reference: `${postconf} smtpd_client_restrictions`,
    evidence: 'verified',
    cures: [
      {
        finding: 'server-requires-mail-auth',
        to: '',
        securityCost: 'high',
        exposes: openRelay,
      },
    ],
  },
}

const plain = new Set(['PLAIN', 'LOGIN'])

const offered = (
  mechanisms: readonly string[],
  beforeTls: boolean,
): OptionValues => ({
  smtpd_sasl_auth_enable: 'yes',
  ...(beforeTls ? {} : { smtpd_tls_auth_only: 'yes' }),
  ...(mechanisms.length === 0 || mechanisms.join(' ') === 'PLAIN LOGIN'
    ? {}
    : { mech_list: mechanisms.join(' ') }),
})

const gap = ({ mail = {} }: ServerSettings): string | null => {
  const all = [...(mail.authBeforeTls ?? []), ...(mail.authInsideTls ?? [])]
  if (all.some(m => !plain.has(m)))
    return 'the harness gives Postfix a password check for PLAIN and LOGIN only'
  if (mail.authSpelling === 'AUTH=')
    return 'Postfix offers AUTH= only besides AUTH'
  if (mail.plainTextInHandshake === true)
    return 'Postfix does not answer a ClientHello in clear'
  if (mail.commandsBehindStarttls === 'obeyed')
    return 'Postfix discards what is sent behind STARTTLS since 2.8'
  return null
}

export const realisePostfix = (s: ServerSettings): Realised => {
  const { mail = {} } = s
  const why = gap(s)
  if (why !== null) return { unsupported: why }
  const before = mail.authBeforeTls ?? []
  const inside = mail.authInsideTls ?? []
  const mechanisms = before.length > 0 ? before : inside
  const login =
    mechanisms.length > 0 || mail.authRequired === true
      ? offered(mechanisms, before.length > 0)
      : {}
  return {
    implicit: s.implicit ?? false,
    options: {
      ...login,
      ...(mail.authSpelling === 'both'
        ? { broken_sasl_auth_clients: 'yes' }
        : {}),
      ...(mail.starttls === false ? { smtpd_tls_security_level: 'none' } : {}),
      ...(mail.tlsRequired === true
        ? { smtpd_tls_security_level: 'encrypt' }
        : {}),
      ...(mail.ehloInsideTls === 'required'
        ? { smtpd_helo_required: 'yes' }
        : {}),
      ...(mail.authRequired === true
        ? { smtpd_client_restrictions: 'permit_sasl_authenticated, reject' }
        : {}),
      ...(s.implicit === true ? { smtpd_tls_wrappermode: 'yes' } : {}),
    },
  }
}

export const postfixLine = (option: string, value: string): string =>
  option === 'mech_list' ? `mech_list: ${value}` : `${option} = ${value}`

/** Exim's main options and ACL conditions that decide how TLS and AUTH meet. */
import type {
  Cure,
  Option,
  OptionValues,
  Realised,
  ServerSettings,
} from '../../harness/model.js'
import { costlyCure, freeCure } from './cure-kit.js'

const spec = 'Exim specification'

const text = (
  effect: string,
  byDefault: string,
  where: string,
  cures: readonly Cure[] = [],
): Option => ({
  effect,
  type: 'text',
  default: byDefault,
  reference: `${spec}, ${where}`,
  evidence: 'verified',
  cures,
})

const denied = (effect: string, cure: Cure): Option => ({
  effect,
  type: 'boolean',
  values: ['no', 'yes'],
  default: 'no',
  reference: `${spec}, 44 access control lists`,
  evidence: 'verified',
  cures: [cure],
})

/** Advertised under TLS only, as Exim's own documentation writes it. */
export const underTlsOnly = '${if eq{$tls_in_cipher}{}{}{*}}'

export const eximOptions: Readonly<Record<string, Option>> = {
  auth_advertise_hosts: text(
    'clients that are offered AUTH',
    '*',
    '14 auth_advertise_hosts',
    [
      // no password goes over the network in clear any more
      {
        ...freeCure('cssmtp-unwanted-starttls', underTlsOnly),
        nature: 'hardening',
      },
      freeCure('cssmtp-unwanted-starttls', '!127.0.0.0/8'),
      costlyCure(
        'server-does-not-offer-auth',
        '*',
        'passwords can cross the network in clear',
      ),
    ],
  ),
  tls_advertise_hosts: text(
    'clients that are offered STARTTLS',
    '*',
    '14 tls_advertise_hosts',
    [freeCure('server-does-not-offer-starttls', '*')],
  ),
  tls_on_connect_ports: text(
    'TLS from the first byte, on this port',
    '',
    '14 tls_on_connect_ports',
    [freeCure('explicit-client-implicit-server', '')],
  ),
  hosts_require_helo: text(
    'clients that have to say EHLO before MAIL, again inside TLS',
    '*',
    '14 hosts_require_helo',
    [freeCure('client-no-ehlo-after-starttls', '')],
  ),
  public_name: text(
    'mechanisms of the authenticators; without one there is no AUTH',
    '',
    '34 plaintext authenticator',
  ),
  'deny !encrypted': denied(
    'MAIL in clear is refused',
    costlyCure(
      'server-requires-starttls',
      'no',
      'mail can cross the network in clear',
    ),
  ),
  'deny !authenticated': denied(
    'MAIL without a login is refused',
    costlyCure(
      'server-requires-mail-auth',
      'no',
      'whoever can reach the port can send mail through this server',
    ),
  ),
}

const plain = new Set(['PLAIN', 'LOGIN'])

const gap = ({ mail = {} }: ServerSettings): string | null => {
  const all = [...(mail.authBeforeTls ?? []), ...(mail.authInsideTls ?? [])]
  if (all.some(m => !plain.has(m)))
    return 'the harness gives Exim authenticators for PLAIN and LOGIN only'
  if ((mail.authSpelling ?? 'AUTH') !== 'AUTH') return 'Exim has no AUTH='
  if (mail.plainTextInHandshake === true)
    return 'Exim does not answer a ClientHello in clear'
  if (mail.commandsBehindStarttls === 'obeyed')
    return 'Exim discards what is sent behind STARTTLS since 4.95'
  return null
}

const login = (
  before: readonly string[],
  inside: readonly string[],
): OptionValues => ({
  public_name: (before.length > 0 ? before : inside).join(' ') || 'PLAIN LOGIN',
  ...(before.length > 0 ? {} : { auth_advertise_hosts: underTlsOnly }),
})

export const realiseExim = (s: ServerSettings): Realised => {
  const { mail = {} } = s
  const why = gap(s)
  if (why !== null) return { unsupported: why }
  const before = mail.authBeforeTls ?? []
  const inside = mail.authInsideTls ?? []
  const users = before.length + inside.length > 0 || mail.authRequired === true
  return {
    implicit: s.implicit ?? false,
    options: {
      ...(users ? login(before, inside) : {}),
      ...(mail.starttls === false ? { tls_advertise_hosts: '' } : {}),
      ...(mail.tlsRequired === true ? { 'deny !encrypted': 'yes' } : {}),
      ...(mail.authRequired === true ? { 'deny !authenticated': 'yes' } : {}),
      ...(mail.ehloInsideTls === 'required' ? { hosts_require_helo: '*' } : {}),
      ...(mail.ehloInsideTls === 'not-required'
        ? { hosts_require_helo: '' }
        : {}),
      ...(s.implicit === true ? { tls_on_connect_ports: 'own' } : {}),
    },
  }
}

export const eximLine = (option: string, value: string): string =>
  option.startsWith('deny ')
    ? `acl_smtp_mail: ${value === 'yes' ? `${option} = *` : `(no ${option})`}`
    : `${option} = ${value}`

/**
 * Options of the emulated mail server: every switch that a mail scenario can
 * ask for, in plain words. Its defaults are those of a careful server: no
 * AUTH before TLS.
 */
import type {
  Cure,
  Option,
  OptionValues,
  Realised,
  ServerSettings,
  TlsVersion,
} from '../../harness/model.js'
import { costlyCure, freeCure } from './cure-kit.js'

const yesNo = ['yes', 'no'] as const

const option = (
  effect: string,
  values: readonly string[] | 'text',
  byDefault: string,
  reference: string,
  cures: readonly Cure[] = [],
): Option => ({
  effect,
  ...(values === 'text' ? { type: 'text' } : { type: 'choice', values }),
  default: byDefault,
  reference,
  cures,
  evidence: 'documentation',
})

export const smtpTargetOptions: Readonly<Record<string, Option>> = {
  starttls: option('STARTTLS is offered', ['on', 'off'], 'on', 'RFC 3207 4', [
    freeCure('server-does-not-offer-starttls', 'on'),
  ]),
  'auth-before-tls': option(
    'SASL mechanisms offered in clear, separated by blanks',
    'text',
    '',
    'RFC 4954 4; APAR PH66548',
    [
      // no password goes over the network in clear any more
      { ...freeCure('cssmtp-unwanted-starttls', ''), nature: 'hardening' },
      costlyCure(
        'server-does-not-offer-auth',
        'PLAIN LOGIN',
        'passwords can cross the network in clear',
      ),
    ],
  ),
  'auth-inside-tls': option(
    'SASL mechanisms offered under TLS, separated by blanks',
    'text',
    'PLAIN LOGIN',
    'RFC 4954 4',
  ),
  'auth-spelling': option(
    'how the keyword is written',
    ['AUTH', 'AUTH=', 'both'],
    'AUTH',
    'Postfix broken_sasl_auth_clients; RFC 4954 3',
  ),
  'auth-required': option(
    'mail is taken only from users who have logged in',
    yesNo,
    'no',
    'RFC 4954 6',
    [
      costlyCure(
        'server-requires-mail-auth',
        'no',
        'whoever can reach the port can send mail through it',
      ),
    ],
  ),
  'tls-required': option(
    'mail is taken only under TLS',
    yesNo,
    'no',
    'RFC 3207 4',
    [
      costlyCure(
        'server-requires-starttls',
        'no',
        'mail can cross the network in clear',
      ),
    ],
  ),
  'ehlo-inside-tls': option(
    'MAIL under TLS needs another EHLO',
    ['required', 'not-required'],
    'not-required',
    'RFC 3207 4.2',
    [freeCure('client-no-ehlo-after-starttls', 'not-required')],
  ),
  implicit: option('TLS from the first byte', yesNo, 'no', 'RFC 8314 3.3', [
    freeCure('explicit-client-implicit-server', 'no'),
    freeCure('implicit-client-explicit-server', 'yes'),
  ]),
  'tls-versions': option(
    'lowest and highest version, with a dash between',
    'text',
    'TLSv1.2-TLSv1.3',
    'RFC 8996',
    [freeCure('client-tls-too-new-only', 'TLSv1.2-TLSv1.3')],
  ),
  'plain-text-in-handshake': option(
    'a 454 in clear answers the ClientHello',
    yesNo,
    'no',
    'RFC 3207 4',
    [freeCure('cleartext-reply-after-auth', 'no')],
  ),
  'commands-behind-starttls': option(
    'what follows STARTTLS in the same segment',
    ['discarded', 'obeyed'],
    'discarded',
    'RFC 3207 6; CVE-2011-0411',
    [freeCure('starttls-injection', 'discarded')],
  ),
}

const order: readonly TlsVersion[] = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3']

const switched = (name: string, on: boolean | undefined): OptionValues =>
  on === undefined ? {} : { [name]: on ? 'yes' : 'no' }

const list = (
  name: string,
  mechanisms: readonly string[] | undefined,
): OptionValues =>
  mechanisms === undefined ? {} : { [name]: mechanisms.join(' ') }

const given = (name: string, value: string | undefined): OptionValues =>
  value === undefined ? {} : { [name]: value }

export const realiseSmtpTarget = (s: ServerSettings): Realised => {
  const { mail = {} } = s
  const low = order.find(v => s.versions?.includes(v))
  const high = order.findLast(v => s.versions?.includes(v))
  const { starttls } = mail
  return {
    implicit: s.implicit ?? false,
    options: {
      ...switched('implicit', s.implicit),
      ...(starttls === undefined ? {} : { starttls: starttls ? 'on' : 'off' }),
      ...list('auth-before-tls', mail.authBeforeTls),
      ...list('auth-inside-tls', mail.authInsideTls),
      ...given('auth-spelling', mail.authSpelling),
      ...switched('auth-required', mail.authRequired),
      ...switched('tls-required', mail.tlsRequired),
      ...given('ehlo-inside-tls', mail.ehloInsideTls),
      ...switched('plain-text-in-handshake', mail.plainTextInHandshake),
      ...given('commands-behind-starttls', mail.commandsBehindStarttls),
      ...(low === undefined || high === undefined
        ? {}
        : { 'tls-versions': `${low}-${high}` }),
    },
  }
}

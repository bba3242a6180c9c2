/** The emulated mail server: its options as behaviour of smtp-server. */
import type { SMTPServerOptions } from 'smtp-server'
import type { ListenerSpec } from '../../harness/model.js'
import { effectiveValue } from '../../harness/versions.js'
import type { MailServer, ToMailServer } from '../mail/backend.js'
import { smtpTargetOptions } from '../options/smtp-target.js'

type Value = (name: string) => string

const secureVersions = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'] as const

const versionOf = (text: string | undefined): (typeof secureVersions)[number] =>
  secureVersions.find(v => v === text) ?? 'TLSv1.2'

const words = (text: string): string[] => text.split(' ').filter(w => w !== '')

const refusal = (code: number, text: string): Error =>
  Object.assign(new Error(text), { responseCode: code })

const authLines = (mechanisms: string, spelling: string): string[] =>
  mechanisms === ''
    ? []
    : [
        ...(spelling === 'AUTH=' ? [] : [`AUTH ${mechanisms}`]),
        ...(spelling === 'AUTH' ? [] : [`AUTH=${mechanisms}`]),
      ]

const keywords =
  (value: Value) =>
  (secure: boolean): string[] => [
    'PIPELINING',
    '8BITMIME',
    ...authLines(
      value(secure ? 'auth-inside-tls' : 'auth-before-tls'),
      value('auth-spelling'),
    ),
    ...(!secure && value('starttls') === 'on' ? ['STARTTLS'] : []),
  ]

const commandsOff = (value: Value, offered: readonly string[]): string[] => [
  ...(value('starttls') === 'on' ? [] : ['STARTTLS']),
  ...(offered.length > 0 || value('auth-required') === 'yes' ? [] : ['AUTH']),
]

const policy = (
  value: Value,
  account: { readonly user: string; readonly password: string },
): SMTPServerOptions => ({
  onMailFrom: (_address, session, done) =>
    done(
      value('tls-required') === 'yes' && !session.secure
        ? refusal(530, '5.7.0 Must issue a STARTTLS command first')
        : null,
    ),
  onAuth: (auth, _session, done) => {
    const right =
      auth.username === account.user &&
      (auth.method === 'CRAM-MD5'
        ? auth.validatePassword(account.password)
        : auth.password === account.password)
    if (right) done(null, { user: account.user })
    else done(refusal(535, '5.7.8 Authentication failed'))
  },
})

/** Options that are not set have the defaults of the catalogue. */
export const smtpTarget: ToMailServer = async (
  spec: ListenerSpec,
  certificates,
  account,
): Promise<MailServer> => {
  const value: Value = name =>
    effectiveValue(smtpTargetOptions, spec.options, name, spec.version)
  const { chainPem, keyPem } = await certificates.get(spec.certificate)
  const [low, high] = value('tls-versions').split('-')
  const implicit = value('implicit') === 'yes'
  const before = words(value('auth-before-tls'))
  const inside = words(value('auth-inside-tls'))
  const offered = [...new Set([...before, ...inside])]
  return {
    options: {
      name: 'mail.example',
      banner: 'smtp-target',
      logger: false,
      disableReverseLookup: true,
      // implicit TLS is an upgrade before the greeting: one path for both
      secure: implicit,
      needsUpgrade: implicit,
      key: keyPem,
      cert: chainPem,
      minVersion: versionOf(low),
      maxVersion: versionOf(high),
      disabledCommands: commandsOff(value, offered),
      authMethods: offered,
      authOptional: value('auth-required') !== 'yes',
      authRequiredMessage: '5.7.0 Authentication required',
      allowInsecureAuth: before.length > 0,
      ...policy(value, account),
    },
    behaviour: {
      keywords: keywords(value),
      ehloInsideTls: value('ehlo-inside-tls') === 'required',
      plainTextInHandshake: value('plain-text-in-handshake') === 'yes',
      obeysInjection: value('commands-behind-starttls') === 'obeyed',
    },
  }
}

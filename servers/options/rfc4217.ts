/**
 * Options of the server by the book: every switch that a scenario can ask
 * for, in plain words, so that a cell can be shown where no product has the
 * option. Its defaults are what RFC 4217 and RFC 8446 ask for.
 */
import type {
  Option,
  OptionValues,
  Realised,
  ServerSettings,
  TlsVersion,
} from '../../harness/model.js'
import { rfc4217ControlOptions } from './rfc4217-control.js'
import { rfc4217DataOptions } from './rfc4217-data.js'
import { rfc4217SessionsOptions } from './rfc4217-sessions.js'
import { rfc4217TlsOptions } from './rfc4217-tls.js'

export const rfc4217Options: Readonly<Record<string, Option>> = {
  ...rfc4217TlsOptions,
  ...rfc4217SessionsOptions,
  ...rfc4217DataOptions,
  ...rfc4217ControlOptions,
}

const order: readonly TlsVersion[] = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3']

const certificateRequests = {
  none: { 'client-certificate': 'none' },
  'empty-list': { 'client-certificate': 'requested' },
  'with-authorities': {
    'client-certificate': 'requested',
    authorities: 'ca.pem',
  },
  required: { 'client-certificate': 'required', authorities: 'ca.pem' },
  verified: { 'client-certificate': 'verified', authorities: 'ca.pem' },
} as const

const switched = (name: string, on: boolean | undefined): OptionValues =>
  on === undefined ? {} : { [name]: on ? 'yes' : 'no' }

/** Everything that a scenario can ask for has a switch here. */
export const realiseRfc4217 = (s: ServerSettings): Realised => {
  if ((s.commandsDenied ?? []).length > 0)
    return { unsupported: 'rfc4217 denies no command' }
  const odd = s.versions?.find(v => v === 'SSLv2' || v === 'SSLv3')
  if (odd !== undefined) return { unsupported: `no RFC has ${odd} for FTP` }
  const [low] = order.filter(v => s.versions?.includes(v))
  const high = order.findLast(v => s.versions?.includes(v))
  return {
    implicit: s.implicit ?? false,
    options: {
      ...switched('implicit', s.implicit),
      ...(s.tls === 'off' ? { tls: 'off' } : {}),
      ...(low === undefined || high === undefined
        ? {}
        : { 'tls-versions': `${low}-${high}` }),
      ...(s.ciphers === undefined ? {} : { ciphers: s.ciphers }),
      ...(s.certificateRequest === undefined
        ? {}
        : certificateRequests[s.certificateRequest]),
      ...(s.sessionReuse === undefined
        ? {}
        : { 'session-reuse': s.sessionReuse }),
      ...(s.resumption === undefined ? {} : { resumption: s.resumption }),
      ...(s.sessionLifetime === undefined
        ? {}
        : { 'session-lifetime': String(s.sessionLifetime) }),
      ...(s.dataProtection === undefined
        ? {}
        : { 'data-protection': s.dataProtection }),
      ...(s.loginProtection === undefined
        ? {}
        : { 'login-protection': s.loginProtection }),
      ...(s.uploadEnd === undefined ? {} : { 'upload-end': s.uploadEnd }),
      ...(s.downloadEnd === undefined ? {} : { 'download-end': s.downloadEnd }),
      ...switched('passive', s.passive),
      ...switched('active', s.active),
      ...switched('close-notify', s.closeNotify),
      ...(s.passiveAddress === undefined
        ? {}
        : { 'passive-address': s.passiveAddress }),
      ...(s.serverNameRequired === undefined
        ? {}
        : { 'server-name': s.serverNameRequired }),
    },
  }
}

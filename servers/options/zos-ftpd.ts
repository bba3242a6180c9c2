/**
 * FTP.DATA statements of the z/OS FTP server that change the wire, and those
 * of its AT-TLS policy. As with the client, the default is IBM's where that
 * leaves a server that speaks TLS at all; the effect says where it is not.
 */
import type { Option } from '../../harness/model.js'
import { realiseBy } from './realise-by.js'
import { zosFtpdPolicy } from './zos-ftpd-policy.js'
import { zosFtpdStatements } from './zos-ftpd-statements.js'

export const zosFtpdVersions = [
  'V1R9',
  'V1R13',
  'V2R1',
  'V2R3',
  'V2R5',
  '3.1',
] as const

export const zosFtpdOptions: Readonly<Record<string, Option>> = {
  ...zosFtpdStatements,
  ...zosFtpdPolicy,
}

const requests = {
  none: {},
  'empty-list': 'System SSL names the authorities of its key ring',
  'with-authorities': {
    HandshakeRole: 'ServerWithClientAuth',
    ClientAuthType: 'Full',
  },
  required: {
    HandshakeRole: 'ServerWithClientAuth',
    ClientAuthType: 'Required',
    SECURE_LOGIN: 'REQUIRED',
  },
  verified: {
    HandshakeRole: 'ServerWithClientAuth',
    ClientAuthType: 'Required',
    SECURE_LOGIN: 'REQUIRED',
  },
} as const

const realise = realiseBy('the z/OS FTP server', {
  implicit: () => ({ SECUREIMPLICITZOS: 'FALSE' }),
  tls: () => ({ EXTENSIONS: '' }),
  versions: (wanted, release) => {
    const odd = wanted.find(v => v === 'SSLv2' || v === 'SSLv3')
    if (odd !== undefined) return `${odd} is not emulated for z/OS`
    const names = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'] as const
    const has13 = release === 'V2R5' || release === '3.1'
    if (wanted.includes('TLSv1.3') && !has13)
      return `AT-TLS of ${release} has no TLSv1.3`
    return Object.fromEntries(
      names
        .filter(name => has13 || name !== 'TLSv1.3')
        .map(name => [name, wanted.includes(name) ? 'On' : 'Off']),
    )
  },
  certificateRequest: value => requests[value],
  sessionReuse: (value, release) =>
    value === 'not-required'
      ? {}
      : release === 'V1R9' || release === 'V1R13' || release === 'V2R1'
        ? `z/OS ${release} has no SECURE_SESSION_REUSE`
        : { SECURE_SESSION_REUSE: 'REQUIRED' },
  resumption: value =>
    value === 'ticket'
      ? 'System SSL has no session tickets below TLS 1.3'
      : { SECURE_SESSION_REUSE: value === 'none' ? 'NONE' : 'ALLOWED' },
  sessionLifetime: seconds => ({ GSK_V3_SESSION_TIMEOUT: String(seconds) }),
  dataProtection: value => ({
    SECURE_DATACONN: value === 'required' ? 'PRIVATE' : 'CLEAR',
  }),
  loginProtection: value => ({
    SECURE_FTP: value === 'required' ? 'REQUIRED' : 'ALLOWED',
  }),
})

/** A server without EXTENSIONS AUTH_TLS is no FTPS server. */
export const realiseZosFtpd: typeof realise = (settings, release) => {
  const realised = realise(settings, release)
  if ('unsupported' in realised) return realised
  const options = { EXTENSIONS: 'AUTH_TLS', ...realised.options }
  return { ...realised, options }
}

export const zosFtpdLine = (option: string, value: string): string =>
  Object.hasOwn(zosFtpdPolicy, option)
    ? `${option} ${value} (AT-TLS policy)`
    : `${option} ${value}`.trimEnd()

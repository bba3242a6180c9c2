/**
 * FileZilla Server: 0.9 has check boxes, 1.x a protocol per listener and no
 * option about session resumption, which it always demands.
 */
import type { Option } from '../../harness/model.js'
import {
  clearData,
  clearLogin,
  costlyCures,
  hijack,
  reuseFindings,
} from './cure-kit.js'
import { realiseBy } from './realise-by.js'

export const filezillaServerVersions = ['0.9.60', '1.9.4'] as const

const resumption =
  'Require TLS session resumption on data connection when using PROT P'
const force = 'Force PROT P to encrypt file transfers when using FTP over TLS'
const plain = 'Disallow plain unencrypted FTP'
const box = ['checked', 'unchecked'] as const
const settings = 'FileZilla Server 0.9, Options, FTP over TLS settings'
const threads =
  'thephpleague/flysystem issue 704, robinrodricks/FluentFTP issue 948'

export const filezillaServerOptions: Readonly<Record<string, Option>> = {
  [resumption]: {
    effect: 'PROT P data that does not resume the control session gets 450',
    type: 'choice',
    values: box,
    default: 'checked',
    until: '0.9.60',
    reference: `${settings}; ${threads}`,
    evidence: 'report',
    cures: costlyCures(reuseFindings, 'unchecked', hijack, ['checked']),
  },
  [force]: {
    effect: 'transfers without PROT P get 521',
    type: 'choice',
    values: box,
    default: 'unchecked',
    until: '0.9.60',
    reference: settings,
    evidence: 'report',
    cures: costlyCures(
      ['server-requires-prot-p', 'client-prot-p-missing'],
      'unchecked',
      clearData,
      ['checked'],
    ),
  },
  [plain]: {
    effect: 'USER without TLS is refused',
    type: 'choice',
    values: box,
    default: 'unchecked',
    until: '0.9.60',
    reference: settings,
    evidence: 'report',
    cures: costlyCures(['server-requires-tls-login'], 'unchecked', clearLogin, [
      'checked',
    ]),
  },
  protocol: {
    effect: 'what the listener speaks: explicit TLS demanded, or offered',
    type: 'choice',
    values: [
      'Require explicit FTP over TLS',
      'Explicit FTP over TLS and insecure plain FTP',
    ],
    default: 'Explicit FTP over TLS and insecure plain FTP',
    since: '1.0',
    reference: 'FileZilla Server 1.x, Server listeners, Protocol',
    evidence: 'report',
    cures: costlyCures(
      ['server-requires-tls-login'],
      'Explicit FTP over TLS and insecure plain FTP',
      clearLogin,
    ),
  },
}

const old = (version: string): boolean => version.startsWith('0.')

export const realiseFilezillaServer = realiseBy('FileZilla Server', {
  implicit: () => ({}),
  sessionReuse: (value, version) =>
    old(version)
      ? { [resumption]: value === 'required' ? 'checked' : 'unchecked' }
      : value === 'required'
        ? {}
        : 'FileZilla Server 1.x always requires session resumption',
  dataProtection: (value, version) =>
    old(version)
      ? { [force]: value === 'required' ? 'checked' : 'unchecked' }
      : value === 'optional'
        ? {}
        : 'FileZilla Server 1.x is emulated without that rule',
  loginProtection: (value, version) =>
    old(version)
      ? { [plain]: value === 'required' ? 'checked' : 'unchecked' }
      : {
          protocol:
            value === 'required'
              ? 'Require explicit FTP over TLS'
              : 'Explicit FTP over TLS and insecure plain FTP',
        },
})

export const filezillaServerLine = (option: string, value: string): string =>
  value === 'checked' || value === 'unchecked'
    ? `[${value === 'checked' ? 'x' : ' '}] ${option}`
    : `${option}: ${value}`

/**
 * Ipswitch's WS_FTP Pro client as far as its manual goes: the connection type
 * is "FTP/SSL (AUTH SSL)" or implicit, passive unless told, and it asks its
 * user whether to go on in clear where the server has no TLS. Whether it
 * resumes is not known: it is taken for a client that does, so that nothing
 * is blamed on it. The SSL 2 and 3 of its first releases are not emulated.
 */
import type { Option } from '../model.js'
import { supportedBy } from './child/abilities.js'
import {
  blind,
  choice,
  free,
  passiveCures,
  protectedData,
} from './child/option-kit.js'
import { wsFtpPro } from './emulated/abilities.js'
import { emulated, type Read } from './engine/profile.js'
import { soundTraits, type Traits } from './engine/traits.js'
import { compareVersions } from '../versions.js'

const types: Readonly<Record<string, Traits['mode']>> = {
  FTP: 'clear',
  'FTP/Implicit SSL': 'implicit',
  'FTP/SSL (AUTH SSL)': 'explicit',
}
const explicit = 'FTP/SSL (AUTH SSL)'
const implicit = 'FTP/Implicit SSL'

const options: Readonly<Record<string, Option>> = {
  'Server type': choice(
    'how TLS is started, if at all',
    Object.keys(types),
    explicit,
    'WS_FTP Pro user guide, site options',
    {
      evidence: 'documentation',
      cures: [
        free('server-requires-tls-login', ['FTP'], explicit),
        free('implicit-client-explicit-server', [implicit], explicit),
        free('explicit-client-implicit-server', ['FTP', explicit], implicit),
        ...protectedData(['FTP'], explicit),
      ],
    },
  ),
  'Passive mode': choice(
    'off: PORT',
    ['on', 'off'],
    'on',
    'WS_FTP Pro user guide, passive transfers',
    { evidence: 'documentation', cures: passiveCures('off', 'on') },
  ),
  'Unsecured connection': choice(
    'yes: goes on in clear where the server has no TLS',
    ['no', 'yes'],
    'no',
    'WS_FTP Pro user help, AUTH (script command)',
    {
      evidence: 'documentation',
      cures: [free('client-falls-back-to-clear-text', ['yes'], 'no')],
    },
  ),
  'Trusted authority': choice(
    'always allow: the certificate is put into the trusted database',
    ['', 'always allow'],
    '',
    'WS_FTP Pro user help, AUTH (script command)',
    { evidence: 'documentation', cures: blind([''], 'always allow') },
  ),
}

const traits = (read: Read, version: string): Traits => {
  const old = compareVersions(version, '12') < 0
  return {
    ...soundTraits,
    mode: types[read('Server type')] ?? 'explicit',
    auth: ['SSL'],
    authRefused: read('Unsecured connection') === 'yes' ? 'clear' : 'give-up',
    afterLogin: ['SYST'],
    listType: 'A',
    data: read('Passive mode') === 'off' ? 'port' : 'pasv',
    dataHandshake: 'after-1yz',
    tls: {
      ...soundTraits.tls,
      minVersion: old ? 'TLSv1' : 'TLSv1.2',
      maxVersion: old ? 'TLSv1' : 'TLSv1.2',
      verify: read('Trusted authority') === '' ? 'chain' : 'none',
    },
  }
}

export default emulated({
  id: 'emulated-ws-ftp-pro',
  product: 'WS_FTP Pro',
  title: 'WS_FTP Pro as far as its manual goes: AUTH SSL, implicit',
  versions: ['6.6', '12.0'],
  defaultVersion: '12.0',
  evidence: 'report',
  inDefaultMatrix: false,
  options,
  matrix: [{}, { version: '6.6' }],
  traits,
  decides: {
    'Server type': 'mode',
    'Passive mode': 'data',
    'Trusted authority': 'verify',
  },
  supports: conversation => supportedBy(wsFtpPro, conversation),
  configurationLine: (option, value) => `${option}: ${value || '(default)'}`,
})

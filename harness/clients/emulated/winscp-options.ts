/** WinSCP's site settings in their raw names (`-rawsettings`). */
import type { Option } from '../../model.js'
import {
  blind,
  choice,
  free,
  passiveCures,
  protectedData,
  unresumed,
} from '../child/option-kit.js'
import { highest, lowest, type Spelled } from './option-kit.js'

const raw = 'https://winscp.net/eng/docs/rawsettings'
const history = 'https://winscp.net/eng/docs/history'

export const winScpVersions: Spelled = {
  '10': 'TLSv1',
  '11': 'TLSv1.1',
  '12': 'TLSv1.2',
  '13': 'TLSv1.3',
}

export const winScpOptions: Readonly<Record<string, Option>> = {
  Ftps: choice(
    '0: no TLS, 1: implicit, 2: AUTH SSL, 3: AUTH TLS, then AUTH SSL',
    ['0', '1', '2', '3'],
    // 0 in the product; a site of type FTP with explicit TLS has 3
    '3',
    raw,
    {
      evidence: 'source',
      cures: [
        free('server-requires-tls-login', ['0'], '3'),
        free('implicit-client-explicit-server', ['1'], '3'),
        free('explicit-client-implicit-server', ['0', '2', '3'], '1'),
        free('auth-verb-not-supported', ['2'], '3'),
        ...protectedData(['0'], '3'),
      ],
    },
  ),
  SslSessionReuse: choice(
    '0: data connections offer no session',
    ['1', '0'],
    '1',
    raw,
    {
      evidence: 'source',
      cures: unresumed.map(f => free(f, ['0'], '1')),
    },
  ),
  MinTlsVersion: lowest(winScpVersions, {
    default: { '5': '10', '6.2': '12' },
    reference: 'https://winscp.net/eng/docs/tls',
    evidence: 'documentation',
  }),
  MaxTlsVersion: highest(winScpVersions, {
    default: { '5': '12', '5.18': '13' },
    reference: history,
    evidence: 'documentation',
  }),
  FtpPasvMode: choice('0: PORT', ['1', '0'], '1', raw, {
    evidence: 'source',
    cures: passiveCures('0', '1'),
  }),
  FtpForcePasvIp2: choice(
    '0: always dials the address of the control connection, 2: as it sees fit',
    ['0', '1', '2'],
    '2',
    raw,
    {
      evidence: 'source',
      cures: [free('pasv-address-wrong', ['1', '2'], '0')],
    },
  ),
  FtpTransferActiveImmediately: choice(
    '0: starts TLS on data before the 1yz reply',
    ['0', '1', '2'],
    '2',
    raw,
    { evidence: 'source' },
  ),
  '-certificate': choice(
    '*: any server certificate will do',
    ['', '*'],
    '',
    'https://winscp.net/eng/docs/scriptcommand_open',
    { evidence: 'documentation', cures: blind([''], '*') },
  ),
}

export const winScpLine = (option: string, value: string): string =>
  option === '-certificate'
    ? value === ''
      ? '(without -certificate)'
      : `open … -certificate="${value}"`
    : `-rawsettings ${option}=${value}`

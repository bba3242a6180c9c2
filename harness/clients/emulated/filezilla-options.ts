/**
 * Settings of the FileZilla client as its filezilla.xml and sitemanager.xml
 * name them. Its answers to questions are settings too: trustedcerts.xml.
 */
import type { Option } from '../../model.js'
import {
  blind,
  choice,
  free,
  passiveCures,
  protectedData,
} from '../child/option-kit.js'
import { lowest, type Spelled } from './option-kit.js'

const source = (place: string) => `FileZilla 3 source, ${place}`

export const fileZillaVersions: Spelled = {
  '0': 'TLSv1',
  '1': 'TLSv1.1',
  '2': 'TLSv1.2',
  '3': 'TLSv1.3',
}

export const fileZillaOptions: Readonly<Record<string, Option>> = {
  Protocol: choice(
    '0: TLS if the server has it, 3: implicit, 4: TLS or nothing, 6: clear',
    ['0', '3', '4', '6'],
    '0',
    source('include/server.h, sitemanager.xml'),
    {
      evidence: 'source',
      cures: [
        // 0 logs in without TLS once its user agrees
        free('client-falls-back-to-clear-text', ['0'], '4'),
        free('server-requires-tls-login', ['6'], '4'),
        free('implicit-client-explicit-server', ['3'], '4'),
        free('explicit-client-implicit-server', ['0', '4', '6'], '3'),
        ...protectedData(['6'], '4'),
      ],
    },
  ),
  'Use Pasv mode': choice(
    '0: PORT first',
    ['1', '0'],
    '1',
    source('engine_options.cpp'),
    { evidence: 'source', cures: passiveCures('0', '1') },
  ),
  'Allow transfermode fallback': choice(
    '1: a refused PASV is followed by PORT, and the other way round',
    ['1', '0'],
    '1',
    source('engine/ftp/rawtransfer.cpp'),
    {
      evidence: 'source',
      cures: [
        free('passive-mode-refused', ['0'], '1'),
        free('active-mode-refused', ['0'], '1'),
      ],
    },
  ),
  'Pasv reply fallback mode': choice(
    '2: always dials the address of the control connection',
    ['0', '1', '2'],
    '0',
    source('engine/ftp/rawtransfer.cpp'),
    {
      evidence: 'source',
      // 0 and 1 tell an unroutable address of a routable server only
      cures: [free('pasv-address-wrong', ['0', '1'], '2')],
    },
  ),
  'Minimum TLS Version': lowest(fileZillaVersions, {
    default: '2',
    reference: source('engine/tls.cpp'),
    evidence: 'source',
  }),
  'trustedcerts.xml': choice(
    'trusted: the user accepts the certificate that the dialog shows',
    ['', 'trusted'],
    '',
    source('interface/verifycertdialog.cpp'),
    { evidence: 'documentation', cures: blind([''], 'trusted') },
  ),
}

export const fileZillaLine = (option: string, value: string): string => {
  if (option === 'trustedcerts.xml')
    return value === ''
      ? '(certificate not accepted)'
      : 'certificate dialog: trust this certificate'
  if (option === 'Protocol') return `<Protocol>${value}</Protocol>`
  return `<Setting name="${option}">${value}</Setting>`
}

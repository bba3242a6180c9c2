/** Settings of JSSE that every Java client has, whatever speaks FTP on it. */
import type { Cure, Option } from '../../model.js'
import {
  choice,
  free,
  highestTls,
  rootsFile,
  yesNo,
} from '../child/option-kit.js'

export const jsse = 'JSSE Reference Guide (JDK 17), system properties'
export const booleans = { values: ['true', 'false'] as const }

/** works only where nothing is disabled, which is another option */
const oldServer = (to: string, exposes: string): Cure => ({
  finding: 'client-tls-too-new-only',
  to,
  securityCost: 'high',
  exposes,
})

/** The option of this name differs: a call of the library, or a property. */
export const protocols = (reference: string): Option => {
  const versions = highestTls(
    { v12: 'TLSv1.2', v13: 'TLSv1.3' },
    ['SSLv3', 'TLSv1', 'TLSv1.2', 'TLSv1.3'],
    reference,
  )
  return {
    ...versions,
    cures: [
      ...(versions.cures ?? []),
      oldServer('TLSv1', 'TLS 1.0 is deprecated (RFC 8996)'),
      oldServer('SSLv3', 'whoever is on the way can read it (POODLE)'),
    ],
  }
}

export const jsseOptions = {
  'jdk.tls.client.enableSessionTicketExtension': yesNo(
    'false: sessions are resumed by id, not by ticket',
    'true',
    jsse,
    {
      ...booleans,
      cures: [free('client-discards-ticket-lifetime', ['true'], 'false')],
    },
  ),
  'jdk.tls.useExtendedMasterSecret': yesNo(
    'whether ClientHello offers extended_master_secret',
    'true',
    jsse,
    booleans,
  ),
  'jdk.tls.disabledAlgorithms': choice(
    'empty: JSSE does what java.security forbids, TLS 1.0 and SSL 3.0 too',
    ['as shipped', ''],
    'as shipped',
    'conf/security/java.security of OpenJDK 17',
    {
      cures: [
        {
          finding: 'client-tls-too-new-only',
          to: '',
          securityCost: 'high',
          exposes: 'broken versions, ciphers and short keys are accepted',
        },
      ],
    },
  ),
  'javax.net.ssl.trustStore': rootsFile(jsse),
} as const

/** What to write for one of these. */
export const jsseLine = (option: string, value: string): string => {
  if (option !== 'jdk.tls.disabledAlgorithms')
    return value === '' ? `(without -D${option})` : `-D${option}=${value}`
  return value === ''
    ? 'java.security: jdk.tls.disabledAlgorithms='
    : 'java.security as shipped'
}

/** Settings of Commons Net's FTPSClient and of JSSE below it. */
import type { Cure, Option } from '../../model.js'
import {
  blind,
  choice,
  free,
  highestTls,
  passiveCures,
  protectedData,
  rootsFile,
  unresumed,
  yesNo,
} from '../child/option-kit.js'

const library = 'Apache Commons Net 3.9, FTPSClient'
const jsse = 'JSSE Reference Guide (JDK 17), system properties'
const booleans = { values: ['true', 'false'] as const }

const protocols = highestTls(
  { v12: 'TLSv1.2', v13: 'TLSv1.3' },
  ['SSLv3', 'TLSv1', 'TLSv1.2', 'TLSv1.3'],
  library,
)

/** works only where nothing is disabled, which is another option */
const oldServer = (to: string, exposes: string): Cure => ({
  finding: 'client-tls-too-new-only',
  to,
  securityCost: 'high',
  exposes,
})

export const javaOptions: Readonly<Record<string, Option>> = {
  // TLS 1.2 only: the cache holds no TLS 1.3 session that could be copied
  'session-reuse': yesNo(
    'YES: _prepareDataSocket_ puts the control session under the data port',
    'NO',
    'https://issues.apache.org/jira/browse/NET-408',
    { cures: unresumed.map(f => free(f, ['NO'], 'YES')) },
  ),
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
  setEnabledProtocols: {
    ...protocols,
    cures: [
      ...(protocols.cures ?? []),
      oldServer('TLSv1', 'TLS 1.0 is deprecated (RFC 8996)'),
      oldServer('SSLv3', 'whoever is on the way can read it (POODLE)'),
    ],
  },
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
  execPROT: choice('level that is asked for', ['P', 'C', ''], 'P', library, {
    cures: protectedData(['C', ''], 'P'),
  }),
  enterLocalPassiveMode: yesNo('false: PORT', 'true', library, {
    ...booleans,
    cures: passiveCures('false', 'true'),
  }),
  setUseEPSVwithIPv4: yesNo('true: EPSV instead of PASV', 'false', library, {
    ...booleans,
    cures: [free('pasv-address-wrong', ['false'], 'true')],
  }),
  setTrustManager: {
    effect: "'' looks at the dates of a certificate only; roots verifies it",
    type: 'choice',
    values: ['', 'roots', 'accept-all'],
    default: '',
    reference: `${library}, TrustManagerUtils`,
    evidence: 'verified',
    cures: [
      ...blind(['roots'], '', ['client-distrusts-server-cert']),
      ...blind(['', 'roots'], 'accept-all', ['server-cert-expired']),
    ],
  },
  setEndpointCheckingEnabled: yesNo(
    'true: the name in the certificate is compared with the host',
    'false',
    library,
    {
      ...booleans,
      cures: blind(['true'], 'false', ['client-hostname-mismatch']),
    },
  ),
  'javax.net.ssl.trustStore': rootsFile(jsse),
}

export const javaLine = (option: string, value: string): string => {
  if (option === 'session-reuse')
    return value === 'YES'
      ? 'override _prepareDataSocket_: put the control session into sessionHostPortCache (with --add-opens java.base/sun.security.ssl=ALL-UNNAMED)'
      : 'FTPSClient as shipped'
  if (option === 'jdk.tls.disabledAlgorithms')
    return value === ''
      ? 'java.security: jdk.tls.disabledAlgorithms='
      : 'java.security as shipped'
  if (option.startsWith('j')) return `-D${option}=${value}`
  if (value === '') return `(without ${option})`
  if (option === 'setEnabledProtocols')
    return `client.setEnabledProtocols(new String[] {"${value}"})`
  if (option === 'execPROT')
    return `client.execPBSZ(0); client.execPROT("${value}")`
  if (option === 'enterLocalPassiveMode')
    return value === 'true'
      ? 'client.enterLocalPassiveMode()'
      : 'client.enterLocalActiveMode()'
  return `client.${option}(${value})`
}

/** Settings of Commons Net's FTPSClient and of JSSE below it. */
import type { Option } from '../../model.js'
import {
  blind,
  choice,
  free,
  passiveCures,
  protectedData,
  unresumed,
  yesNo,
} from '../child/option-kit.js'
import { booleans, jsseLine, jsseOptions, protocols } from './jsse-options.js'

const library = 'Apache Commons Net 3.9, FTPSClient'

const {
  'jdk.tls.disabledAlgorithms': disabled,
  'javax.net.ssl.trustStore': trustStore,
  ...resuming
} = jsseOptions

export const javaOptions: Readonly<Record<string, Option>> = {
  // TLS 1.2 only: the cache holds no TLS 1.3 session that could be copied
  'session-reuse': yesNo(
    'YES: _prepareDataSocket_ puts the control session under the data port',
    'NO',
    'https://issues.apache.org/jira/browse/NET-408',
    { cures: unresumed.map(f => free(f, ['NO'], 'YES')) },
  ),
  ...resuming,
  setEnabledProtocols: protocols(library),
  'jdk.tls.disabledAlgorithms': disabled,
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
  'javax.net.ssl.trustStore': trustStore,
}

export const javaLine = (option: string, value: string): string => {
  if (option === 'session-reuse')
    return value === 'YES'
      ? 'override _prepareDataSocket_: put the control session into sessionHostPortCache (with --add-opens java.base/sun.security.ssl=ALL-UNNAMED)'
      : 'FTPSClient as shipped'
  if (option in jsseOptions) return jsseLine(option, value)
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

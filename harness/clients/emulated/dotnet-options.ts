/** What decides over TLS in a program that uses .NET's FtpWebRequest. */
import type { Option, TlsVersion } from '../../model.js'
import {
  blind,
  choice,
  free,
  passiveCures,
  protectedData,
  unresumed,
} from '../child/option-kit.js'
import { highest, type Spelled } from './option-kit.js'

const learn = 'https://learn.microsoft.com/dotnet/api/system.net.'

export const dotNetVersions: Spelled = {
  SystemDefault: 'TLSv1.3',
  Tls: 'TLSv1',
  Tls11: 'TLSv1.1',
  Tls12: 'TLSv1.2',
  Tls13: 'TLSv1.3',
}

/** What the platform below offers at most when it is asked for its default. */
export const platformHighest = (framework: string): TlsVersion =>
  framework.startsWith('net4') ? 'TLSv1.2' : 'TLSv1.3'

export const dotNetOptions: Readonly<Record<string, Option>> = {
  EnableSsl: choice(
    'false: no AUTH, all in clear',
    ['true', 'false'],
    // false in the product; a program that wants TLS sets it
    'true',
    `${learn}ftpwebrequest.enablessl`,
    {
      evidence: 'documentation',
      cures: [
        free('server-requires-tls-login', ['false'], 'true'),
        ...protectedData(['false'], 'true'),
      ],
    },
  ),
  TargetFramework: choice(
    'net4x on Schannel resumes; .NET 2.1 to 6 on Linux never, 7 and later do',
    ['net45', 'net48', 'net6.0', 'net8.0'],
    'net6.0',
    'https://github.com/dotnet/runtime/issues/22977',
    {
      evidence: 'report',
      cures: [
        ...unresumed.slice(0, 2).map(f => free(f, ['net6.0'], 'net8.0')),
        free('client-tls-too-old', ['net45'], 'net48'),
      ],
    },
  ),
  'ServicePointManager.SecurityProtocol': highest(dotNetVersions, {
    default: 'SystemDefault',
    reference: `${learn}servicepointmanager.securityprotocol`,
    evidence: 'documentation',
  }),
  UsePassive: choice(
    'false: PORT',
    ['true', 'false'],
    'true',
    `${learn}ftpwebrequest.usepassive`,
    { evidence: 'documentation', cures: passiveCures('false', 'true') },
  ),
  'ServicePointManager.ServerCertificateValidationCallback': choice(
    'true: any server certificate will do',
    ['', 'true'],
    '',
    `${learn}servicepointmanager.servercertificatevalidationcallback`,
    { evidence: 'documentation', cures: blind([''], 'true') },
  ),
}

export const dotNetLine = (option: string, value: string): string => {
  if (option === 'TargetFramework')
    return `<TargetFramework>${value}</TargetFramework>`
  if (option === 'ServicePointManager.SecurityProtocol')
    return `${option} = SecurityProtocolType.${value};`
  if (option.endsWith('ValidationCallback'))
    return value === ''
      ? `(without ${option})`
      : `${option} += (s, c, h, e) => true;`
  return `request.${option} = ${value};`
}

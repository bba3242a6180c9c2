/** What the AT-TLS policy decides for the z/OS FTP server (TLSMECHANISM ATTLS). */
import type { Cure, Option } from '../../harness/model.js'
import { costlyCure, freeCure } from './cure-kit.js'

const policy = 'IP Configuration Reference, TTLSEnvironmentAdvancedParms '
const onOff = ['Off', 'On'] as const
export const notByCertificate = 'users are no longer known by their certificate'

const version = (
  name: string,
  byDefault: Option['default'],
  cures: readonly Cure[],
): Option => ({
  effect: `${name} may be negotiated; with TLSMECHANISM ATTLS`,
  type: 'choice',
  values: onOff,
  default: byDefault,
  reference: `${policy}${name}`,
  evidence: 'documentation',
  cures,
})

const old = 'TLS 1.0 and 1.1 are deprecated (RFC 8996)'

export const zosFtpdPolicy: Readonly<Record<string, Option>> = {
  GSK_V3_SESSION_TIMEOUT: {
    effect: 'seconds for which a session can be resumed; TLSMECHANISM ATTLS',
    type: 'number',
    default: '86400',
    reference: 'IP Configuration Reference, TTLSGskAdvancedParms',
    evidence: 'documentation',
    cures: [freeCure('server-session-cache-expired', '86400')],
  },
  HandshakeRole: {
    effect: 'ServerWithClientAuth: a client certificate is asked for',
    type: 'choice',
    values: ['Server', 'ServerWithClientAuth'],
    default: 'Server',
    reference: 'IP Configuration Reference, TTLSEnvironmentAction',
    evidence: 'documentation',
    cures: [
      costlyCure('client-cert-missing', 'Server', notByCertificate, [
        'ServerWithClientAuth',
      ]),
    ],
  },
  ClientAuthType: {
    effect:
      'PassThru: not checked; Full: checked when sent; Required: must be sent (return code 5001)',
    type: 'choice',
    values: ['PassThru', 'Full', 'Required'],
    default: 'Required',
    reference: `${policy}ClientAuthType`,
    evidence: 'documentation',
    cures: [
      costlyCure('client-cert-missing', 'Full', notByCertificate, ['Required']),
      costlyCure(
        'server-distrusts-client-cert',
        'PassThru',
        'any self-made certificate is accepted',
      ),
    ],
  },
  TLSv1: version('TLSv1', 'On', [costlyCure('client-tls-too-old', 'On', old)]),
  'TLSv1.1': version('TLSv1.1', 'On', [
    costlyCure('client-tls-too-old', 'On', old),
  ]),
  // Off in V1R13 and V2R1; of later releases a site that has it on
  'TLSv1.2': version('TLSv1.2', { V1R9: 'Off', V2R3: 'On' }, [
    freeCure('client-tls-too-new-only', 'On', ['Off']),
  ]),
  'TLSv1.3': {
    ...version('TLSv1.3', 'Off', [
      freeCure('client-tls-too-new-only', 'On', ['Off']),
    ]),
    since: 'V2R5',
  },
}

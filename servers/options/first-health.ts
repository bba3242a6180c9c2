/** First Health Services, October 2003: WS_FTP Server with its example certificate. */
import type { Option } from '../../harness/model.js'
import { realiseBy } from './realise-by.js'

const faq =
  'Kermit FTP FAQ, 28 Oct 2003: How Do I Access the First Health Services FTP Site?'

export const firstHealthOptions = {
  certificate: {
    effect:
      'example: the certificate that came with the product, which names no host; own: one for the name that clients dial',
    type: 'choice',
    values: ['example', 'own'],
    default: 'example',
    reference: faq,
    evidence: 'report',
    cures: [
      'client-hostname-mismatch',
      'client-distrusts-server-cert',
      'client-overlooks-certificate',
    ].map(finding => ({
      finding,
      to: 'own',
      securityCost: 'none' as const,
      exposes: '',
    })),
  },
} as const satisfies Readonly<Record<string, Option>>

export const realiseFirstHealth = realiseBy('First Health Services', {})

export const firstHealthLine = (option: string, value: string): string =>
  `${option}: ${value} (WS_FTP Server, SSL certificate of the host)`

import { defineScenario } from '../../harness/define.js'

const requests = ['required', 'verified'] as const

export default defineScenario({
  id: 'certs/client-certificate',
  title:
    'The client has a certificate, of an authority that the server knows or not',
  why: "Mutual TLS for a trading partner: the partner's certificate must verify at the server, and must be the same on data connections.",
  references: ['RFC 5246 7.4.6', 'vsftpd.conf(5) require_cert, validate_cert'],
  matrix: { request: requests, issuer: ['known', 'unknown'] },
  conversation: ({ issuer }) => ({
    certificate:
      issuer === 'known'
        ? { usage: 'client' }
        : { usage: 'client', chain: 'unknown-ca' },
    steps: [{ do: 'list' }],
  }),
  server: ({ request }) => ({
    certificateRequest: requests.find(r => r === request) ?? 'required',
  }),
  findings: ['server-distrusts-client-cert', 'data-cert-missing'],
})

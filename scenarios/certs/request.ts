import { defineScenario } from '../../harness/define.js'

const requests = [
  'none',
  'empty-list',
  'with-authorities',
  'required',
  'verified',
] as const

export default defineScenario({
  id: 'certs/request',
  title:
    'The server asks for a client certificate in this way, under TLS 1.2 and TLS 1.3',
  why: 'z/OS refuses a request that names no authority, as vsftpd sends it by default. Elsewhere a mandatory certificate shows only after the client believes that it is connected.',
  references: ['RFC 5246 7.4.4', 'RFC 8446 4.3.2', 'Red Hat solution 548573'],
  matrix: { request: requests, tls: ['1.2', '1.3'] },
  conversation: ({ tls }) => ({
    minVersion: tls === '1.2' ? 'TLSv1.2' : 'TLSv1.3',
    maxVersion: tls === '1.2' ? 'TLSv1.2' : 'TLSv1.3',
    steps: [{ do: 'list' }],
  }),
  server: ({ request }) => ({
    certificateRequest: requests.find(r => r === request) ?? 'none',
  }),
  findings: [
    'certreq-empty-ca-list-rejected',
    'client-cert-missing',
    'require-cert-disabled',
  ],
})

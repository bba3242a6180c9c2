import { defineScenario } from '../../harness/define.js'

const digests = ['sha1', 'sha256', 'sha384', 'sha512'] as const

export default defineScenario({
  id: 'certs/digest',
  title: "The server's certificate is signed with this digest",
  why: 'Certificates from an old internal CA are signed with SHA-1. Libraries of one distribution accept them and those of another do not.',
  references: ['RFC 9155', 'SSL_CTX_set_security_level(3)'],
  matrix: { digest: digests },
  conversation: { verify: true, steps: [{ do: 'list' }] },
  server: ({ digest }) => ({
    certificate: { digest: digests.find(d => d === digest) ?? 'sha256' },
  }),
  findings: ['certificate-too-weak', 'client-distrusts-server-cert'],
})

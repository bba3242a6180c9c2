import { defineScenario } from '../../harness/define.js'

export default defineScenario({
  id: 'reuse/not-required',
  title: 'The server does not require resumption, under TLS 1.2 and TLS 1.3',
  why: 'The neighbour of the fault: every client must pass here, whether it resumes or not.',
  references: ['vsftpd.conf(5) require_ssl_reuse'],
  matrix: { tls: ['1.2', '1.3'] },
  conversation: ({ tls }) => ({
    minVersion: tls === '1.2' ? 'TLSv1.2' : 'TLSv1.3',
    maxVersion: tls === '1.2' ? 'TLSv1.2' : 'TLSv1.3',
    steps: [{ do: 'list' }, { do: 'list' }],
  }),
  server: { sessionReuse: 'not-required' },
  findings: [],
})

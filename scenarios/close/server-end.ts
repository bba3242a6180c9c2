import { defineScenario } from '../../harness/define.js'

export default defineScenario({
  id: 'close/server-end',
  title: 'The server ends data connections without close_notify',
  why: 'GnuTLS clients report error -110 and refuse a file that is complete; most OpenSSL clients do not notice.',
  references: ['RFC 8446 6.1', 'FubarDevelopment/FtpServer issue 49'],
  conversation: { steps: [{ do: 'get', size: '1MiB' }, { do: 'list' }] },
  server: { closeNotify: false },
  findings: ['server-no-close-notify'],
})

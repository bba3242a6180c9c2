import { defineScenario } from '../../harness/define.js'

export default defineScenario({
  id: 'auth/clear-login',
  title: 'The client logs in without TLS',
  why: 'An old job sends USER without AUTH. A server that requires TLS refuses it; one that does not lets a password cross the network.',
  references: ['RFC 4217 11', 'vsftpd.conf(5) force_local_logins_ssl'],
  matrix: { login: ['required', 'optional'] },
  conversation: { mode: 'clear', steps: [{ do: 'list' }] },
  server: ({ login }) => ({
    loginProtection: login === 'optional' ? 'optional' : 'required',
    dataProtection: 'optional',
  }),
  findings: ['server-requires-tls-login'],
})

import { defineScenario } from '../../harness/define.js'

export default defineScenario({
  id: 'network/alg-and-tls',
  title: 'NAT whose ALG corrects 227 in clear and cannot under TLS',
  why: 'The same client and server, the same day: clear FTP works and FTPS does not, so TLS is blamed. What changed is that the ALG is blind.',
  references: ['RFC 2663 2.9', 'RFC 4217 10', 'Cisco ASA: inspect ftp'],
  matrix: { control: ['clear', 'explicit'] },
  network: 'alg-rewrites-clear',
  conversation: ({ control }) => ({
    mode: control === 'clear' ? 'clear' : 'explicit',
    data: 'pasv',
    steps: [{ do: 'list' }],
  }),
  server: ({ control }) =>
    control === 'clear'
      ? {
          sessionReuse: 'not-required',
          loginProtection: 'optional',
          dataProtection: 'optional',
        }
      : { sessionReuse: 'not-required' },
  findings: ['pasv-address-wrong', 'alg-rewrites-address'],
  optIn: true,
})

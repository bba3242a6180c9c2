import { defineScenario } from '../../harness/define.js'

const modes = ['pasv', 'epsv', 'port', 'eprt'] as const

export default defineScenario({
  id: 'data/mode',
  title: 'The data connection is made by PASV, EPSV, PORT or EPRT',
  why: 'In active mode the FTP client accepts the TCP connection and is still the TLS client (RFC 4217 7); curl 7.88 gets that wrong. Behind NAT one mode works and the others do not.',
  references: ['RFC 959 3.2', 'RFC 2428', 'RFC 4217 7'],
  matrix: { mode: modes },
  conversation: ({ mode }) => ({
    data: modes.find(m => m === mode) ?? 'pasv',
    steps: [
      { do: 'list' },
      { do: 'get', size: 'small' },
      { do: 'put', size: 'small' },
    ],
  }),
  findings: [
    'active-mode-client-unreachable',
    'active-mode-address-rejected',
    'data-port-blocked',
  ],
})

import { defineScenario } from '../../harness/define.js'

export default defineScenario({
  id: 'data/passive-address',
  title: 'The reply to PASV names an address that the client cannot reach',
  why: 'A server behind NAT announces its inner address. Without TLS a firewall corrects it in passing; under TLS it cannot read it.',
  references: ['RFC 4217 10', 'RFC 2428 3', 'vsftpd.conf(5) pasv_address'],
  conversation: { data: 'pasv', steps: [{ do: 'list' }] },
  server: { passiveAddress: '192.0.2.10' },
  findings: ['pasv-address-wrong'],
})

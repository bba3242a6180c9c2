import { defineScenario } from '../../harness/define.js'

export default defineScenario({
  id: 'prot/buffer-size',
  title: 'The client sends PBSZ with a size other than 0',
  why: 'Under TLS the size must be 0; a server answers 200 PBSZ=0. z/OS jobs carry SECURE_PBSZ 16384 over from GSSAPI days.',
  references: ['RFC 4217 8', 'z/OS FTP SECURE_PBSZ'],
  matrix: { size: ['0', '16384'] },
  conversation: ({ size = '0' }) => ({
    steps: [
      { do: 'pbsz', size: Number(size) },
      { do: 'prot', level: 'P' },
      { do: 'list' },
    ],
  }),
  findings: ['prot-before-auth'],
})

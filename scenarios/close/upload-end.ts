import { defineScenario } from '../../harness/define.js'

export default defineScenario({
  id: 'close/upload-end',
  title:
    'An upload ends with or without close_notify, at a strict and at a lenient server',
  why: 'A bare FIN cannot be told from an attack. vsftpd refuses it since 3.0.3 although every byte arrived; before, it confirmed files that had been cut.',
  references: ['RFC 8446 6.1', 'vsftpd.conf(5) strict_ssl_read_eof'],
  matrix: { 'close-notify': ['yes', 'no'], server: ['strict', 'lenient'] },
  conversation: point => ({
    minVersion: 'TLSv1.2',
    maxVersion: 'TLSv1.2',
    closeNotify: point['close-notify'] === 'yes',
    steps: [{ do: 'put', size: '1MiB' }],
  }),
  server: ({ server }) => ({
    uploadEnd: server === 'strict' ? 'strict' : 'lenient',
  }),
  findings: ['upload-without-close-notify'],
})

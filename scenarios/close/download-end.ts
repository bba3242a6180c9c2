import { defineScenario } from '../../harness/define.js'

export default defineScenario({
  id: 'close/download-end',
  title:
    'After a download the client answers close_notify or not, at a strict and at a lenient server',
  why: 'With strict_ssl_write_shutdown the server refuses a download that the client has read completely.',
  references: ['vsftpd.conf(5) strict_ssl_write_shutdown', 'RFC 8446 6.1'],
  matrix: { 'close-notify': ['yes', 'no'], server: ['strict', 'lenient'] },
  conversation: point => ({
    minVersion: 'TLSv1.2',
    maxVersion: 'TLSv1.2',
    closeNotify: point['close-notify'] === 'yes',
    steps: [{ do: 'get', size: '1MiB' }],
  }),
  server: ({ server }) => ({
    downloadEnd: server === 'strict' ? 'strict' : 'lenient',
  }),
  findings: ['download-close-notify-unanswered'],
})

import { defineRule } from '../define.js'

export default defineRule({
  id: 'require-cert-disabled',
  phase: 'control-tls',
  severity: 'note',
  title:
    'ssl_request_cert=NO silently switches off require_cert and validate_cert',
  explanation:
    'vsftpd asks for a client certificate only with ssl_request_cert=YES. With NO the other two options have no effect, without a word: mutual TLS is gone. Naming the authorities with ca_certs_file lets z/OS clients in and keeps it.',
  references: ['vsftpd ssl.c', 'vsftpd.conf(5) ssl_request_cert'],
  find: ({ context }) => {
    const { server } = context
    const set = server?.options ?? {}
    if (server?.product !== 'vsftpd' || set['ssl_request_cert'] !== 'NO')
      return []
    const lost = ['require_cert', 'validate_cert'].filter(o => set[o] === 'YES')
    if (lost.length === 0) return []
    return [
      {
        statement: `ssl_request_cert=NO makes ${lost.join(' and ')}=YES ineffective.`,
        certainty: 'stated' as const,
        evidence: [
          {
            source: 'server-program' as const,
            text: `configuration: ssl_request_cert=NO, ${lost.map(o => `${o}=YES`).join(', ')}`,
          },
        ],
      },
    ]
  },
})

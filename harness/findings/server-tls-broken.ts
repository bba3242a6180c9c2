import { defineRule } from '../define.js'

export default defineRule({
  id: 'server-tls-broken',
  phase: 'connect',
  severity: 'fault',
  title:
    'The server cannot start with the certificate, key or TLS settings that it was given',
  explanation:
    'The server program refuses its own TLS configuration: a certificate that its library finds too weak, a key that does not fit, a cipher string that it cannot read. Clients see only that nothing listens.',
  references: [
    'vsftpd.conf(5) rsa_cert_file, ssl_ciphers',
    'SSL_CTX_set_security_level(3)',
  ],
  supersedes: ['not-ftps-port', 'control-closed-by-server'],
  find: transcript =>
    transcript.logs.flatMap(({ from, fact }) =>
      from === 'server-program' && fact?.is === 'fatal'
        ? [
            {
              statement: `The server does not start with this TLS configuration: ${fact.text}`,
              certainty: 'stated' as const,
              at: 0,
              evidence: [{ source: from, text: fact.text }],
            },
          ]
        : [],
    ),
})

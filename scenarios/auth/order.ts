import { defineScenario } from '../../harness/define.js'

const orders: Readonly<Record<string, readonly string[]>> = {
  'TLS-SSL': ['TLS', 'SSL'],
  'SSL-TLS': ['SSL', 'TLS'],
  'GSSAPI-TLS': ['GSSAPI', 'TLS'],
}

export default defineScenario({
  id: 'auth/order',
  title: 'The client tries several mechanisms until one is accepted',
  why: 'curl begins with SSL, C-Kermit with TLS or GSSAPI. A server that drops the connection at the first unknown name ends what the second would have made work.',
  references: ['RFC 2228 3 AUTH', 'curl CURLOPT_FTPSSLAUTH', 'Kermit FTP FAQ'],
  matrix: { order: Object.keys(orders) },
  conversation: ({ order = '' }) => ({
    mode: 'explicit',
    auth: orders[order] ?? [],
    steps: [{ do: 'list' }],
  }),
  findings: ['auth-verb-not-supported'],
})

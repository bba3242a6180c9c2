import { defineScenario } from '../../harness/define.js'

export default defineScenario({
  id: 'network/delivery',
  title: 'Bytes arrive in small segments, one by one, or late',
  why: 'TCP promises an order and nothing else. A reader that takes one read for one line or one record works on loopback and in the data centre, and fails behind a VPN.',
  references: ['RFC 9293 3.7.1', 'RFC 959 5.4', 'RFC 8446 5.1'],
  matrix: {
    how: ['small-segments', 'byte-by-byte', 'delay'],
    version: ['TLSv1.2', 'TLSv1.3'],
  },
  network: ({ how = '' }) => how,
  conversation: ({ version }) => ({
    mode: 'explicit',
    ...(version === 'TLSv1.3'
      ? { minVersion: 'TLSv1.3' }
      : { maxVersion: 'TLSv1.2' }),
    steps: [
      { do: 'list' },
      { do: 'get', size: 'small' },
      // an upload under TLS 1.3 ends in a race that any delay decides
      // (upload-reset-unread-tickets-tls13)
      ...(version === 'TLSv1.3' ? [] : [{ do: 'put', size: 'small' } as const]),
    ],
  }),
  server: { sessionReuse: 'not-required' },
  findings: [],
  optIn: true,
})

import { defineNetwork } from '../define.js'

export default defineNetwork({
  id: 'data-one-way',
  title: 'A firewall lets the bytes of a data connection go one way only',
  why: 'In clear a data connection carries bytes in one direction. A rule made of that stops every TLS handshake there: TCP connects and the ServerHello never arrives.',
  references: [
    'Check Point FireWall-1: bi-directional data on FTP data connections',
    'RFC 4217 7',
  ],
  behaviour: {
    watch: () => ({
      data: (path, from, bytes) =>
        from === 'server' && path.taken.client > 0 ? null : bytes,
    }),
  },
})

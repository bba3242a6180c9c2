import { defineRule } from '../define.js'
import { alertEvidence, brokenControls } from '../rules/look.js'

export default defineRule({
  id: 'server-handshake-broken',
  phase: 'control-tls',
  severity: 'fault',
  title: 'The server gave the handshake up and wrote its error in clear',
  explanation:
    'vsftpd writes its OpenSSL error in clear into the connection ("500 OOPS: error:…"), where the client expects TLS. The number in it names the reason.',
  references: ['vsftpd ssl.c, die()', 'openssl errstr(1)'],
  supersedes: ['handshake-broken', 'control-closed-by-server'],
  find: transcript =>
    brokenControls(transcript).flatMap(control => {
      const clear = control.clearBytes.find(
        c => c.sender === 'server' && /error:[0-9A-F]{8}/i.test(c.text),
      )
      if (clear === undefined) return []
      return [
        {
          statement: `The server gave the handshake up: ${JSON.stringify(clear.text.trim())}.`,
          certainty: 'stated' as const,
          at: control.handshake?.at ?? control.at,
          evidence: alertEvidence(transcript, control),
        },
      ]
    }),
})

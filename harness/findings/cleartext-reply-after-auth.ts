import { defineRule } from '../define.js'
import {
  authAccepted,
  brokenControls,
  opensslReason,
  wireEvidence,
} from '../rules/look.js'

const number = /error:([0-9A-F]{8})/i

export default defineRule({
  id: 'cleartext-reply-after-auth',
  phase: 'control-tls',
  severity: 'fault',
  title: 'Plain text came where TLS was due',
  explanation:
    'After AUTH the server (or something between) answered the ClientHello in clear. OpenSSL clients call that "wrong version number", GnuTLS "unexpected TLS packet". The text itself names the cause.',
  references: ['RFC 4217 4.1', 'Kermit FTP FAQ: wrong version number'],
  supersedes: [
    'handshake-broken',
    'server-handshake-broken',
    'control-closed-by-server',
    'connection-cut-after-auth',
  ],
  find: transcript =>
    brokenControls(transcript).flatMap(control => {
      if (!authAccepted(control)) return []
      if (control.handshake?.serverHello) return []
      if (control.handshake?.alert) return []
      const clear = control.clearBytes.find(c => c.sender === 'server')
      if (clear === undefined) return []
      // a server that writes its own OpenSSL error did try the handshake
      const told = number.exec(clear.text)?.[1]
      if (told !== undefined && opensslReason(parseInt(told, 16)) !== 0)
        return []
      return [
        {
          statement: `The server answered the ClientHello in clear: ${JSON.stringify(clear.text.trim())}.`,
          certainty: 'stated' as const,
          at: control.handshake?.at ?? control.at,
          evidence: [
            wireEvidence(
              transcript,
              `server wrote in clear: ${clear.text.trim()}`,
            ),
          ],
        },
      ]
    }),
})

import { defineRule } from '../define.js'
import { handshakeWorked } from '../rules/look.js'

/** C-Kermit: Warning: Hostname ("x") does not match server's certificate */
const complaint = /^(?:warning|error): .*certificate/i
const dialled = /host ?name \("([^"]+)"\) does not match/i

export default defineRule({
  id: 'client-overlooks-certificate',
  phase: 'control-tls',
  severity: 'note',
  title:
    "The client finds fault with the server's certificate and goes on with it",
  explanation:
    'C-Kermit asks its user, and in a script nobody answers: it warns and goes on. Other clients refuse the same certificate, so that one works and another does not. Who is on the way could show any certificate of an authority that the client knows.',
  references: [
    'Kermit FTP FAQ, 28 Oct 2003: First Health Services',
    'C-Kermit SET AUTHENTICATION TLS CERTS-OK',
    'RFC 6125 6',
  ],
  find: ({ logs, controls }) => {
    const first = controls.find(handshakeWorked)
    if (first === undefined) return []
    const told = logs.find(
      l => l.from === 'client-log' && complaint.test(l.text),
    )
    if (told === undefined) return []
    // C-Kermit does not look at addresses among the alternative names
    const host = dialled.exec(told.text)?.[1]
    const names = first.handshake?.certificates?.[0]?.names ?? []
    if (host !== undefined && names.includes(host)) return []
    return [
      {
        statement: `The client went on with a certificate that it finds fault with (${told.text}).`,
        certainty: 'stated' as const,
        at: first.handshake?.at ?? first.at,
        evidence: [{ source: told.from, text: told.text }],
      },
    ]
  },
})

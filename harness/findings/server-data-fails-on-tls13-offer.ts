import { defineRule } from '../define.js'
import type { ControlConnection, DataConnection, Evidence } from '../model.js'
import { replyEvidence } from '../rules/look.js'

/** ERR_R_SHOULD_NOT_HAVE_BEEN_CALLED, in OpenSSL's words */
const words = /called a function you should not call/

const evidenceOf = (
  control: ControlConnection,
  data: DataConnection,
): Evidence[] => {
  // a server may send more replies than one behind 150
  const replies = control.exchanges
    .filter(e => e.at >= data.at)
    .flatMap(e => e.replies)
  const reply = [...(data.command?.replies ?? []), ...replies].find(r =>
    words.test(r.text),
  )
  const logged = data.handshake?.failures.find(
    f => f.side === 'server' && words.test(f.text),
  )
  return [
    ...(logged === undefined
      ? []
      : [{ source: 'server-log' as const, text: logged.text }]),
    ...(reply === undefined ? [] : [replyEvidence(reply)]),
  ]
}

export default defineRule({
  id: 'server-data-fails-on-tls13-offer',
  phase: 'data-tls',
  severity: 'fault',
  title:
    'The server cannot begin TLS on the data connections of a client that offers TLS 1.3',
  explanation:
    'The control connection is well, but on each data connection the server\'s own OpenSSL refuses the call ("called a function you should not call") before a byte of the client is read. It does so where the client offered TLS 1.3 in its first ClientHello, whichever version was agreed on; a client whose highest version is 1.2 is served. The server answers 425 and leaves the data connection open, so that a client that waits for its handshake sees a time-out.',
  references: [
    'netkit ftpd-ssl 0.17.36 on OpenSSL 1.1.1, SSL_copy_session_id(3)',
  ],
  supersedes: [
    'data-handshake-failed',
    'data-stalled',
    'connection-cut',
    'client-no-tls-on-data',
    'client-prot-p-missing',
    'control-closed-by-server',
  ],
  find: transcript =>
    transcript.data.flatMap(data => {
      const control = transcript.controls.find(c => c.ordinal === data.control)
      // not every vantage sees what was offered
      const offered = control?.handshake?.hello?.highest ?? 'TLSv1.3'
      if (!control || offered !== 'TLSv1.3') return []
      if (data.handshake?.completed === true) return []
      const evidence = evidenceOf(control, data)
      if (evidence.length === 0) return []
      return [
        {
          statement: `The server could not begin TLS on data connection ${data.ordinal}: its own OpenSSL refused the call, as it does for a client that offers TLS 1.3.`,
          certainty: 'stated' as const,
          at: data.at,
          evidence,
        },
      ]
    }),
})

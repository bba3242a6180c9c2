import { defineRule } from '../define.js'
import { replyEvidence } from '../rules/look.js'
import { failedTransfers } from '../rules/transfers.js'

export default defineRule({
  id: 'data-cert-different',
  phase: 'data-tls',
  severity: 'fault',
  title:
    'The client shows another certificate on the data connection than on the control connection',
  explanation:
    'vsftpd compares the digests of both certificates and refuses the data connection when they differ.',
  references: ['vsftpd ssl.c: DIFFERENT cert on data channel'],
  supersedes: [
    'connection-cut',
    'data-cert-missing',
    'data-session-not-reused',
    'data-session-not-reused-tls13',
    'data-handshake-failed',
    'control-closed-by-server',
  ],
  find: transcript =>
    failedTransfers(transcript).flatMap(({ data, reply }) => {
      const control = transcript.controls.find(c => c.ordinal === data.control)
      const first = control?.handshake?.clientCertificates?.[0]?.sha256
      const second = data.handshake?.clientCertificates?.[0]?.sha256
      const logged = data.facts.some(
        f => f.is === 'client-certificate-differs-on-data',
      )
      const seen =
        first !== undefined &&
        second !== undefined &&
        first !== second &&
        reply?.code === 522
      if (!logged && !seen) return []
      return [
        {
          statement:
            'The client certificate on the data connection is not the one of the control connection.',
          certainty: logged ? ('stated' as const) : ('inferred' as const),
          at: data.at,
          evidence: reply === null ? [] : [replyEvidence(reply)],
        },
      ]
    }),
})

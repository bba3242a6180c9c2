import { defineRule } from '../define.js'
import { replyEvidence } from '../rules/look.js'
import { failedTransfers } from '../rules/transfers.js'

export default defineRule({
  id: 'data-cert-missing',
  phase: 'data-tls',
  severity: 'fault',
  title:
    'The client sent its certificate on the control connection and not on the data connection',
  explanation:
    'vsftpd compares the client certificates of both connections. Its reply then still speaks of session reuse when require_ssl_reuse is on; the log line tells them apart.',
  references: ['vsftpd ssl.c: Missing cert on data channel'],
  supersedes: [
    'connection-cut',
    'data-session-not-reused',
    'data-session-not-reused-tls13',
    'data-handshake-failed',
    'control-closed-by-server',
  ],
  find: transcript =>
    failedTransfers(transcript).flatMap(({ data, reply }) => {
      const logged = data.facts.some(
        f =>
          f.is === 'client-certificate-missing-on-data' ||
          f.is === 'client-certificate-differs-on-data',
      )
      const control = transcript.controls.find(c => c.ordinal === data.control)
      const onControl =
        (control?.handshake?.clientCertificates?.length ?? 0) > 0
      const inferred =
        reply?.code === 522 &&
        onControl &&
        data.handshake?.resumed === false &&
        data.handshake.clientCertificates?.length === 0 &&
        !/reuse/i.test(reply.text)
      const resumedAndRefused =
        reply?.code === 522 &&
        /reuse/i.test(reply.text) &&
        data.handshake?.resumed === true &&
        // who was never asked for a certificate cannot miss one
        (onControl || control?.handshake?.certificates == null)
      if (!logged && !inferred && !resumedAndRefused) return []
      return [
        {
          statement:
            'The client certificate of the control connection is missing on the data connection.',
          certainty: logged ? ('stated' as const) : ('inferred' as const),
          at: data.at,
          evidence: [
            ...(reply === null ? [] : [replyEvidence(reply)]),
            ...(logged
              ? [
                  {
                    source: 'server-log' as const,
                    text: 'server logged a missing or different certificate on the data channel',
                  },
                ]
              : []),
          ],
        },
      ]
    }),
})

import { defineRule } from '../define.js'
import {
  clearEhlo,
  ioctlFailed,
  isCssmtp,
  mailControls,
  startTlsAccepted,
  tlsRequest,
} from '../rules/mail.js'
import { offersPlainOrLogin } from '../wire/ehlo.js'

export default defineRule({
  id: 'attls-no-rule',
  phase: 'starttls',
  severity: 'fault',
  title: 'TLS is asked for and no AT-TLS rule covers the connection',
  explanation:
    'The program asks the stack for TLS by SIOCTTLSCTL. It fails with errnojr 77B77317 (JROptNotSupported) when TCPCONFIG has NOTTLS, or when no TTLSRule maps to the connection. Here TLS was asked for: by Secure Yes, by STARTTLS in the spool file, or for AuthEntity. Without such a request see cssmtp-unwanted-starttls.',
  references: [
    'IBM APAR PH66548, error description',
    'z/OS Communications Server: IP Configuration Guide, AT-TLS for CSSMTP',
  ],
  supersedes: [
    'client-abandons-starttls',
    'control-closed-by-server',
    'handshake-broken',
  ],
  find: transcript =>
    mailControls(transcript).flatMap(control => {
      if (!isCssmtp(transcript)) return []
      const ioctl = ioctlFailed(transcript)
      const accepted = startTlsAccepted(control)
      const abandoned =
        accepted !== null &&
        !control.handshake?.hello &&
        control.closed?.by === 'client'
      if (ioctl === null && !abandoned) return []
      const ehlo = clearEhlo(control)
      const { asked, evidence } = tlsRequest(transcript)
      const bait = ehlo !== null && offersPlainOrLogin(ehlo.text)
      // then only the request can have made it start TLS
      if (asked === false || (asked === null && bait)) return []
      return [
        {
          statement: `CSSMTP was asked for TLS, and the stack refused it${ioctl === null ? '' : ' (SIOCTTLSCTL, errnojr 77B77317)'}: TCPCONFIG NOTTLS, or no TTLSRule for this connection.`,
          certainty: ioctl === null ? ('inferred' as const) : 'stated',
          at: accepted?.at ?? ehlo?.at ?? control.at,
          evidence: [...(ioctl === null ? [] : [ioctl]), ...evidence],
        },
      ]
    }),
})

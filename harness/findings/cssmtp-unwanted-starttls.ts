import { defineRule } from '../define.js'
import type { Evidence } from '../model.js'
import { exchanges } from '../rules/look.js'
import {
  authEvidence,
  clearEhlo,
  clientLine,
  ioctlFailed,
  isCssmtp,
  mailControls,
  sentMail,
  tlsRequest,
} from '../rules/mail.js'
import { authMechanisms, offersPlainOrLogin } from '../wire/ehlo.js'

export default defineRule({
  id: 'cssmtp-unwanted-starttls',
  phase: 'starttls',
  severity: 'fault',
  title: 'CSSMTP starts TLS unasked because the server offers AUTH before TLS',
  explanation:
    'With APAR PH61015 and without PH66548 CSSMTP goes to ML_PR_StartTLS when the reply to EHLO holds AUTH PLAIN or AUTH LOGIN before TLS, although neither Secure Yes nor a STARTTLS in the spool file nor AuthEntity asks for TLS. Where no AT-TLS rule covers the connection SIOCTTLSCTL fails with errnojr 77B77317 and the mail is undeliverable. Before PH61015, and with PH66548 (PTF UO03305, UO03306), the mail is sent. A server that offers AUTH only inside TLS does not set it off. It is not attls-no-rule: there TLS was asked for.',
  references: [
    'IBM APAR PH66548',
    'IBM APAR PH61015',
    'RFC 4954 4 (AUTH PLAIN needs TLS)',
  ],
  supersedes: [
    'client-abandons-starttls',
    'control-closed-by-server',
    'handshake-broken',
    'server-does-not-offer-starttls',
  ],
  find: transcript =>
    mailControls(transcript).flatMap(control => {
      const ehlo = clearEhlo(control)
      if (ehlo === null || !offersPlainOrLogin(ehlo.text)) return []
      if (!isCssmtp(transcript) || sentMail(control)) return []
      const [starttls] = exchanges(control, 'STARTTLS')
      const state = clientLine(transcript, /ML_PR_StartTLS/)
      const ioctl = ioctlFailed(transcript)
      const { asked, evidence } = tlsRequest(transcript)
      if (asked === true) return []
      // a target without STARTTLS, at a LogLevel that shows no state: without
      // TLS in mind it would have sent MAIL
      const last = control.exchanges.findLast(e => e.verb !== null)
      const left =
        asked === false &&
        (last?.verb === 'QUIT' || control.closed?.by === 'client')
      if (starttls === undefined && state === null && ioctl === null && !left)
        return []
      const seen: (Evidence | null)[] = [authEvidence(ehlo), state, ioctl]
      const mechanisms = authMechanisms(ehlo.text).join(' ')
      return [
        {
          statement: `CSSMTP starts TLS because the server offers AUTH ${mechanisms} before TLS, ${asked === false ? 'although its configuration does not ask for TLS' : 'unless its configuration or the job asks for TLS'} (APAR PH66548).`,
          certainty: asked === false ? ('stated' as const) : 'inferred',
          at: starttls?.at ?? ehlo.at,
          evidence: [...seen.filter(e => e !== null), ...evidence],
          ...(asked === false
            ? {}
            : {
                settledBy:
                  'Secure and AuthEntity in the CSSMTP configuration, and the spool file: with Secure Yes, or STARTTLS in the spool file, it is attls-no-rule',
              }),
        },
      ]
    }),
})

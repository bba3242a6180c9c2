/** Findings of mail sessions: STARTTLS, and CSSMTP on z/OS. */
import { Story, type Case } from './story.js'

const ehlo = (...extensions: readonly string[]): Story =>
  new Story()
    .open({ serverPort: 25 })
    .reply(220, 'lab ESMTP')
    .say('EHLO job', 250, ['lab', ...extensions].join('\n'))

const cssmtp = (...extensions: readonly string[]): Story =>
  ehlo(...extensions).line('EZD1821I JOBNAME: CSSMTP')

const failed = 'SIOCTTLSCTL failed errno=121 errnojr=77B77317'

/** TLS is up and EHLO was said again. */
const secured = (): Story =>
  ehlo('STARTTLS').say('STARTTLS', 220).handshake().say('EHLO job', 250, 'lab')

export const mailCases: readonly Case[] = [
  {
    rule: 'attls-no-rule',
    statement:
      'CSSMTP was asked for TLS, and the stack refused it (SIOCTTLSCTL, errnojr 77B77317): TCPCONFIG NOTTLS, or no TTLSRule for this connection.',
    certainty: 'stated',
    raised: cssmtp('STARTTLS')
      .line('Secure Yes')
      .say('STARTTLS', 220)
      .line(failed)
      .close('client'),
    // nobody asked for TLS: APAR PH66548
    neighbour: cssmtp('STARTTLS', 'AUTH PLAIN LOGIN')
      .line('Secure No')
      .say('STARTTLS', 220)
      .line(failed)
      .close('client'),
    instead: 'cssmtp-unwanted-starttls',
  },
  {
    rule: 'cssmtp-unwanted-starttls',
    statement:
      'CSSMTP starts TLS because the server offers AUTH PLAIN LOGIN before TLS, although its configuration does not ask for TLS (APAR PH66548).',
    certainty: 'stated',
    raised: cssmtp('STARTTLS', 'AUTH PLAIN LOGIN')
      .line('Secure No')
      .say('STARTTLS', 220)
      .line(failed)
      .close('client'),
    // with the same offer, but TLS was wanted
    neighbour: cssmtp('STARTTLS', 'AUTH PLAIN LOGIN')
      .line('Secure Yes')
      .say('STARTTLS', 220)
      .line(failed)
      .close('client'),
    instead: 'attls-no-rule',
  },
  {
    rule: 'attls-not-application-controlled',
    statement:
      'AT-TLS starts TLS before the greeting, which the server sends in clear: the rule lacks ApplicationControlled On.',
    raised: new Story()
      .line('EZD1821I JOBNAME: CSSMTP')
      .open({ serverPort: 25 })
      .hello()
      .clear('server', '220 lab ESMTP\r\n'),
    // another program: nothing is known of AT-TLS there
    neighbour: new Story()
      .open({ serverPort: 25 })
      .hello()
      .clear('server', '220 lab ESMTP\r\n'),
    instead: 'implicit-client-explicit-server',
  },
  {
    rule: 'client-abandons-starttls',
    statement: 'The client asks for STARTTLS and closes without a ClientHello.',
    certainty: 'inferred',
    raised: ehlo('STARTTLS').say('STARTTLS', 220).close('client'),
    neighbour: ehlo('STARTTLS')
      .say('STARTTLS', 220)
      .hello()
      .alert('server', 40, 'handshake_failure')
      .close('client'),
    instead: 'no-shared-cipher',
  },
  {
    rule: 'client-no-ehlo-after-starttls',
    statement:
      'The client sent no EHLO inside TLS and the server wants one (503 send HELO/EHLO first).',
    raised: ehlo('STARTTLS')
      .say('STARTTLS', 220)
      .handshake()
      .say('MAIL FROM:<a@lab>', 503, 'send HELO/EHLO first'),
    neighbour: secured().say('MAIL FROM:<a@lab>', 503, 'send HELO/EHLO first'),
    instead: '',
  },
  {
    rule: 'server-does-not-offer-starttls',
    statement:
      'The client requires TLS and the reply to EHLO does not offer STARTTLS.',
    certainty: 'inferred',
    raised: ehlo('SIZE 1000').say('QUIT', 221).close('client'),
    neighbour: ehlo('SIZE 1000')
      .say('MAIL FROM:<a@lab>', 250)
      .say('QUIT', 221)
      .close('client'),
    instead: '',
  },
  {
    rule: 'server-requires-mail-auth',
    statement:
      'The server refuses MAIL from a client that has not authenticated (530 5.7.0 Authentication required).',
    certainty: 'stated',
    raised: secured().say(
      'MAIL FROM:<a@lab>',
      530,
      '5.7.0 Authentication required',
    ),
    neighbour: secured()
      .say('AUTH PLAIN <redacted>', 235)
      .say('MAIL FROM:<a@lab>', 530, '5.7.0 Authentication required'),
    instead: '',
  },
  {
    rule: 'server-requires-starttls',
    statement:
      'The server refuses MAIL without TLS (530 5.7.0 Must issue a STARTTLS command first).',
    raised: ehlo('STARTTLS').say(
      'MAIL FROM:<a@lab>',
      530,
      '5.7.0 Must issue a STARTTLS command first',
    ),
    neighbour: secured().say('MAIL FROM:<a@lab>', 550, '5.1.8 Sender rejected'),
    instead: '',
  },
  {
    rule: 'server-does-not-offer-auth',
    statement:
      'The client wants to log in and the reply to EHLO before TLS offers no AUTH.',
    certainty: 'stated',
    raised: ehlo('STARTTLS')
      .line('*** Host did not advertise authentication')
      .say('QUIT', 221)
      .close('client'),
    // offered, and of no use to this client
    neighbour: ehlo('STARTTLS', 'AUTH GSSAPI')
      .line('*** Host did not advertise authentication')
      .say('QUIT', 221)
      .close('client'),
    instead: '',
  },
]

/** Findings that the legacy servers and their clients gave first. */
import { Story, type Case } from './story.js'

const greeted = (): Story =>
  new Story().open({ serverPort: 21 }).reply(220, 'ready')

const withTls = (story: Story): Story =>
  story.say('AUTH TLS', 234, 'Proceed with negotiation.').handshake().login()

/** after 200 to CCC; what came next decides */
const ccc = (): Story => new Story().session().say('CCC', 200, 'CCC ok')

const doubt =
  'Warning: Hostname ("127.0.0.1") does not match server\'s certificate ("UNKNOWN")'

const failedList = { step: 'list', label: 'LIST', ok: false } as const

/** FileZilla Server 0.9.60 says this to a full handshake too */
const either = [
  450,
  'TLS session of data connection has not resumed or the session does not match the control connection',
] as const
const tls12 = 'TLSv1.2'

export const legacyCases: readonly Case[] = [
  {
    rule: 'auth-mechanism-fallback',
    statement:
      'AUTH GSSAPI led to nothing (334 ADAT must follow), and the client went on with TLS.',
    certainty: 'stated',
    raised: withTls(greeted().say('AUTH GSSAPI', 334, 'ADAT must follow')),
    // the same offer, and the client never went on
    neighbour: greeted().say('AUTH GSSAPI', 334, 'ADAT must follow'),
    instead: '',
  },
  {
    rule: 'auth-mechanism-fallback',
    statement:
      'AUTH KERBEROS_V4 was refused (504 Unknown mechanism), and the client went on with TLS.',
    raised: withTls(
      greeted().say('AUTH KERBEROS_V4', 504, 'Unknown mechanism'),
    ),
    // one name of TLS for another is no other mechanism
    neighbour: greeted()
      .say('AUTH TLS', 504, 'Unknown mechanism')
      .say('AUTH SSL', 234, 'Proceed with negotiation.')
      .handshake()
      .login(),
    instead: '',
  },
  {
    // z/OS with TLSRFCLEVEL CCCNONOTIFY against curl 7.88
    rule: 'ccc-tls-end-differs',
    statement: /came late or was not understood/,
    raised: ccc()
      .wait(10_000)
      .say('EPSV', 229, 'Entering Extended Passive Mode (|||40001|)')
      .step(failedList),
    // what failed had failed before CCC
    neighbour: new Story()
      .session()
      .say('LIST', 450, 'No such file')
      .step(failedList)
      .say('CCC', 200, 'CCC ok')
      .close('client'),
    instead: '',
  },
  {
    rule: 'data-session-of-another-connection',
    statement: /a session of another control connection/,
    certainty: 'inferred',
    raised: new Story()
      .session({ version: tls12, id: 'aa' })
      .on('control', 2)
      .session({ version: tls12, id: 'bb' })
      .transfer('LIST', {
        control: 2,
        tls: { version: tls12, offerId: 'aa', id: 'cc' },
        end: either,
      }),
    // none was offered
    neighbour: new Story()
      .session({ version: tls12, id: 'aa' })
      .transfer('LIST', { tls: { version: tls12, id: 'cc' }, end: either }),
    instead: 'data-session-not-reused',
  },
  {
    // the example certificate of WS_FTP Server, as First Health had it
    rule: 'client-overlooks-certificate',
    statement:
      'The client went on with a certificate that it finds fault with (Warning: Hostname ("127.0.0.1") does not match server\'s certificate ("UNKNOWN")).',
    certainty: 'stated',
    raised: new Story().auth().handshake().line(doubt).login(),
    // the same doubt, and it did not go on
    neighbour: new Story().auth().hello().line(doubt).close('client'),
    instead: 'handshake-broken',
  },
  {
    // AUTH TLS was refused: what FEAT does not list is not there
    rule: 'feat-hides-auth-tls',
    statement: /accepts AUTH TLS but does not list it/,
    raised: new Story().session().say('FEAT', 211, 'Features:\n PBSZ\nEnd'),
    neighbour: greeted()
      .say('AUTH TLS', 504, 'Unknown mechanism')
      .say('AUTH SSL', 234, 'Proceed with negotiation.')
      .handshake()
      .login()
      .say('FEAT', 211, 'Features:\n AUTH SSL\nEnd'),
    instead: '',
  },
  {
    // lftp 4.9.2 against a server with SSL 3.0 alone
    rule: 'client-tls-too-new-only',
    statement:
      'The server answered with SSLv3, which the client does not accept.',
    raised: new Story()
      .auth()
      .hello()
      .serverHello('SSLv3', 'aa')
      .failed(
        'gnutls_handshake: A packet with illegal or unsupported version was received.',
      )
      .close('client'),
    neighbour: new Story()
      .auth()
      .hello()
      .serverHello('TLSv1.2', 'aa')
      .failed('gnutls_handshake: Error in the pull function.')
      .close('client'),
    instead: 'handshake-broken',
  },
  {
    // z/OS with SECUREIMPLICITZOS TRUE
    rule: 'implicit-greeting-in-clear',
    statement:
      'The server greets in clear and starts TLS behind its greeting; the client started TLS at once.',
    certainty: 'stated',
    raised: new Story()
      .from('server-wire')
      .open({ serverPort: 990 })
      .reply(220, 'FTPD1 IBM FTP CS V2R3')
      .hello()
      .serverHello('TLSv1.2', 'aa')
      .failed('ECONNRESET in the handshake', { code: 'ECONNRESET' })
      .close('client', 'rst'),
    // a server that waits for AUTH takes no ClientHello
    neighbour: new Story()
      .from('server-wire')
      .open({ serverPort: 990 })
      .reply(220, 'ready')
      .hello()
      .close('client'),
    instead: 'implicit-client-explicit-server',
  },
]

/** Findings of the handshake that no emulated pair gives. */
import { Story, type Case } from './story.js'

const story = (): Story => new Story()
/** ClientHello and then what `rest` tells. */
const begun = (): Story => story().auth().hello({ sessionId: 'aa' })

const weak = (sender: 'client' | 'server', text: string): Story =>
  begun()
    .serverHello('TLSv1.2')
    .shows('server', 'leaf')
    .from(`${sender}-program`)
    .failed(text)

export const handshakeCases: readonly Case[] = [
  {
    rule: 'certificate-too-weak',
    statement:
      "The client refuses the strength of a key or signature in the server's chain.",
    raised: weak('client', 'EE certificate key too weak'),
    neighbour: weak('client', 'unable to get local issuer certificate'),
    instead: 'client-distrusts-server-cert',
  },
  {
    rule: 'certificate-usage-wrong',
    statement: "The server's certificate is not meant for a server.",
    raised: weak('client', 'unsuitable certificate purpose'),
    neighbour: weak('client', 'certificate has expired'),
    instead: 'server-cert-expired',
  },
  {
    rule: 'cleartext-reply-after-auth',
    statement:
      'The server answered the ClientHello in clear: "421 Service not available.".',
    raised: begun().clear('server', '421 Service not available.\r\n'),
    // its own OpenSSL error shows that it tried
    neighbour: begun().clear(
      'server',
      '500 OOPS: error:0A0000C1:SSL routines::no shared cipher\r\n',
    ),
    instead: 'no-shared-cipher',
  },
  {
    rule: 'handshake-broken',
    statement:
      'The TLS handshake failed after ServerHello from the server: client sent internal_error.',
    raised: begun()
      .serverHello('TLSv1.2')
      .alert('client', 80, 'internal_error'),
    neighbour: story().session(),
    instead: '',
  },
  {
    rule: 'client-cert-missing',
    statement:
      'The server requires a client certificate and the client sent none.',
    certainty: 'inferred',
    raised: begun()
      .serverHello('TLSv1.2')
      .shows('client')
      .alert('server', 40, 'handshake_failure'),
    // one that it sent was refused
    neighbour: begun()
      .serverHello('TLSv1.2')
      .shows('client', 'mine')
      .alert('server', 48, 'unknown_ca'),
    instead: 'server-distrusts-client-cert',
  },
  {
    rule: 'client-cert-missing',
    statement:
      'The server requires a client certificate and the client sent none.',
    certainty: 'stated',
    // TLS 1.3: the client believes that it is connected (RFC 8446 4.4.2.4)
    raised: story()
      .auth()
      .handshake({ shows: [] })
      .alert('server', 116, 'certificate_required')
      .from('server-wire')
      .failed('peer did not return a certificate', { number: 0x0a0000c7 }),
    neighbour: story().session({ shows: [] }),
    instead: '',
  },
  {
    rule: 'certreq-empty-ca-list-rejected',
    statement:
      "The client refused the server's CertificateRequest because it names no certificate authority.",
    certainty: 'inferred',
    raised: begun()
      .serverHello('TLSv1.2')
      .tls('server', { is: 'certificate-request', authorities: 0, types: [1] })
      .alert('client', 47, 'illegal_parameter'),
    // alert 47 from the server is no answer to its own request
    neighbour: begun()
      .serverHello('TLSv1.2')
      .tls('server', { is: 'certificate-request', authorities: 0, types: [1] })
      .alert('server', 47, 'illegal_parameter'),
    instead: 'handshake-broken',
  },
  {
    rule: 'client-cert-unusable',
    statement:
      'The server cannot use the kind of certificate that the client sent.',
    raised: begun()
      .serverHello('TLSv1.2')
      .shows('client', 'mine')
      .alert('server', 43, 'unsupported_certificate'),
    neighbour: begun()
      .serverHello('TLSv1.2')
      .shows('client', 'mine')
      .alert('server', 42, 'bad_certificate'),
    instead: 'server-distrusts-client-cert',
  },
  {
    rule: 'client-falls-back-to-clear-text',
    statement: 'After TLS failed the client sent the password in clear.',
    raised: story()
      .open()
      .reply(220, 'ready')
      .say('AUTH TLS', 502, 'not known')
      .say('USER lab', 331)
      .say('PASS <redacted>', 230),
    // a scenario that means it
    neighbour: story()
      .context({ intended: { mode: 'clear' } })
      .open()
      .reply(220, 'ready')
      .say('USER lab', 331)
      .say('PASS <redacted>', 230),
    instead: '',
  },
  {
    rule: 'client-falls-back-to-clear-text',
    statement: 'After TLS failed the client sent the password in clear.',
    // on a new connection
    raised: begun()
      .alert('server', 40, 'handshake_failure')
      .close('server')
      .on('control', 2)
      .open()
      .reply(220, 'ready')
      .say('USER lab', 331)
      .say('PASS <redacted>', 230),
    // TLS comes after the login and works
    neighbour: story()
      .open()
      .reply(220, 'ready')
      .say('USER lab', 331)
      .say('PASS <redacted>', 230)
      .say('AUTH TLS', 234)
      .handshake(),
    instead: '',
  },
  {
    rule: 'connection-cut-after-auth',
    statement:
      'The connection was cut after AUTH, at the ClientHello, without a TLS byte from the server.',
    certainty: 'inferred',
    raised: begun().close('server', 'rst'),
    neighbour: begun().alert('server', 40, 'handshake_failure').close('server'),
    instead: 'no-shared-cipher',
  },
  {
    rule: 'connection-cut-after-auth',
    statement:
      'The connection was cut after AUTH, at the ClientHello, without a TLS byte from the server.',
    raised: begun().close('unknown', 'rst'),
    neighbour: begun()
      .close('server')
      .from('server-log')
      .log({ is: 'handshake-failed', text: 'no protocols available' }),
    instead: 'handshake-broken',
  },
  {
    rule: 'handshake-no-answer',
    statement: 'The server never answered the ClientHello.',
    raised: begun().timeout('ServerHello').close('client'),
    neighbour: begun()
      .serverHello('TLSv1.2')
      .timeout('Finished')
      .close('client'),
    instead: 'handshake-broken',
  },
  {
    rule: 'server-session-id-context',
    statement:
      'The server cannot resume sessions: its session id context is not set.',
    raised: begun()
      .from('server-program')
      .failed('session id context uninitialized', { number: 0x0a000115 }),
    neighbour: begun()
      .from('server-program')
      .failed('no shared cipher', { number: 0x0a0000c1 }),
    instead: 'no-shared-cipher',
  },
]

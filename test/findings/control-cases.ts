/** Findings of the control connection that no emulated pair gives. */
import type { PeerFacts } from '../../harness/model.js'
import { Story, type Case } from './story.js'

const story = (): Story => new Story()
const server = (options: PeerFacts['options']): { server: PeerFacts } => ({
  server: { profile: 'vsftpd', product: 'vsftpd', version: '3.0.5', options },
})

const oops = (text: string): Story =>
  story().auth().handshake().login().clear('server', text).close('server')

/** ClientHello and then what `rest` tells. */
const begun = (): Story => story().auth().hello({ sessionId: 'aa' })

const weak = (sender: 'client' | 'server', text: string): Story =>
  begun()
    .serverHello('TLSv1.2')
    .shows('server', 'leaf')
    .from(`${sender}-program`)
    .failed(text)

export const controlCases: readonly Case[] = [
  {
    rule: 'active-mode-address-rejected',
    statement:
      'The server rejects the address in PORT (500 Illegal PORT command.).',
    raised: story()
      .session()
      .say('PORT 10,0,0,5,200,1', 500, 'Illegal PORT command.'),
    neighbour: story()
      .session()
      .say('PORT 127,0,0,1,200,1', 550, 'Permission denied.'),
    instead: 'active-mode-refused',
  },
  {
    rule: 'active-mode-client-unreachable',
    statement:
      'The server could not connect to the client for active mode (425 Failed to establish connection.).',
    raised: story()
      .session()
      .say('PORT 127,0,0,1,200,1', 200)
      .say('LIST', 425, 'Failed to establish connection.'),
    // reached, and refused for its session
    neighbour: story()
      .session()
      .transfer('LIST', {
        mode: 'active',
        end: [425, 'Unable to build data connection: Operation not permitted'],
        closed: ['server', 'fin'],
      }),
    instead: 'data-session-not-reused',
  },
  {
    rule: 'active-mode-client-unreachable',
    statement:
      "The server could not connect to the client for active mode (425 Can't open data connection.).",
    raised: story()
      .session()
      .say('EPRT |1|127.0.0.1|51201|', 200)
      .say('RETR f', 425, "Can't open data connection."),
    // the same reply in passive mode accuses nobody of being unreachable
    neighbour: story()
      .session()
      .say('PORT 127,0,0,1,200,1', 200)
      .say('EPSV', 229, 'Entering Extended Passive Mode (|||51201|)')
      .say('RETR f', 425, "Can't open data connection."),
    instead: '',
  },
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
    rule: 'explicit-client-implicit-server',
    statement:
      'The client waits for a greeting in clear; the server waits for a TLS ClientHello (implicit TLS).',
    certainty: 'stated',
    raised: story()
      .context({ implicit: true })
      .open()
      .timeout('greeting')
      .step({ step: 'connect', ok: false }),
    neighbour: story()
      .context({ implicit: false })
      .open()
      .timeout('greeting')
      .step({ step: 'connect', ok: false }),
    instead: '',
  },
  {
    rule: 'implicit-explicit-mismatch',
    statement:
      'Neither side spoke: the client waits for a greeting in clear, the server perhaps for TLS.',
    certainty: 'inferred',
    raised: story().open().timeout('greeting'),
    neighbour: story().open().reply(220, 'ready').timeout('reply to AUTH'),
    instead: '',
  },
  {
    rule: 'not-ftps-port',
    statement: 'The client could not connect (ECONNREFUSED).',
    raised: story().see({
      kind: 'open-failed',
      code: 'ECONNREFUSED',
      text: 'connect ECONNREFUSED 127.0.0.1:21',
    }),
    neighbour: story().session(),
    instead: '',
  },
  {
    rule: 'not-ftps-port',
    statement: 'What answers there does not speak FTP: "SSH-2.0-OpenSSH_9.6".',
    raised: story().open().clear('server', 'SSH-2.0-OpenSSH_9.6').hello(),
    neighbour: story().open().clear('server', '220 ready\r\n').hello(),
    instead: 'implicit-client-explicit-server',
  },
  {
    rule: 'server-connection-limit',
    statement:
      'The server turns the client away (421 There are too many connected users, please try later.).',
    raised: story()
      .open()
      .reply(421, 'There are too many connected users, please try later.')
      .close('server'),
    neighbour: story()
      .open()
      .reply(421, 'Service not available, closing control connection.')
      .close('server'),
    instead: '',
  },
  {
    rule: 'server-forbids-tls-anon',
    statement:
      'The server refuses an anonymous login under TLS (530 Anonymous sessions may not use encryption.).',
    raised: story()
      .auth()
      .handshake()
      .say('USER anonymous', 530, 'Anonymous sessions may not use encryption.'),
    neighbour: story()
      .open()
      .reply(220, 'ready')
      .say('USER lab', 530, 'Non-anonymous sessions must use encryption.'),
    instead: 'server-requires-tls-login',
  },
  {
    rule: 'server-internal',
    statement:
      'The server ended the session over a fault of its own: "500 OOPS: cannot change directory:/srv/ftp".',
    raised: oops('500 OOPS: cannot change directory:/srv/ftp\r\n'),
    neighbour: oops('500 OOPS: child died\r\n'),
    instead: 'vsftpd-sandbox-unsupported-kernel',
  },
  {
    rule: 'vsftpd-sandbox-unsupported-kernel',
    statement: 'A process of vsftpd died in its sandbox.',
    raised: oops('500 OOPS: priv_sock_get_cmd\r\n'),
    // there the echo of a handshake that failed
    neighbour: begun().clear(
      'server',
      '500 OOPS: error:0A00010B:SSL routines::wrong version number\r\n500 OOPS: priv_sock_get_cmd\r\n',
    ),
    instead: 'server-handshake-broken',
  },
  {
    rule: 'vsftpd-writable-chroot',
    statement:
      'vsftpd refuses the login because the root directory of the user is writable.',
    raised: oops(
      '500 OOPS: vsftpd: refusing to run with writable root inside chroot()\r\n',
    ),
    neighbour: oops('500 OOPS: cannot change directory:/srv/ftp\r\n'),
    instead: 'server-internal',
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
  {
    rule: 'control-closed-by-server',
    statement:
      'The server closed the control connection after LIST without a word.',
    raised: story()
      .session()
      .command('LIST')
      .close('server')
      .step({ step: 'list', ok: false }),
    neighbour: story()
      .session()
      .say('QUIT', 221)
      .close('server')
      .step({ step: 'get', ok: false }),
    instead: '',
  },
  {
    rule: 'starttls-injection',
    statement:
      'The server answered inside TLS (200 NOOP ok.) to a command that was sent in clear behind AUTH.',
    raised: story()
      .auth()
      .command('NOOP')
      .handshake()
      .command('NOOP')
      .reply(200, 'NOOP ok.')
      .reply(200, 'NOOP ok.')
      .login(),
    // dropped: the one reply belongs to the command under TLS
    neighbour: story()
      .auth()
      .command('NOOP')
      .handshake()
      .say('NOOP', 200, 'NOOP ok.')
      .login(),
    instead: '',
  },
  {
    rule: 'starttls-injection',
    statement:
      'The server answered inside TLS (530 Please login.) to a command that was sent in clear behind AUTH.',
    raised: story().auth().handshake().reply(530, 'Please login.').login(),
    // nobody asked for that either, but it is the server's patience
    neighbour: story().auth().handshake().reply(421, 'Timeout.'),
    instead: '',
  },
  {
    rule: 'require-cert-disabled',
    statement:
      'ssl_request_cert=NO makes require_cert and validate_cert=YES ineffective.',
    raised: story()
      .context(
        server({
          ssl_request_cert: 'NO',
          require_cert: 'YES',
          validate_cert: 'YES',
        }),
      )
      .session(),
    neighbour: story()
      .context(server({ ssl_request_cert: 'YES', require_cert: 'YES' }))
      .session(),
    instead: '',
  },
]

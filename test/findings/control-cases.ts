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
    statement:
      'What answers there speaks neither FTP nor SMTP: "SSH-2.0-OpenSSH_9.6".',
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
    rule: 'control-closed-by-server',
    statement:
      "The control connection was closed from the server's side after LIST without a word: by the server, or by something between.",
    certainty: 'inferred',
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
    rule: 'control-closed-by-server',
    statement:
      'The server closed the control connection after LIST without a word.',
    certainty: 'stated',
    raised: story()
      .session()
      .command('LIST')
      .close('server')
      .step({ step: 'list', ok: false })
      .from('server-log')
      .log({ is: 'login', ok: true }),
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

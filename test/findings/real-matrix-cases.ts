/** What the matrix of real clients and real servers showed. */
import { Story, type Case } from './story.js'

const asked = (): Story => new Story().from('relay-wire').auth()
const unseen = (): Story =>
  asked()
    .hello()
    .serverHello('TLSv1.3')
    .tls('client', { is: 'finished' })
    .from('server-log')
    .log({ is: 'handshake-failed', text: 'the handshake failed' })
    .from('relay-wire')
    .close('server')
const refusal = (text: string): Story =>
  asked()
    .hello()
    .serverHello('TLSv1.3')
    .from('client-log')
    .failed(text)
    .from('relay-wire')
    .close('client')
const left = (fact: 'spins' | 'ended', text: string): Story =>
  new Story()
    .session()
    .say('QUIT', 221)
    .close('client')
    .from('server-program')
    .log({ is: fact, text })

const noCloseNotify =
  'The server ended the data connection without close_notify and the client refuses the transfer for that.'
const missing =
  'The server requires a client certificate and the client sent none.'

/** basic-ftp 6 × vsftpd 3.0.3, an empty file */
const emptyUpload = (finished: boolean, wait = 0): Story => {
  const story = new Story()
    .session()
    .say('EPSV', 229, 'Entering Extended Passive Mode (|||40001|)')
    .command('STOR empty')
    .reply(150, 'Ok to send data.')
    .on('data')
    .open({ mode: 'passive', control: 1, serverPort: 40_001 })
    .hello()
  if (finished) story.serverHello('TLSv1.3').tls('client', { is: 'finished' })
  return story
    .wait(wait)
    .close('client')
    .back()
    .reply(426, 'Failure reading network stream.')
    .step({ step: 'put', ok: false, data: 1 })
}

/** netkit ftpd-ssl ends a listing without close_notify; no wire is seen */
const listed = (why: string, tls = true): Story => {
  const story = new Story()
    .from('server-log')
    .session()
    .say('PASV', 227, 'Entering Passive Mode (127,0,0,1,156,65)')
    .command('LIST')
    .reply(150, 'Opening ASCII mode SSL data connection for /bin/ls.')
    .from('client-log')
    .on('data')
    .open({ mode: 'passive', control: 1, serverPort: 40_001 })
  if (tls)
    story.see({
      kind: 'established',
      version: 'TLSv1.2',
      cipher: 'ECDHE-RSA-AES256-GCM-SHA384',
      resumed: true,
    })
  return story
    .back()
    .from('server-log')
    .reply(226, 'Transfer complete.')
    .step({ step: 'list', ok: false, data: 1, why })
}

const droppedData = (asksAnew: boolean): Story => {
  const story = new Story()
    .session()
    .say('EPSV', 229, 'Entering Extended Passive Mode (|||40001|)')
    .on('data')
    .open({ mode: 'passive', control: 1, serverPort: 40_001 })
    .hello()
    .back()
  // pyftpdlib logs EPSV when the connection is there already
  story.from('server-log').command('EPSV').from('client-wire')
  if (asksAnew) story.command('PASV')
  return story.on('data').close('server', 'rst').back()
}

export const realMatrixCases: readonly Case[] = [
  {
    rule: 'client-cert-refused-unseen',
    statement:
      "The server ended the TLS 1.3 handshake after the client's last message: only a client certificate that is missing, or that it does not accept, is left to object to.",
    certainty: 'inferred',
    raised: unseen(),
    // who does not trust the server's certificate sends no Finished
    neighbour: asked()
      .hello()
      .serverHello('TLSv1.3')
      .from('server-log')
      .log({ is: 'handshake-failed', text: 'the handshake failed' })
      .from('relay-wire')
      .close('client'),
    instead: 'handshake-broken',
  },
  {
    // pyftpdlib logs OpenSSL's words without its number
    rule: 'client-cert-missing',
    statement: missing,
    certainty: 'stated',
    raised: unseen().from('server-log').log({
      is: 'handshake-failed',
      text: 'SSL routines peer did not return a certificate',
    }),
    neighbour: unseen(),
    instead: 'client-cert-refused-unseen',
  },
  {
    // JSSE meets the alert at its first read
    rule: 'client-cert-missing',
    statement: missing,
    certainty: 'stated',
    raised: unseen().line(
      'javax.net.ssl.SSLHandshakeException: Received fatal alert: certificate_required',
    ),
    neighbour: unseen().line(
      'javax.net.ssl.SSLHandshakeException: Received fatal alert: bad_certificate',
    ),
    instead: 'client-cert-refused-unseen',
  },
  {
    // Go, as rclone prints it
    rule: 'client-distrusts-server-cert',
    statement: "The client does not trust the server's certificate.",
    certainty: 'stated',
    raised: refusal('x509: certificate signed by unknown authority'),
    neighbour: refusal(
      'x509: certificate is valid for ftp.example.test, not localhost',
    ),
    instead: 'client-hostname-mismatch',
  },
  {
    // wget 1.21 with GnuTLS
    rule: 'server-cert-expired',
    statement:
      "The client refuses the server's certificate because it is outside its validity.",
    certainty: 'stated',
    raised: refusal("ERROR: The certificate of '127.0.0.2' is not trusted.")
      .from('client-log')
      .failed("ERROR: The certificate of '127.0.0.2' has expired."),
    neighbour: refusal("ERROR: The certificate of '127.0.0.2' is not trusted."),
    instead: 'client-distrusts-server-cert',
  },
  {
    rule: 'server-spins',
    statement:
      'The server uses all it gets of a core although its client has left.',
    certainty: 'stated',
    raised: left('spins', 'pyftpdlib uses all it gets of a core'),
    neighbour: new Story().session().say('QUIT', 221).close('client'),
    instead: '',
  },
  {
    rule: 'server-ended',
    statement: "The server's program ended: killed by SIGSEGV.",
    certainty: 'stated',
    raised: left('ended', 'killed by SIGSEGV'),
    neighbour: left('spins', 'pyftpdlib uses all it gets of a core'),
    instead: 'server-spins',
  },
  {
    rule: 'client-closes-in-data-handshake',
    statement:
      'The client closed data connection 1 before the TLS handshake on it was over.',
    certainty: 'stated',
    raised: emptyUpload(false),
    neighbour: emptyUpload(true),
    instead: 'data-handshake-failed',
  },
  {
    // it waited for the server, and gave up
    rule: 'client-closes-in-data-handshake',
    statement:
      'The client closed data connection 1 before the TLS handshake on it was over.',
    certainty: 'stated',
    raised: emptyUpload(false, 200),
    neighbour: emptyUpload(false, 3000),
    instead: 'data-handshake-failed',
  },
  {
    // Ruby with OpenSSL 3
    rule: 'server-no-close-notify',
    statement: noCloseNotify,
    certainty: 'stated',
    raised: listed(
      'OpenSSL::SSL::SSLError: SSL_read: unexpected eof while reading',
    ),
    neighbour: listed('Errno::EPIPE: Broken pipe'),
    instead: '',
  },
  {
    // PHP tells nothing of its handshakes
    rule: 'server-no-close-notify',
    statement: noCloseNotify,
    certainty: 'inferred',
    raised: listed('ftp_rawlist(): SSL_shutdown failed', false),
    neighbour: listed('ftp_rawlist(): Unable to create directory', false),
    instead: '',
  },
  {
    // curl on a busy machine gives the connection up, and says so
    rule: 'client-closes-in-data-handshake',
    statement:
      'The client closed data connection 1 before the TLS handshake on it was over.',
    certainty: 'stated',
    raised: emptyUpload(false).line('Failed EPSV attempt. Disabling EPSV'),
    neighbour: emptyUpload(false).line('SSL connection timeout'),
    instead: 'data-handshake-failed',
  },
  {
    // a server closes what a new PASV makes superfluous
    rule: 'data-tls-before-command-reset',
    statement:
      'The server dropped the data connection on which the client had begun TLS before its transfer command.',
    certainty: 'inferred',
    raised: droppedData(false),
    neighbour: droppedData(true),
    instead: '',
  },
]

/** Findings that a real server product gave first. */
import { offered } from './facts.js'
import { Story, type Case } from './story.js'

/** TLS 1.3, logged in; data connections to follow. */
const without = (tickets: boolean): Story =>
  new Story().session(tickets ? {} : { tickets: [] })

const full = { version: 'TLSv1.3', tickets: [] } as const

const passive = (): Story =>
  new Story()
    .session()
    .say('EPSV', 229, 'Entering extended passive mode (|||40001|).')

const dropped = (story: Story): Story =>
  story
    .on('data')
    .open({ mode: 'passive', control: 1, serverPort: 40_001 })
    .hello()
    .close('server', 'rst')
    .back()

const halfClosed = (alert = true): Story => {
  const story = new Story()
    .session()
    .say('PASV', 227, 'Entering passive mode (127,0,0,1,156,65).')
    .command('STOR a')
    .reply(150, 'File status okay.')
    .on('data')
    .open({ mode: 'passive', control: 1, serverPort: 40_001 })
    .handshake()
    .close('client')
  if (alert) story.failed('tlsv1 alert decode error', { number: 0x0a00041a })
  return story.back().timeout('reply to STOR')
}

const refusedData = (text: string): Story =>
  new Story()
    .session()
    .say('PASV', 227, 'Entering passive mode (127,0,0,1,156,65).')
    .command('LIST')
    .reply(125, 'Data connection already open.')
    .on('data')
    .open({ mode: 'passive', control: 1, serverPort: 40_001 })
    .hello()
    .alert('server', 80, 'internal_error')
    .from('server-log')
    .log({ is: 'handshake-failed', text })
    .from('client-wire')
    .back()
    .reply(522, 'SSL handshake failed.')

const ticketed = (offer: string): Story =>
  new Story()
    .session({
      version: 'TLSv1.2',
      tickets: [{ fingerprint: 'own', lifetime: 7200 }],
    })
    .transfer('LIST', {
      tls: { version: 'TLSv1.2', offer, resumed: true },
      facts: [{ is: 'session-mismatch' }],
      closed: ['server', 'fin'],
      end: [425, 'Unable to build data connection: Operation not permitted'],
    })

const answered = (shows?: readonly string[]): Story =>
  new Story()
    .session({
      version: 'TLSv1.2',
      tickets: [{ fingerprint: 'own', lifetime: 7200 }],
      ...(shows === undefined ? {} : { shows }),
    })
    .say('PASV', 227, 'Entering passive mode (127,0,0,1,156,65).')
    .command('LIST')
    .reply(125, 'Data connection already open.')
    .on('data')
    .open({ mode: 'passive', control: 1, serverPort: 40_001 })
    .hello({ ticket: offered('own') })
    .alert('server', 80, 'internal_error')
    .back()
    .timeout('reply to LIST')
    .step({ step: 'list', ok: false, data: 1 })

export const serverProductCases: readonly Case[] = [
  {
    // Pure-FTPd 1.0.50
    rule: 'prot-dropped-to-clear',
    statement:
      'The server refuses PROT p (534 Fallback to [C]) and moves data in clear from then on, although PROT P had been agreed.',
    certainty: 'stated',
    raised: new Story().session().say('PROT p', 534, 'Fallback to [C]'),
    // vsftpd 3.0.3: the level stays as it was
    neighbour: new Story().session().say('PROT p', 504, 'PROT not supported.'),
    instead: 'prot-level-unsupported',
  },
  {
    rule: 'prot-dropped-to-clear',
    statement:
      'The server refuses PROT X (534 Fallback to [C]) and moves data in clear from then on.',
    certainty: 'stated',
    raised: new Story()
      .auth()
      .handshake()
      .login()
      .say('PBSZ 0', 200)
      .say('PROT X', 534, 'Fallback to [C]'),
    // asked for C and got it: nothing was dropped
    neighbour: new Story()
      .session()
      .say('PROT C', 200, 'Data protection level set to "clear"'),
    instead: '',
  },
  {
    // Pure-FTPd since 1.0.50
    rule: 'server-issues-no-tls13-ticket',
    statement:
      'The server sent no session ticket under TLS 1.3; every data connection was a full handshake.',
    certainty: 'stated',
    raised: without(false)
      .transfer('LIST', { n: 1, tls: full, end: [226, 'Done.'] })
      .transfer('RETR a', { n: 2, tls: full, end: [226, 'Done.'] }),
    // tickets come; the client makes no use of them
    neighbour: without(true)
      .transfer('LIST', { n: 1, tls: full, end: [226, 'Done.'] })
      .transfer('RETR a', { n: 2, tls: full, end: [226, 'Done.'] }),
    instead: '',
  },
  {
    rule: 'server-issues-no-tls13-ticket',
    statement: /no session ticket under TLS 1\.3/,
    raised: without(false).transfer('LIST', { tls: full, end: [226, 'Done.'] }),
    // TLS 1.2 resumes by session id
    neighbour: new Story()
      .session({ version: 'TLSv1.2', tickets: [] })
      .transfer('LIST', {
        tls: { version: 'TLSv1.2', tickets: [], id: 'bb' },
        end: [226, 'Done.'],
      }),
    instead: '',
  },
  {
    // curl 7.88 with pyftpdlib 1.5.7
    rule: 'data-tls-before-command-reset',
    statement:
      'The server dropped the data connection on which the client had begun TLS before its transfer command.',
    certainty: 'inferred',
    raised: dropped(passive()).say('TYPE A', 200),
    // the command was there: something else is wrong
    neighbour: dropped(passive().command('LIST')).reply(426, 'Broken.'),
    instead: 'data-handshake-failed',
  },
  {
    // pyftpdlib 1.5.7 on OpenSSL 3: alert 50, and no reply to STOR
    rule: 'upload-without-close-notify',
    statement:
      'The client ended its upload with a bare FIN; the server takes that for an error (alert decode_error) and gives no reply.',
    certainty: 'stated',
    raised: halfClosed().step({ step: 'put', ok: false, data: 1 }),
    // it may be slow: nothing was said of an error
    neighbour: halfClosed(false).step({ step: 'put', ok: false, data: 1 }),
    instead: '',
  },
  {
    // pyftpdlib logs the words of OpenSSL without its number
    rule: 'server-session-id-context',
    statement:
      'The server cannot resume sessions: its session id context is not set.',
    certainty: 'stated',
    raised: refusedData('SSL routines session id context uninitialized'),
    neighbour: refusedData('SSL routines internal error'),
    instead: 'data-handshake-failed',
  },
  {
    // pyftpdlib: an unknown command, where vsftpd's 500 is about the address
    rule: 'active-mode-refused',
    statement: 'The server refuses PORT (500 Command "PORT" not understood.).',
    raised: new Story()
      .session()
      .say('PORT 127,0,0,1,200,1', 500, 'Command "PORT" not understood.'),
    neighbour: new Story()
      .session()
      .say('PORT 10,0,0,5,200,1', 500, 'Illegal PORT command.'),
    instead: 'active-mode-address-rejected',
  },
  {
    // pyftpdlib refuses the address already, before any transfer
    rule: 'client-prot-p-missing',
    statement: /^The client never asked for encrypted data connections/,
    raised: new Story()
      .auth()
      .handshake()
      .login()
      .say(
        'PORT 127,0,0,1,200,1',
        550,
        'SSL/TLS required on the data channel.',
      ),
    neighbour: new Story()
      .session()
      .say('PORT 127,0,0,1,200,1', 550, 'Permission denied.'),
    instead: 'active-mode-refused',
  },
  {
    // ProFTPD 1.3.7a on OpenSSL 1.1.1
    rule: 'server-refuses-own-session',
    statement:
      'The client resumed the session of its control connection on the data connection; the server refuses it as another one.',
    certainty: 'stated',
    raised: ticketed('own'),
    // a ticket that another login was given
    neighbour: ticketed('theirs'),
    instead: 'data-session-of-another-connection',
  },
  {
    // pyftpdlib that writes before the handshake is complete logs nothing
    rule: 'server-session-id-context',
    statement: /internal_error: its session id context is not set/,
    certainty: 'inferred',
    raised: answered(['mine']),
    // it never asked for a certificate
    neighbour: answered(),
    instead: 'data-handshake-failed',
  },
]

/** Findings that libcurl on GnuTLS and netkit's ftpd gave first. */
import { Story, type Case } from './story.js'

const refused = 'called a function you should not call'

const netkit = (reason: string): Story =>
  new Story()
    .session()
    .say('EPSV', 229, 'Extended Passive Mode OK (|||40001|)')
    .command('LIST')
    .reply(150, 'Opening ASCII mode SSL data connection for /bin/ls.')
    .on('data')
    .open({ mode: 'passive', control: 1, serverPort: 40_001 })
    .hello()
    .from('server-log')
    .log({ is: 'handshake-failed', text: reason })
    .from('client-wire')
    .back()
    .reply(425, `ftpd: SSL_accept DATA ${reason}: Success.`)

/** no wire was seen; `says` is the client's log about its data connection */
const unended = (says: boolean): Story => {
  const story = new Story()
    .from('client-log')
    .session()
    .say('EPSV', 229, 'Extended Passive Mode OK (|||40001|)')
    .command('LIST')
    .reply(150, 'Opening ASCII mode SSL data connection for /bin/ls.')
    .on('data')
    .open({ mode: 'passive', control: 1, serverPort: 40_001 })
    .handshake()
  if (says) story.log({ is: 'eof-without-close-notify' }, 'recv error (-110)')
  return story
    .back()
    .reply(226, 'Transfer complete.')
    .step({ step: 'list', ok: !says, data: 1 })
}

/** a download that fails behind a command that is unknown here */
const unknown = (line: string): Story =>
  new Story()
    .session()
    .say(line, 500, `'${line}': command not understood.`)
    .say('RETR a', 550, 'a: No such file or directory.')
    .step({ step: 'get', label: 'get small', ok: false, code: 550 })

export const unusualPeerCases: readonly Case[] = [
  {
    rule: 'command-not-supported',
    statement:
      "The server does not know MDTM (500 'MDTM': command not understood.).",
    certainty: 'stated',
    raised: unknown('MDTM'),
    // lftp and C-Kermit ask, and go on without an answer
    neighbour: unknown('FEAT'),
    instead: '',
  },
  {
    rule: 'server-no-close-notify',
    statement:
      'The server ended the data connection without close_notify and the client refuses the transfer for that.',
    certainty: 'stated',
    raised: unended(true),
    neighbour: unended(false),
    instead: '',
  },
  {
    rule: 'server-data-fails-on-tls13-offer',
    statement:
      'The server could not begin TLS on data connection 1: its own OpenSSL refused the call, as it does for a client that offers TLS 1.3.',
    certainty: 'stated',
    raised: netkit(refused),
    neighbour: netkit('no shared cipher'),
    instead: 'data-handshake-failed',
  },
  {
    rule: 'starttls-injection',
    statement:
      'The server answered inside TLS (500 Unknown.) to a command that was sent in clear behind AUTH.',
    certainty: 'stated',
    raised: new Story().auth().handshake().reply(500, 'Unknown.').login(),
    // Pure-FTPd, to libcurl on GnuTLS that refused its certificate and left
    neighbour: new Story().auth().handshake().reply(234, 'Logout.'),
    instead: '',
  },
]

/** What real clients showed beside the cases that emulation had told. */
import { Story, type Case } from './story.js'

const pasv = 'Entering Passive Mode (127,0,0,1,156,65).'
const cut = [426, 'Failure reading network stream.'] as const
const broken =
  'SSL ret: 18446744073709551615, SSL error: error:00000000:lib(0)::reason(0), errno: 32'

const protC = (): Story =>
  new Story()
    .auth()
    .handshake()
    .login()
    .say('PBSZ 0', 200)
    .say('PROT P', 200)
    .say('PROT C', 200)
    .say('PASV', 227, pasv)
    .command('LIST')
    .reply(150, 'Ok.')
    .on('data', 1)
    .open({ mode: 'passive', serverPort: 40001, control: 1 })

/** No relay sees active mode: the end is told by the server's log alone. */
const activeUpload = (last: string): Story =>
  new Story().session().transfer('STOR f', {
    end: cut,
    facts: [{ is: 'shutdown', text: last }],
  })

/** No byte of TLS on the data connection of a listing, and what PHP says. */
const silentData = (says: string): Story =>
  new Story()
    .session()
    .say('PASV', 227, 'Entering passive mode (127,0,0,1,156,65).')
    .command('LIST')
    .reply(150, 'Accepted data connection')
    .on('data')
    .open({ mode: 'passive', control: 1, serverPort: 40_001 })
    .close('client')
    .back()
    .from('client-log')
    .log({ is: 'fatal', text: says }, says)
    .step({ step: 'list', ok: false, data: 1 })

export const clientCases: readonly Case[] = [
  {
    rule: 'client-tls-on-data-without-prot',
    statement:
      'The client began TLS on data connection 1; PROT C was in force and the server sent clear data.',
    raised: protC()
      .hello()
      .failed('SSL_connect state=error: wrong version number')
      .back()
      .reply(226, 'Directory send OK.')
      .step({ step: 'list', ok: false, data: 1 }),
    neighbour: protC()
      .back()
      .reply(226, 'Directory send OK.')
      .step({ step: 'list', ok: true, data: 1 }),
    instead: 'data-not-encrypted',
  },
  {
    rule: 'upload-reset-unread-tickets-tls13',
    statement:
      "The client closed its TLS 1.3 upload without reading the server's tickets; TCP reset the connection and the file was cut.",
    certainty: 'inferred',
    raised: activeUpload(broken),
    neighbour: activeUpload('SSL shutdown state is: SSL_RECEIVED_SHUTDOWN'),
    instead: 'connection-cut',
  },
  {
    rule: 'implicit-client-explicit-server',
    statement:
      'The client started TLS at once; the server greets in clear and expects AUTH.',
    raised: new Story()
      .open({ serverPort: 21 })
      .reply(220, '(vsFTPd 3.0.3)')
      .say('\\x16\\x03\\x01\\x02 x', 530, 'Please login with USER and PASS.')
      .step({ step: 'control-tls', ok: false }),
    neighbour: new Story()
      .open({ serverPort: 21 })
      .reply(220, '(vsFTPd 3.0.3)')
      .say('FEAT', 530, 'Please login with USER and PASS.'),
    instead: '',
  },
  {
    // PHP 8.2 with Pure-FTPd 1.0.50
    rule: 'client-gives-up-without-session',
    statement:
      'The client found no session that it could resume and gave up before TLS on the data connection.',
    certainty: 'stated',
    raised: silentData(
      'ftp_rawlist(): data_accept: failed to retrieve the existing SSL session',
    ),
    neighbour: silentData('ftp_rawlist(): Connection timed out'),
    instead: 'client-no-tls-on-data',
  },
]

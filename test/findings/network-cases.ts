/** What stands between the ends: proved by both, or left open by one. */
import { Story, type Case } from './story.js'

const failedTls = { step: 'control-tls', ok: false } as const
const failedPut = { step: 'put', ok: false, data: 1 } as const
const failedGet = { step: 'get', ok: false, data: 1 } as const
const failedList = { step: 'list', ok: false } as const

/** The server's end of a session, told behind the client's. */
const atServer = (story: Story): Story =>
  story.from('server-wire').on('control').auth()

const helloCut = (): Story =>
  atServer(new Story().auth().hello().close('server').step(failedTls))

const helloUnanswered = (): Story =>
  atServer(
    new Story()
      .auth()
      .hello()
      .wait(3000)
      .timeout('answer to the control handshake')
      .step(failedTls),
  )

/** The server end of it greets in clear and is asked for nothing. */
const helloUnasked = (): Story =>
  new Story()
    .open({ serverPort: 21 })
    .hello()
    .wait(3000)
    .timeout('answer to the control handshake')
    .step(failedTls)
    .from('server-wire')
    .on('control')
    .open({ serverPort: 21 })
    .reply(220, 'ready')

/** the client does not say what it waited for */
const unended = (closedBy: 'client' | 'server'): Story =>
  begun('RETR f')
    .handshake()
    .wait(3000)
    .timeout('a reply')
    .close(closedBy)
    .step(failedGet)

/** the server took the line for whole when FIN came */
const answeredLate = (waited: number): Story =>
  new Story()
    .open({ serverPort: 21 })
    .reply(220, 'ready')
    .command('AUTH TLS')
    .wait(waited)
    .close('client')
    .step({ step: 'auth', ok: false })
    .from('server-wire')
    .on('control')
    .open({ serverPort: 21 })
    .reply(220, 'ready')
    .command('AUTH TLS')
    .wait(waited)
    .close('client')
    .reply(234, 'go')

const refusedAs = (arrived: string): Story =>
  new Story()
    .open({ serverPort: 21 })
    .reply(220, 'ready')
    .say('AUTH TLS', 500, 'Unknown command.')
    .step({ step: 'auth', ok: false })
    .from('server-wire')
    .on('control')
    .open({ serverPort: 21 })
    .reply(220, 'ready')
    .say(arrived, 500, 'Unknown command.')

const pasv = 'Entering Passive Mode (127,0,0,1,156,65).'

/** up to a data connection that is under TLS */
const begun = (line: string): Story =>
  new Story()
    .session()
    .say('PASV', 227, pasv)
    .command(line)
    .reply(150, 'Ok.')
    .on('data', 1)
    .open({ mode: 'passive', control: 1, serverPort: 40001 })

const stored = (idleMs: number): Story =>
  begun('STOR f').handshake().wait(idleMs).close('client').back()

const lost = (idleMs: number): Story =>
  stored(idleMs).close('server', 'rst').step(failedPut)

const serverReplied = (story: Story): Story =>
  story
    .from('server-wire')
    .on('control')
    .session()
    .say('STOR f', 226, 'Transfer complete.')

const listedFrom = (address: string): Story => {
  const ftp = (story: Story, numbers: string): Story =>
    story
      .open({ serverPort: 21 })
      .reply(220, 'ready')
      .login()
      .say('PASV', 227, `Entering Passive Mode (${numbers},156,65).`)
  return ftp(
    ftp(new Story(), '127,0,0,2').from('server-wire').on('control'),
    address,
  )
}

const refusedAt = (dialled: string): Story =>
  new Story()
    .open({ serverPort: 21, serverAddress: dialled })
    .reply(220, 'ready')
    .say('AUTH TLS', 234)
    .handshake()
    .login()
    .say('PASV', 227, 'Entering Passive Mode (127,66,0,5,156,65).')
    .on('data', 1)
    .see({ kind: 'open-failed', code: 'ECONNREFUSED', text: 'refused' })
    .step({ ...failedList, data: 1 })

export const networkCases: readonly Case[] = [
  {
    rule: 'middlebox',
    statement:
      'Something between client and server ended the control connection.',
    certainty: 'stated',
    raised: helloCut().close('client'),
    // both ends agree on who it was: the server, or what only looks like it
    neighbour: helloCut().close('server'),
    instead: 'connection-cut-after-auth',
  },
  {
    rule: 'middlebox',
    statement:
      'Something between client and server swallowed the ClientHello on the control connection.',
    certainty: 'stated',
    raised: helloUnanswered(),
    // WS_FTP Server: it arrived
    neighbour: helloUnanswered().hello(),
    instead: 'handshake-no-answer',
  },
  {
    rule: 'middlebox',
    statement: /swallowed the ClientHello/,
    raised: helloUnanswered(),
    // implicit TLS at a server that reads commands
    neighbour: helloUnasked(),
    instead: 'implicit-client-explicit-server',
  },
  {
    rule: 'middlebox',
    statement:
      'Something between client and server changed the command AUTH to XXXX.',
    raised: refusedAs('XXXX XXX'),
    neighbour: refusedAs('AUTH TLS'),
    instead: 'auth-refused-tls-off',
  },
  {
    rule: 'control-idle-cut',
    statement:
      /^The control connection was lost during STOR, after \d+ ms without a word on it: something between forgot it, or the server ended it\.$/,
    certainty: 'inferred',
    raised: lost(1000),
    // too soon to have been idle
    neighbour: lost(5),
    instead: 'control-closed-by-server',
  },
  {
    rule: 'control-idle-cut',
    statement: /: something between forgot it\.$/,
    certainty: 'stated',
    raised: serverReplied(lost(1000)),
    // the reply arrived: what the step failed for is another matter
    neighbour: serverReplied(
      stored(1000).reply(226, 'Transfer complete.').step(failedPut),
    ),
    instead: '',
  },
  {
    rule: 'command-unanswered',
    statement:
      'LIST was never answered: the server hangs, or something between dropped it.',
    raised: new Story()
      .session()
      .command('LIST')
      .timeout('reply to LIST')
      .step(failedList),
    neighbour: new Story()
      .session()
      .say('LIST', 150)
      .timeout('reply to LIST')
      .step(failedList),
    instead: '',
  },
  {
    rule: 'data-stalled',
    statement:
      'Data connection 1 fell silent: nothing came for 3000 ms, and no FIN.',
    raised: begun('RETR f').handshake().timeout('data').step(failedGet),
    neighbour: begun('RETR f')
      .handshake()
      .close('server')
      .timeout('data')
      .step(failedGet),
    instead: '',
  },
  {
    rule: 'data-stalled',
    statement:
      'Data connection 1 fell silent: its ClientHello was never answered.',
    raised: begun('RETR f')
      .hello()
      .timeout('answer to the data handshake')
      .step(failedGet),
    // what is late is the reply, which comes on the control connection
    neighbour: begun('RETR f')
      .handshake()
      .timeout('reply to RETR')
      .step(failedGet),
    instead: '',
  },
  {
    rule: 'data-stalled',
    statement:
      /^Data connection 1 never came to its end: neither FIN nor close_notify within \d+ ms, and no reply\.$/,
    certainty: 'inferred',
    raised: unended('client'),
    neighbour: unended('server'),
    instead: '',
  },
  {
    rule: 'command-unanswered',
    statement:
      'AUTH arrived at the server, which answered only when the client hung up: it had not taken what arrived for a whole line.',
    certainty: 'inferred',
    raised: answeredLate(3000),
    neighbour: answeredLate(10),
    instead: '',
  },
  {
    rule: 'alg-rewrites-address',
    statement:
      'Something between rewrote the address in 227 from 127,66,0,5,156,65 to 127,0,0,2,156,65; under TLS it cannot.',
    raised: listedFrom('127,66,0,5'),
    neighbour: listedFrom('127,0,0,2'),
    instead: '',
  },
  {
    rule: 'data-port-blocked',
    statement:
      /^No connection to the server's passive port came to be within \d+ ms \(229 /,
    certainty: 'inferred',
    raised: new Story()
      .session()
      .say('EPSV', 229, 'Extended (|||40001|)')
      .wait(3000)
      .close('client')
      .step(failedList),
    neighbour: new Story()
      .session()
      .say('EPSV', 229, 'Extended (|||40001|)')
      .on('data', 1)
      .open({ mode: 'passive', control: 1, serverPort: 40001 })
      .wait(3000)
      .back()
      .close('client')
      .step(failedList),
    instead: '',
  },
  {
    rule: 'pasv-address-wrong',
    statement:
      "The server's passive address cannot be reached by the client (227 Entering Passive Mode (127,66,0,5,156,65).).",
    raised: refusedAt('127.0.0.2'),
    neighbour: refusedAt('127.66.0.5'),
    instead: 'data-port-blocked',
  },
]

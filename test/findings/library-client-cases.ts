/** What npm and Java clients do that others do not, and what it looked like. */
import type { PeerFacts } from '../../harness/model.js'
import { Story, type Case } from './story.js'

const done = { step: 'list', ok: false } as const
const v12 = { version: 'TLSv1.2' } as const
const long = 604_801

/** JSSE sockets of our own program, with and without the control port. */
const jsse = (options: PeerFacts['options']): Story =>
  new Story()
    .context({
      client: {
        profile: 'java-jsse',
        product: 'Java JSSE',
        version: '17',
        options,
      },
    })
    .session({
      ...v12,
      id: '',
      tickets: [{ fingerprint: 't', lifetime: long }],
    })
    .transfer('LIST', {
      tls: v12,
      end: [522, 'SSL connection failed: session reuse required'],
      closed: ['server', 'fin'],
    })

/** node-ftp: LIST and ClientHello go out at the same time. */
const together = (): Story =>
  new Story()
    .session()
    .say('PASV', 227, 'Entering passive mode (127,0,0,1,156,65).')
    .on('data')
    .open({ mode: 'passive', control: 1, serverPort: 40_001 })
    .hello()
    .back()
    .command('LIST')

const reset = (story: Story): Story =>
  story.on('data').close('server', 'rst').back()

/** The relay dials the server's port for the client. */
const hungUp = (code: number, text: string): Story =>
  new Story()
    .session()
    .say('PASV', 227, 'Entering Passive Mode (127,0,0,1,156,65).')
    .command('LIST')
    .on('data')
    .open({ mode: 'passive', control: 1, serverPort: 40_001 })
    .from('relay-wire')
    .see({ kind: 'open-failed', code: 'ECONNRESET', text: 'connect' })
    .from('client-wire')
    .back()
    .reply(code, text)
    .step(done)

/** ProFTPD's log begins with the ClientHello that it took for a command. */
const greetedOnTheWire = (greeting: string): Story =>
  new Story()
    .from('relay-wire')
    .open({ serverPort: 21 })
    .reply(greeting === '' ? 421 : 220, greeting || 'Too busy')
    .hello()
    .from('server-log')
    .on('control')
    .say('\\x16\\x03\\x03\\x01 x', 500, 'not understood')
    .step({ step: 'control-tls', ok: false })

/** Seen by a relay that has no secrets: neither Finished shows. */
const unreadable = (established: boolean): Story => {
  const story = new Story()
    .session()
    .say('PASV', 227, 'Entering Passive Mode (127,0,0,1,156,65).')
    .command('LIST')
    .reply(150, 'Here it comes.')
    .on('data')
    .open({ mode: 'passive', control: 1, serverPort: 40_001 })
    .hello()
    .close('client')
  if (established)
    story.from('client-log').see({
      kind: 'established',
      version: 'TLSv1.3',
      cipher: 'TLS_AES_256_GCM_SHA384',
      resumed: false,
    })
  return story
    .from('client-wire')
    .back()
    .reply(522, 'SSL connection failed: session reuse required')
    .step(done)
}

export const libraryClientCases: readonly Case[] = [
  {
    rule: 'client-discards-ticket-lifetime',
    statement: `The client discarded the server's ticket because of its lifetime (${long} s) and had no session left to resume.`,
    certainty: 'inferred',
    raised: jsse({ 'session-reuse': 'YES' }),
    // it looks under another port: no session would be found
    neighbour: jsse({}),
    instead: 'data-session-not-reused',
  },
  {
    // node-ftp 0.3.10 with pyftpdlib 1.5.7
    rule: 'data-tls-before-command-reset',
    statement:
      'The server dropped the data connection on which the client had begun TLS before its transfer command.',
    certainty: 'inferred',
    raised: reset(together()).reply(150, 'About to open data connection.'),
    neighbour: reset(together().reply(150, 'Here it comes.')).reply(426, 'No'),
    instead: 'data-handshake-failed',
  },
  {
    rule: 'data-port-blocked',
    statement:
      "The client could not connect to the server's passive port (ECONNRESET).",
    raised: hungUp(226, 'Done.'),
    // ProFTPD closes its port and then says why
    neighbour: hungUp(522, 'SSL/TLS required on the data channel'),
    instead: '',
  },
  {
    rule: 'client-closes-in-data-handshake',
    statement:
      'The client closed data connection 1 before the TLS handshake on it was over.',
    certainty: 'stated',
    raised: unreadable(false),
    // JSSE under TLS 1.3
    neighbour: unreadable(true),
    instead: 'data-session-not-reused',
  },
  {
    rule: 'implicit-client-explicit-server',
    statement:
      'The client started TLS at once; the server greets in clear and expects AUTH.',
    certainty: 'stated',
    raised: greetedOnTheWire('ProFTPD Server'),
    neighbour: greetedOnTheWire(''),
    instead: 'handshake-broken',
  },
]

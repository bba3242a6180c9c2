/** Findings of data connections that no emulated pair gives, or not surely. */
import type { TransferOutcome } from '../../harness/model.js'
import { Story, type Case } from './story.js'

const story = (): Story => new Story()

const done = [226, 'Transfer complete.'] as const
const cut = [426, 'Failure reading network stream.'] as const
const noWrite = [426, 'Failure writing network stream.'] as const

const v12 = { version: 'TLSv1.2' } as const
const upload = (told: Partial<TransferOutcome>): TransferOutcome => ({
  direction: 'upload',
  name: 'f',
  expected: 1000,
  arrived: 1000,
  intact: true,
  reportedOk: true,
  ...told,
})

/** A data handshake that stops after what `tell` adds. */
const stopped = (tell: (s: Story) => Story): Story =>
  tell(
    story()
      .session({ tickets: [{ fingerprint: 't', lifetime: 7200 }] })
      .say('PASV', 227, 'Entering Passive Mode (127,0,0,1,156,65).')
      .command('LIST')
      .reply(150, 'Ok.')
      .on('data', 1)
      .open({ mode: 'passive', serverPort: 40001, control: 1 }),
  )

const psk = [{ length: 208, keyName: '00', fingerprint: 't' }]

export const dataCases: readonly Case[] = [
  {
    rule: 'ccc-tls-end-differs',
    statement:
      'CCC was granted and the next command came late or was not understood: the two ends disagree on how TLS ends.',
    raised: story()
      .session()
      .say('CCC', 200, 'Clearing control channel protection.')
      .command('PASV')
      .step({ step: 'list', label: 'LIST', ok: false, why: 'no reply' }),
    neighbour: story()
      .session()
      .say('CCC', 200, 'Clearing control channel protection.')
      .say('PASV', 227, 'Entering Passive Mode (127,0,0,1,156,65).')
      .step({ step: 'list', label: 'LIST', ok: false, why: 'no reply' }),
    instead: '',
  },
  {
    rule: 'client-tls-on-data-without-prot',
    statement:
      'The client began TLS on data connection 1; PROT P was never sent and the server sent clear data.',
    raised: story()
      .auth()
      .handshake()
      .say('USER a', 331)
      .say('PASS b', 230)
      .say('PASV', 227, 'Entering Passive Mode (127,0,0,1,156,65).')
      .command('LIST')
      .reply(150, 'Ok.')
      .on('data', 1)
      .open({ mode: 'passive', serverPort: 40001, control: 1 })
      .hello()
      .clear('server', '-rw-r--r-- 1 ftp ftp 3 hello.txt')
      .failed('wrong version number', { number: 0x0a00010b })
      .back()
      .reply(...done)
      .step({ step: 'list', label: 'LIST', ok: false, why: 'noise', data: 1 }),
    neighbour: stopped(s => s.handshake())
      .back()
      .reply(...done),
    instead: '',
  },
  {
    rule: 'data-handshake-failed',
    statement:
      'The TLS handshake on data connection 1 failed: server sent internal_error.',
    raised: stopped(s => s.hello().alert('server', 80, 'internal_error'))
      .back()
      .reply(426, 'Failure.'),
    neighbour: stopped(s => s.handshake())
      .back()
      .reply(...done),
    instead: '',
  },
  {
    rule: 'data-handshake-failed-oops',
    statement:
      'The server ended the session over the data connection: "500 OOPS: error:0A000416:SSL routines::ssl/tls alert certificate unknown", written in clear.',
    raised: stopped(s => s.hello())
      .back()
      .clear(
        'server',
        '500 OOPS: error:0A000416:SSL routines::ssl/tls alert certificate unknown\r\n',
      ),
    // it came after the data connection was up
    neighbour: stopped(s => s.handshake())
      .back()
      .clear('server', '500 OOPS: child died\r\n'),
    instead: 'vsftpd-sandbox-unsupported-kernel',
  },
  {
    rule: 'psk-binder-rejected-after-hrr',
    statement:
      'After a HelloRetryRequest the server rejected the binder of the ticket that the client offered.',
    certainty: 'inferred',
    raised: stopped(s =>
      s
        .hello({ psk })
        .tls('server', { is: 'hello-retry-request', group: 23 })
        .hello({ psk })
        .alert('server', 47, 'illegal_parameter'),
    )
      .back()
      .reply(426, 'Failure.'),
    // without a retry alert 47 has another cause
    neighbour: stopped(s =>
      s.hello({ psk }).alert('server', 47, 'illegal_parameter'),
    )
      .back()
      .reply(426, 'Failure.'),
    instead: 'data-handshake-failed',
  },
  {
    rule: 'data-in-clear-under-implicit',
    statement: 'Under implicit TLS data connection 1 was not encrypted.',
    raised: story()
      .open()
      .handshake()
      .reply(220, 'ready')
      .login()
      .transfer('LIST', { tls: null, end: done }),
    neighbour: story()
      .auth()
      .handshake()
      .login()
      .transfer('LIST', { tls: null, end: done }),
    instead: 'data-not-encrypted',
  },
  {
    rule: 'data-port-blocked',
    statement:
      "The client could not connect to the server's passive port (ETIMEDOUT).",
    raised: story()
      .session()
      .say('PASV', 227, 'Entering Passive Mode (127,0,0,1,156,65).')
      .on('data', 1)
      .see({ kind: 'open-failed', code: 'ETIMEDOUT', text: 'connect' }),
    neighbour: story()
      .session()
      .say('PASV', 227, 'Entering Passive Mode (192,0,2,1,156,65).')
      .on('data', 1)
      .see({ kind: 'open-failed', code: 'EPASVADDR', text: '192.0.2.1' }),
    instead: 'pasv-address-wrong',
  },
  {
    rule: 'connection-cut',
    statement:
      'Data connection 1 was cut during the transfer by a reset from the server.',
    raised: story()
      .session()
      .transfer('RETR f', { end: cut, closed: ['server', 'rst'] }),
    // its disk, not the connection
    neighbour: story()
      .session()
      .transfer('RETR f', {
        end: [451, 'Failure reading local file.'],
        closed: ['server', 'fin'],
      }),
    instead: '',
  },
  {
    rule: 'download-aborted-by-client',
    statement:
      'The client closed the data connection before the server had sent everything.',
    raised: story()
      .session()
      .transfer('RETR f', { end: noWrite, closed: ['client', 'fin'] }),
    neighbour: story()
      .session()
      .transfer('RETR f', {
        end: noWrite,
        closeNotify: ['server'],
        closed: ['client', 'fin'],
      }),
    instead: 'download-close-notify-unanswered',
  },
  {
    rule: 'server-no-close-notify',
    statement:
      'The server ended the data connection without close_notify and the client refuses the transfer for that.',
    raised: story()
      .session()
      .transfer('RETR f', { end: done, closed: ['server', 'fin'] })
      .step({ step: 'get', ok: false, data: 1 }),
    neighbour: story()
      .session()
      .transfer('RETR f', { end: done, closed: ['server', 'fin'] })
      .step({ step: 'get', ok: true, data: 1 }),
    instead: '',
  },
  {
    rule: 'upload-reset-unread-tickets-tls13',
    statement:
      "The client closed its TLS 1.3 upload without reading the server's tickets; TCP reset the connection and the file was cut (400 of 1000 bytes arrived).",
    certainty: 'inferred',
    raised: story()
      .session()
      .transfer('STOR f', { end: cut, closed: ['client', 'rst'] })
      .step({
        step: 'put',
        ok: false,
        data: 1,
        transfer: upload({ arrived: 400, intact: false, reportedOk: false }),
      }),
    neighbour: story()
      .session(v12)
      .transfer('STOR f', { tls: v12, end: cut, closed: ['client', 'rst'] }),
    instead: 'connection-cut',
  },
  {
    rule: 'upload-without-close-notify',
    statement:
      'The client ended its upload with a bare FIN; the server requires a TLS close_notify.',
    certainty: 'stated',
    raised: story()
      .session()
      .transfer('STOR f', {
        end: cut,
        closed: ['client', 'fin'],
        facts: [{ is: 'eof-without-close-notify' }],
      }),
    neighbour: story()
      .session()
      .transfer('STOR f', {
        end: [552, 'Quota exceeded.'],
        closeNotify: ['client'],
        closed: ['client', 'fin'],
      }),
    instead: '',
  },
  {
    rule: 'upload-truncated-silently',
    statement: 'The server reported success and stored 400 of 1000 bytes.',
    raised: story().step({
      step: 'put',
      ok: false,
      code: 226,
      transfer: upload({ arrived: 400, intact: false }),
    }),
    // cut, and said so
    neighbour: story().step({
      step: 'put',
      ok: false,
      code: 426,
      transfer: upload({ arrived: 400, intact: false, reportedOk: false }),
    }),
    instead: '',
  },
  {
    rule: 'upload-truncated-silently',
    statement:
      'The server reported success and stored 1000 bytes that are not those that were sent.',
    raised: story().step({
      step: 'put',
      ok: false,
      transfer: upload({ intact: false }),
    }),
    // nobody could look
    neighbour: story().step({
      step: 'put',
      transfer: upload({ arrived: null, intact: null }),
    }),
    instead: '',
  },
  {
    rule: 'success-reported-after-failure',
    statement:
      'The client reported success although "get 1MiB" failed: reply 550.',
    raised: story()
      .context({ clientClaims: 'success' })
      .step({ step: 'get', label: 'get 1MiB', ok: false, code: 550 }),
    neighbour: story()
      .context({ clientClaims: 'failure' })
      .step({ step: 'get', label: 'get 1MiB', ok: false, code: 550 }),
    instead: '',
  },
  {
    rule: 'success-reported-after-failure',
    statement:
      'The client reported success although "put 1MiB" failed: not reached.',
    raised: story()
      .context({ clientClaims: 'success' })
      .step({ step: 'put', label: 'put 1MiB', ok: false, why: 'not reached' }),
    // every transfer worked: only the farewell is missing
    neighbour: story()
      .context({ clientClaims: 'success' })
      .step({ step: 'put', label: 'put 1MiB' })
      .step({ step: 'quit', label: 'QUIT', ok: false }),
    instead: '',
  },
  {
    rule: 'server-log-disagrees-with-wire',
    statement:
      "The server's log says resumed for data connection 1, the wire shows a full handshake.",
    raised: story()
      .session()
      .transfer('LIST', {
        end: done,
        facts: [{ is: 'handshake', resumed: true }],
      }),
    neighbour: story()
      .session()
      .transfer('LIST', {
        end: done,
        facts: [{ is: 'handshake', resumed: false }],
      }),
    instead: '',
  },
]

/** The fixtures were recorded here with the versions in their names. */
import t from 'tap'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  readMsmtp,
  readNodemailer,
  readSmtplib,
  readSwaks,
  type MailLogReader,
} from '../../harness/logs/smtp-clients.js'
import { timedLines } from '../../harness/logs/timed-line.js'
import { redactText } from '../../harness/redact.js'
import { repositoryFile } from '../reports/places.js'
import { digest } from './digest.js'

const recorded = (name: string): string =>
  readFileSync(join(repositoryFile('test/fixtures'), `${name}.log`), 'latin1')

const read = (reader: MailLogReader, text: string): string[] => {
  const mark = /^(@\w+) tls/m.exec(text)?.[1]
  const options = mark === undefined ? {} : { mark }
  return digest(reader(timedLines(text), options))
}

const message = (pipelined: boolean): string[] => {
  const sent = [
    'TLS > MAIL FROM:<cssmtp@zos.example>',
    'TLS > RCPT TO:<operator@mail.example>',
    'TLS > DATA',
  ]
  const got = ['TLS < 250', 'TLS < 250', 'TLS < 354']
  return pipelined
    ? [...sent, ...got]
    : sent.flatMap((line, i) => [line, got[i] ?? ''])
}

const started = ['< 220', '> EHLO zos.example', '< 250', '> STARTTLS', '< 220']

const cases: readonly (readonly [string, MailLogReader, boolean])[] = [
  ['swaks-20201014-delivered', readSwaks, false],
  ['msmtp-1.8-delivered', readMsmtp, true],
  ['smtplib-3.11-delivered', readSmtplib, false],
  ['nodemailer-10.6-delivered', readNodemailer, true],
]

for (const [name, reader, pipelined] of cases)
  t.test(name, async t => {
    const told = read(reader, recorded(name))
      .map(l =>
        l
          .replace(/^control1 /, '')
          .replace('> mail ', '> MAIL ')
          .trim(),
      )
      .filter(l => !l.startsWith('open'))
    t.strictSame(told.slice(0, started.length), started)
    t.match(told[started.length], /^TLSv1\.3 .*(?:AES|CHACHA)/)
    t.strictSame(told.slice(started.length + 1, started.length + 3), [
      'TLS > EHLO zos.example',
      'TLS < 250',
    ])
    const from = told.findIndex(l => l.startsWith('TLS > MAIL'))
    t.strictSame(told.slice(from, from + 6), message(pipelined))
    t.ok(told.slice(from + 6).includes('TLS < 250'), 'the message was taken')
    t.notOk(
      told.some(l => l.includes('IEF404I')),
      'no text of the message',
    )
  })

t.test('a certificate that is not trusted', async t => {
  const said: readonly (readonly [MailLogReader, string])[] = [
    [
      readSwaks,
      '*** TLS startup failed (connect(): error:0A000086:SSL routines::certificate verify failed)',
    ],
    [
      readMsmtp,
      'msmtp: TLS certificate verification failed: The certificate is NOT trusted. The certificate issuer is unknown. ',
    ],
    [
      readSmtplib,
      'ssl.SSLCertVerificationError: [SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: unable to get local issuer certificate (_ssl.c:992)',
    ],
    [
      readNodemailer,
      '@x tls-failed {"role":"control","text":"UNABLE_TO_VERIFY_LEAF_SIGNATURE: unable to verify the first certificate"}',
    ],
  ]
  for (const [reader, line] of said)
    t.match(
      digest(reader(timedLines(line), { mark: '@x' }))[0],
      /^control1 failed .*(?:certificate|CERTIFICATE)/,
    )
})

t.test('a list of mechanisms is no secret, a response is', async t => {
  for (const line of [
    '250-AUTH PLAIN LOGIN',
    "reply: b'250 AUTH PLAIN LOGIN\\r\\n'",
    '250 AUTH LOGIN PLAIN CRAM-MD5',
  ])
    t.equal(redactText(line), line)
  t.equal(redactText('C: AUTH PLAIN AHUAcA=='), 'C: AUTH PLAIN <redacted>')
  t.equal(redactText('AUTH PLAIN PLAINx=='), 'AUTH PLAIN <redacted>')
})

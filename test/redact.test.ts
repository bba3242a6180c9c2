/** Planted secrets do not come out; a peer's text cannot act. */
import t, { type Test } from 'tap'
import { printable, redactArgument, redactText } from '../harness/redact.js'

const secret = 'S3cr3t+='
const gone = (t: Test, shown: string, of: string): void => {
  t.notMatch(shown, 'S3cr3t', of)
  t.match(shown, '<redacted', of)
}

t.test('arguments of commands', async t => {
  for (const verb of ['PASS', 'pass', 'Acct', 'ADAT', 'XAUT'])
    t.equal(redactArgument(verb, secret), '<redacted>', verb)
  t.equal(redactArgument('PASS', ''), '')
  t.equal(redactArgument('AUTH', 'TLS'), 'TLS')
  t.equal(redactArgument('AUTH', `PLAIN ${secret}`), 'PLAIN <redacted>')
  t.equal(redactArgument('auth', `LOGIN ${secret}\n2`), 'LOGIN <redacted>')
  t.equal(redactArgument('RETR', 'pass.txt'), 'pass.txt')
  gone(t, redactArgument('SITE', `ftp://joe:${secret}@host`), 'a URL')
})

t.test('free text', async t => {
  const key = (type: string, end = `-----END ${type}-----\n`): string =>
    `-----BEGIN ${type}-----\nMIIS3cr3t\nS3cr3t==\n${end}`
  const planted = [
    `PASS ${secret}`,
    `> PASS ${secret}\r\n< 230 in`,
    `PASS\t${secret}`,
    `PASS two words ${secret}`,
    `[joe] FTP command: Client "127.0.0.1", "ACCT ${secret}"`,
    `AUTH PLAIN ${secret}`,
    `auth login ${secret}`,
    'ftp://joe:S3cr3t@host/',
    'ftps://joe:p@S3cr3t@host/path',
    'curl ftp://:S3cr3t@host',
    'FTPES://a.b:S3cr3t:S3cr3t@[::1]:21/',
    `Authorization: Basic ${secret}`,
    `before\n${key('PRIVATE KEY')}after`,
    key('RSA PRIVATE KEY'),
    key('ENCRYPTED PRIVATE KEY'),
    key('EC PRIVATE KEY', ''),
    JSON.stringify({ key: key('PRIVATE KEY') }),
  ]
  for (const text of planted) {
    const shown = redactText(text)
    gone(t, shown, text)
    t.equal(redactText(shown), shown, 'twice is once')
  }
  t.equal(redactText(`a\n${key('PRIVATE KEY')}b`).endsWith('b'), true)
  t.equal(
    redactText(`${key('PRIVATE KEY')} and ${key('EC PRIVATE KEY')}`),
    '<redacted private key>\n and <redacted private key>\n',
  )
})

t.test('what is no secret stays', async t => {
  for (const text of [
    '230 Login successful.',
    'the cell did pass again',
    'ftp://host:21/path@x',
    'AUTH TLS',
    '-----BEGIN CERTIFICATE-----\nMII\n-----END CERTIFICATE-----',
    '331 Please specify the password.',
    'joe@host: x',
  ])
    t.equal(redactText(text), text)
})

t.test('long hostile text takes no time', async t => {
  const began = performance.now()
  redactText('-----BEGIN PRIVATE KEY-----'.repeat(2000))
  redactText(`${'a'.repeat(50_000)}://`)
  redactText(`x://${':'.repeat(50_000)}`)
  redactText('PASS '.repeat(20_000))
  printable('\u001b'.repeat(100_000))
  t.ok(performance.now() - began < 2000)
})

t.test('escapes are shown, not obeyed', async t => {
  t.equal(printable('\u001b[31mred\u0007'), '\\x1b[31mred\\x07')
  t.equal(printable('a\tb\nc'), 'a b\nc')
  t.equal(
    printable('\r\u0000\u007f\u0085\u009b2J'),
    '\\x0d\\x00\\x7f\\x85\\x9b2J',
  )
  t.equal(printable('Zürich 日本 ✓ ×'), 'Zürich 日本 ✓ ×')
  const everything = Array.from({ length: 0x3000 }, (_, i) =>
    String.fromCharCode(i),
  ).join('')
  t.notMatch(
    printable(everything).replaceAll('\n', ''),
    /[\p{Cc}\u2028\u2029]|\p{Bidi_Control}/u,
  )
})

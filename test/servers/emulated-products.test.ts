/**
 * ProFTPD, Pure-FTPd and pyftpdlib as emulated: greeting, replies by which
 * they are told apart, and verdicts of cells that show what each is known for.
 * Figures are those of the real ones (docs/emulated-products.md).
 */
import t, { type Test } from 'tap'
import type { CellResult } from '../../harness/model.js'
import { run } from '../../harness/run/run.js'
import { serve } from './profile-server.js'
import type { ScriptClient } from './script-client.js'

const says = async (
  t: Test,
  client: ScriptClient,
  script: readonly (readonly [string, string])[],
): Promise<void> => {
  for (const [line, reply] of script)
    t.equal((await client.command(line)).trim(), reply, line)
}

const sound = 'modern-openssl'

/** scenario to verdict and findings, per server and client */
const characteristic = [
  {
    server: 'proftpd',
    client: sound,
    cells: {
      'auth/ccc': 'pass',
      'auth/implicit': 'pass',
      'prot/lower-case': 'fail prot-level-unsupported',
      'reuse/none-offered': 'fail data-session-not-reused',
      'reuse/other-login[how=ticket]':
        'fail data-session-of-another-connection',
      'data/mode-refused[off=passive]': 'fail passive-mode-refused',
      'close/upload-unread-tickets[tls=1.3]': 'pass',
      'prot/required[asked=nothing]': 'fail client-prot-p-missing',
    },
  },
  {
    server: 'proftpd',
    client: 'never-resumes',
    cells: {
      // nothing to compare with after CCC
      'auth/ccc': 'pass',
      'data/listing[verb=LIST]': 'fail data-session-not-reused',
    },
  },
  {
    server: 'pure-ftpd',
    client: sound,
    cells: {
      'prot/lower-case': 'fail prot-level-unsupported prot-dropped-to-clear',
      'data/session[tls=1.3]': 'pass server-issues-no-tls13-ticket',
      'data/session[tls=1.2]': 'pass',
      'auth/mechanism[mechanism=SSL]': 'fail auth-verb-not-supported',
      'auth/clear-login[login=required]': 'fail server-requires-tls-login',
      'auth/tls-off': 'fail auth-refused-tls-off',
      'close/upload-unread-tickets[tls=1.3]':
        'pass server-issues-no-tls13-ticket',
    },
  },
  {
    server: 'pyftpdlib',
    client: sound,
    cells: {
      'auth/injection': 'fail starttls-injection',
      'auth/ccc': 'fail server-forbids-ccc',
      'prot/order[order=prot-without-pbsz]': 'fail prot-before-auth',
      'certs/request[request=empty-list,tls=1.2]':
        'fail server-session-id-context',
      'data/mode-refused[off=active]': 'fail active-mode-refused',
      'prot/required[asked=C]': 'fail server-requires-prot-p',
    },
  },
] as const

t.test('cells that show what each is known for', async t => {
  const wanted = characteristic.flatMap(({ server, client, cells }) =>
    Object.entries(cells).map(
      ([scenario, verdict]) =>
        [`${scenario} @ ${server} × ${client}`, verdict] as const,
    ),
  )
  const { cells } = await run({
    selection: { only: wanted.map(([id]) => id), backend: 'embedded' },
    workers: 1,
    parallel: 4,
    attribution: { which: 'none', sideEffects: false },
    expectations: [],
  })
  const told = (cell: CellResult): string =>
    [cell.verdict, ...cell.findings.map(finding => finding.id)].join(' ')
  const found = new Map(cells.map(cell => [cell.id, told(cell)]))
  for (const [id, verdict] of wanted) t.equal(found.get(id), verdict, id)
})

t.test('ProFTPD', async t => {
  const server = await serve(t, 'proftpd')
  const clear = await server.open()
  const greeting = await clear.reply()
  await says(t, clear, [
    ['AUTH', '504 AUTH requires at least one argument'],
    ['AUTH GSSAPI', '500 AUTH not understood'],
    ['PROT P', '500 PROT not understood'],
    ['PWD', '530 Please login with USER and PASS'],
    ['XYZZY', '500 XYZZY not understood'],
  ])
  t.match(greeting, /^220 ProFTPD Server \(ftps-interop\) \[127/)
  clear.close()
  const client = await server.enter()
  await says(t, client, [
    ['AUTH TLS', '503 Unwilling to accept second AUTH'],
    ['PBSZ 0', '200 PBSZ 0 successful'],
    ['PBSZ 16', '200 PBSZ=0 successful'],
    ['PROT p', '504 PROT p unsupported'],
    ['PROT S', '536 PROT S unsupported'],
    ['PROT P', '200 Protection set to Private'],
  ])
  const refused = await client.download('LIST', { noSession: true })
  t.equal(
    refused.final,
    '425 Unable to build data connection: Operation not permitted',
  )
  t.match((await client.download('LIST')).final, /^226/, 'own session')
  client.close()
})

t.test('ProFTPD: options', async t => {
  const off = await serve(t, 'proftpd', { options: { TLSEngine: 'off' } })
  const clear = await off.open()
  await clear.reply()
  await says(t, clear, [['AUTH TLS', '500 AUTH not understood']])
  clear.close()
  const free = await serve(t, 'proftpd', {
    options: { TLSOptions: 'NoSessionReuseRequired' },
  })
  const client = await free.enter()
  const full = await client.download('LIST', { noSession: true })
  t.match(full.final, /^226/)
  client.close()
  const strict = await serve(t, 'proftpd', { options: { TLSRequired: 'on' } })
  const bare = await strict.open()
  await bare.reply()
  await says(t, bare, [
    ['USER joe', '550 SSL/TLS required on the control channel'],
  ])
  bare.close()
})

t.test('Pure-FTPd', async t => {
  const server = await serve(t, 'pure-ftpd')
  const clear = await server.open()
  const greeting = await clear.reply()
  await says(t, clear, [
    ['AUTH SSL', '500 This security scheme is not implemented'],
    ['PBSZ 0', '503 PBSZ=0'],
    ['NOOP', '200 Zzz...'],
    ['XYZZY', "530 You aren't logged in"],
  ])
  t.match(greeting, /^220-{10} Welcome to Pure-FTPd/)
  clear.close()
  const client = await server.enter()
  const fallback = 'not understood. Fallback to "private"'
  await says(t, client, [
    ['PROT S', `200 Protection level S ${fallback}`],
    ['PROT p', '534 Fallback to [C]'],
    ['PROT P', '200 Data protection level set to "private"'],
    ['AUTH TLS', '500 This security scheme is not implemented'],
  ])
  t.match((await client.download('LIST', { noSession: true })).final, /^226/)
  t.equal(client.wire.sessions.length, 0, 'no ticket under TLS 1.3')
  client.close()
})

t.test('Pure-FTPd: older versions', async t => {
  const old = await serve(t, 'pure-ftpd', { version: '1.0.49' })
  const client = await old.enter()
  t.ok(
    await client.wire.until(() => client.wire.sessions.length > 0, 1000),
    'tickets until 1.0.49',
  )
  client.close()
})

t.test('pyftpdlib', async t => {
  const server = await serve(t, 'pyftpdlib')
  const clear = await server.open()
  const greeting = await clear.reply()
  await says(t, clear, [
    ['AUTH KERBEROS_V4', '502 Unrecognized encryption type (use TLS or SSL).'],
    ['PBSZ 0', '503 PBSZ not allowed on insecure control connection.'],
    ['NOOP', "200 I successfully did nothing'."],
    ['CCC', '500 Command "CCC" not understood.'],
  ])
  t.equal(greeting.trim(), '220 pyftpdlib 1.5.7 ready.')
  clear.close()
  const client = await server.enter()
  await says(t, client, [
    ['AUTH TLS', '503 Already using TLS.'],
    ['PROT S', '521 PROT S unsupported (use C or P).'],
    ['PROT p', '200 Protection set to Private'],
    ['EPSV 9', '501 Unknown network protocol (use 1).'],
  ])
  const list = await client.download('LIST', { noSession: true })
  t.match(list.first, /^125 /)
  t.equal(list.final, '226 Transfer complete.')
  client.close()
})

/**
 * APAR PH66548 against real mail servers, and real mail clients against them.
 * A server that is missing is skipped with its reason;
 * FTPS_INTEROP_REQUIRE_REAL=1 forbids it.
 */
import t from 'tap'
import { discover } from '../../harness/discover.js'
import { levels } from '../../harness/clients/cssmtp/decision.js'
import type { CellResult } from '../../harness/model.js'
import { run } from '../../harness/run/run.js'
import { mailCells } from '../clients/mail-cells.js'
import { confusion } from '../clients/mail-confusion.js'

const required = process.env['FTPS_INTEROP_REQUIRE_REAL'] === '1'
const { servers, clients } = await discover()

const missing = async (server: string): Promise<string | false> => {
  const here = await servers.get(server)?.backends[0]?.available()
  if (here === undefined) return `${server} has no backend`
  return here.ok ? false : `${here.why}: ${here.hint}`
}

const missingClient = async (client: string): Promise<string | false> => {
  const here = await clients.get(client)?.available()
  return here === undefined || here.ok ? false : `${here.why}: ${here.hint}`
}

const skipping = (why: string | false) =>
  why === false || required ? {} : { skip: why }

const cells = async (
  only: readonly string[],
  which: 'none' | 'fail' = 'none',
): Promise<readonly CellResult[]> => {
  const record = await run({
    selection: { only, backend: 'process' },
    workers: 1,
    attribution: { which, sideEffects: false },
    expectations: [],
    // many processes on few cores
    deadlines: { stepMs: 6000 },
  })
  return record.cells
}

const offered = 'smtp/auth-before-tls[offer="PLAIN LOGIN"]'
const inside = 'smtp/auth-before-tls[offer="inside TLS only"]'
/** as it stands in a cell id */
const plain = (level: string): string =>
  level === 'PH66548'
    ? ''
    : `[maintenance=${level.includes(' ') ? JSON.stringify(level) : level}]`

const serverCures: Readonly<Record<string, readonly string[]>> = {
  postfix: [
    'smtpd_tls_auth_only = yes',
    'smtpd_sasl_exceptions_networks = 127.0.0.0/8',
  ],
  exim: [
    'auth_advertise_hosts = ${if eq{$tls_in_cipher}{}{}{*}}',
    'auth_advertise_hosts = !127.0.0.0/8',
  ],
}

for (const [server, wanted] of Object.entries(serverCures))
  t.test(
    `${server}: AUTH before TLS, each maintenance level`,
    { ...skipping(await missing(server)), timeout: 120_000 },
    async t => {
      const [before, , fixed] = levels
      const only = levels.map(l => `${offered} @ ${server} × cssmtp${plain(l)}`)
      const results = await cells(only, 'fail')
      const of = (level: string): CellResult | undefined =>
        results.find(
          c => c.id === `${offered} @ ${server} × cssmtp${plain(level)}`,
        )
      t.equal(of(before)?.verdict, 'pass')
      t.equal(of(fixed)?.verdict, 'pass')
      const failed = of('PH61015')
      t.equal(failed?.verdict, 'fail')
      t.equal(failed?.findings[0]?.id, 'cssmtp-unwanted-starttls')
      t.equal(failed?.findings[0]?.certainty, 'proved')
      const cures = failed?.attribution?.cures ?? []
      t.match(cures[0]?.line, 'PH66548', 'the PTF first')
      t.equal(cures[1]?.line, wanted[0], 'then the hardening')
      for (const line of wanted)
        t.equal(cures.find(c => c.line === line)?.securityCost, 'none', line)
      if (server === 'postfix')
        t.ok(
          cures.some(c => c.line.startsWith('smtpd_discard_ehlo_keyword_')),
          'in whatever spelling this version has',
        )
      t.ok(
        cures.some(c => c.line.includes('TTLSRule')),
        'or the AT-TLS rule',
      )
    },
  )

t.test(
  'opensmtpd offers AUTH under TLS only: no level fails',
  { ...skipping(await missing('opensmtpd')), timeout: 120_000 },
  async t => {
    const only = levels.flatMap(l => [
      `${inside} @ opensmtpd × cssmtp${plain(l)}`,
      `${offered} @ opensmtpd × cssmtp${plain(l)}`,
    ])
    const results = await cells(only)
    t.equal(results.length, 6)
    for (const { id, verdict } of results)
      t.equal(verdict, id.startsWith(inside) ? 'pass' : 'unsupported', id)
  },
)

/** Exim wants EHLO again by default: TLSEhlo NO is not enough there. */
t.test(
  'the client logs in under TLS',
  { ...skipping(await missing('exim')), timeout: 120_000 },
  async t => {
    const client = (ehlo: string): string =>
      `cssmtp[AuthEntity=configured,${ehlo}Secure=Yes,TCPCONFIG=TTLS,TTLSRule=mapped]`
    const login = 'smtp/authentication[offered=inside-tls]'
    const again = `${login} @ exim × ${client('Options.TLSEhlo=YES,')}`
    const once = `${login} @ exim × ${client('')}`
    const results = await cells([again, once])
    const of = (id: string) => results.find(c => c.id === id)
    t.equal(of(again)?.verdict, 'pass')
    t.equal(of(once)?.findings[0]?.id, 'client-no-ehlo-after-starttls')
  },
)

for (const server of ['postfix', 'exim', 'opensmtpd'] as const)
  t.test(
    `${server}: the rows of the decision table, the neighbours told apart`,
    { ...skipping(await missing(server)), timeout: 120_000 },
    async t => {
      const all = mailCells(server)
      const results = await cells(all.map(c => c.id))
      t.strictSame(confusion(all, results).wrong, [])
    },
  )

/** In clear: whether it gives up, or sends the mail without a login. */
const afterLogin: Readonly<Record<string, string>> = {
  'curl-smtp': 'server-requires-mail-auth',
  swaks: 'server-does-not-offer-auth',
  msmtp: 'server-does-not-offer-auth',
  'python-smtplib': 'server-does-not-offer-auth',
}

const wantedOf = (client: string): Readonly<Record<string, string>> => ({
  'smtp/deliver': '',
  'smtp/starttls-required-by-client[starttls=offered]': '',
  'smtp/starttls-required-by-client[starttls=not-offered]':
    'server-does-not-offer-starttls',
  // Nodemailer takes STARTTLS where it is offered
  'smtp/tls-mandatory':
    client === 'nodemailer' ? '' : 'server-requires-starttls',
  'smtp/certificate[fault=unknown-ca]': 'client-distrusts-server-cert',
  'smtp/authentication[offered=before-tls]': '',
  'smtp/authentication[offered=inside-tls]': afterLogin[client] ?? '',
  'smtp/implicit': '',
})

const mailers = [
  'curl-smtp',
  'swaks',
  'msmtp',
  'python-smtplib',
  'nodemailer',
] as const
const absent = new Map<string, string | false>()
for (const client of mailers) absent.set(client, await missingClient(client))

t.test(
  'mail clients against postfix',
  { ...skipping(await missing('postfix')), timeout: 120_000 },
  async t => {
    const here = mailers.filter(c => required || absent.get(c) === false)
    const wanted = new Map(
      here.flatMap(client =>
        Object.entries(wantedOf(client)).map(([scenario, finding]) => [
          `${scenario} @ postfix × ${client}`,
          finding,
        ]),
      ),
    )
    const results = await cells([...wanted.keys()])
    t.equal(results.length, wanted.size)
    for (const { id, verdict, findings } of results) {
      t.equal(findings[0]?.id ?? '', wanted.get(id), id)
      t.equal(verdict, wanted.get(id) === '' ? 'pass' : 'fail', id)
    }
  },
)

/**
 * CSSMTP: its decision table row by row, what its log tells at which level,
 * the neighbours of APAR PH66548 told apart, and its cures found by running.
 */
import t from 'tap'
import { discover } from '../../harness/discover.js'
import { levels, nextState } from '../../harness/clients/cssmtp/decision.js'
import { readSpool, writeSpool } from '../../harness/clients/cssmtp/spool.js'
import { messageOf } from '../../harness/clients/mail/message.js'
import type { CellResult } from '../../harness/model.js'
import { run } from '../../harness/run/run.js'
import { mailCells } from './mail-cells.js'
import { confusion } from './mail-confusion.js'

const cells = async (
  only: readonly string[],
  which: 'none' | 'fail' = 'none',
): Promise<ReadonlyMap<string, CellResult>> => {
  const { cells: results } = await run({
    selection: { only },
    workers: 1,
    attribution: { which, sideEffects: false },
    expectations: [],
  })
  return new Map(results.map(c => [c.id, c]))
}

const cell = (scenario: string, client: string, server = 'smtp-target') =>
  `smtp/${scenario} @ ${server} × cssmtp${client === '' ? '' : `[${client}]`}`

const offered = 'auth-before-tls[offer="PLAIN LOGIN"]'
const attls = 'TCPCONFIG=TTLS,TTLSRule=mapped'

const wire = (result: CellResult | undefined): string[] =>
  (result?.events ?? []).flatMap(e =>
    e.from === 'client-wire' && e.body.kind === 'command' ? [e.body.verb] : [],
  )

t.test('each row of the decision table, each neighbour', async t => {
  const all = mailCells('smtp-target')
  const results = await cells(all.map(c => c.id))
  t.strictSame(confusion(all, [...results.values()]).wrong, [])
  for (const { id, row, starttls } of all)
    if (starttls !== undefined)
      t.equal(wire(results.get(id)).includes('STARTTLS'), starttls, row)
})

t.test('the next state needs no network', async t => {
  const given = {
    secure: false,
    spool: false,
    authEntity: false,
    authOffered: true,
  }
  t.strictSame(
    levels.map(level => nextState({ ...given, level })),
    ['ML_PR_SendMail', 'ML_PR_StartTLS', 'ML_PR_SendMail'],
  )
  for (const level of levels)
    for (const asked of ['secure', 'spool'])
      t.equal(nextState({ ...given, level, [asked]: true }), 'ML_PR_StartTLS')
})

t.test('a spool file is read as JES gives it', async t => {
  const message = messageOf('abc')
  const { mails, errors } = readSpool(writeSpool(message, 'Yes'))
  t.strictSame(errors, [])
  t.strictSame(mails, [
    { tls: true, from: message.from, to: [message.to], text: message.text },
  ])
  t.equal(readSpool(writeSpool(message, 'No')).mails[0]?.tls, false)
  t.equal(readSpool(writeSpool(message, 'before HELO')).mails[0]?.tls, false)
  // blanks to the record length; a second message on the same HELO
  const two = readSpool(
    [
      'EHLO ZOS   ',
      'STARTTLS',
      'MAIL FROM:<a@b>  ',
      'RCPT TO:<c@d>',
      'RCPT TO:<e@f>',
      'DATA',
      '..x  ',
      '.',
      'MAIL FROM:<a@b>',
      'FORM TO:<x@y>',
      'DATA',
      'HELO ZOS',
      'MAIL FROM:<a@b>',
      'RCPT TO:<c@d>',
      'DATA',
      'MAIL FROM:<no@command>',
      '.',
    ].join('\n'),
  )
  t.strictSame(two.mails, [
    { tls: true, from: 'a@b', to: ['c@d', 'e@f'], text: '.x\r\n' },
    {
      tls: false,
      from: 'a@b',
      to: ['c@d'],
      text: 'MAIL FROM:<no@command>\r\n',
    },
  ])
  t.strictSame(two.errors, ['line 10: FORM TO:<x@y>', 'line 11: DATA'])
})

t.test('both ways of failing, and what the log says of them', async t => {
  const after = cell(offered, 'LogLevel=255,maintenance=PH61015')
  const early = cell(
    offered,
    'LogLevel=255,emulated SIOCTTLSCTL="before STARTTLS",maintenance=PH61015',
  )
  const quiet = cell(offered, 'maintenance=PH61015')
  const results = await cells([after, early, quiet])
  t.same(wire(results.get(after)), ['EHLO', 'STARTTLS'])
  t.same(wire(results.get(early)), ['EHLO'])
  const log = results.get(after)?.clientLog ?? ''
  t.match(log, /ConnectPort \d+ Secure No/)
  t.match(log, /S: 250.AUTH PLAIN LOGIN/)
  t.match(log, 'protocol state ML_PR_StartTLS')
  t.match(log, 'errnojr 77B77317')
  t.match(log, 'spool file: MAIL FROM:<cssmtp@zos.example>')
  // no reply of the server in it: the failure was local
  t.match(
    log,
    /Undeliverable mail\n {2}MAIL FROM:<cssmtp@zos\.example>\n {2}RCPT TO:<operator@mail\.example>\n {2}target server 127\.0\.0\.1 port \d+\n {2}failed at this host: SIOCTTLSCTL failed/,
  )
  const short = results.get(quiet)?.clientLog ?? ''
  t.notMatch(short, 'ML_PR_', 'states are LogLevel 64')
  t.notMatch(short, 'spool file:', 'the spool parser is LogLevel 16')
  t.notMatch(short, 'S: 250', 'the dialogue is LogLevel 32')
  t.match(short, 'errnojr 77B77317')
  for (const id of [after, early, quiet])
    t.equal(
      results.get(id)?.findings[0]?.statement,
      'CSSMTP starts TLS because the server offers AUTH PLAIN LOGIN before TLS, although its configuration does not ask for TLS (APAR PH66548).',
    )
})

t.test('PH66548 is cured on either side, the PTF first', async t => {
  const id = cell(offered, 'maintenance=PH61015')
  const result = (await cells([id], 'fail')).get(id)
  const cures = result?.attribution?.cures ?? []
  t.equal(result?.findings[0]?.certainty, 'proved')
  t.same(
    cures.map(c => c.changes.map(x => `${x.side} ${x.option}=${x.to}`).join()),
    [
      'client maintenance=PH66548',
      'server auth-before-tls=',
      'client TCPCONFIG=TTLS,client TTLSRule=mapped',
    ],
  )
  t.ok(cures.every(c => c.securityCost === 'none'))
  t.match(cures[0]?.line, 'UO03305')
})

t.test('target servers are tried in their order', async t => {
  const second = cell('deliver', 'TargetServer.TargetIp="127.0.0.9 own"')
  const none = cell('deliver', 'TargetServer.TargetIp=127.0.0.9')
  const refused = cell('tls-mandatory', '')
  const results = await cells([second, none, refused], 'fail')
  t.equal(results.get(second)?.verdict, 'pass')
  t.match(
    results.get(second)?.clientLog,
    /127\.0\.0\.9 port \d+: not connected/,
  )
  const { attribution, clientLog } = results.get(none) ?? {}
  t.equal(attribution?.cures[0]?.line, 'TargetServer { TargetIp own }')
  t.match(clientLog, /Undeliverable mail[^]*failed at this host: .*REFUSED/)
  t.match(
    results.get(refused)?.clientLog,
    /refused by the target server: MAIL refused: 530/,
  )
})

t.test('credentials leave no trace', async t => {
  const id = cell(
    'authentication[offered=before-tls]',
    `AuthEntity=configured,LogLevel=255,${attls}`,
  )
  const result = (await cells([id])).get(id)
  t.equal(result?.verdict, 'pass')
  t.ok(wire(result).includes('AUTH'))
  const auth = (result?.events ?? []).flatMap(e =>
    e.body.kind === 'command' && e.body.verb === 'AUTH'
      ? [e.body.argument]
      : [],
  )
  t.ok(auth.length > 0)
  t.ok(auth.every(a => a === 'PLAIN <redacted>'))
  t.notMatch(JSON.stringify(result), /AUTH PLAIN [A-Za-z0-9+/]{12,}/)
})

t.test('what it cannot be asked for', async t => {
  const { clients } = await discover()
  const cssmtp = clients.get('cssmtp')
  const mail = {}
  t.match(cssmtp?.supports({}, {}), 'mail')
  t.match(cssmtp?.supports({ mail, mode: 'implicit' }, {}), 'STARTTLS only')
  t.match(
    cssmtp?.supports(
      { mail },
      { AuthEntity: 'configured', maintenance: 'before PH61015' },
    ),
    'PH61015',
  )
  t.equal(cssmtp?.supports({ mail }, {}), true)
})

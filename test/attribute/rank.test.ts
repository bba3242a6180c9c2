/** What is proposed first: cost before number before side. */
import t from 'tap'
import { rankCures } from '../../harness/attribute/rank.js'
import { discover } from '../../harness/discover.js'
import type { Change, SecurityCost, Side } from '../../harness/model.js'
import { fake } from '../fake.js'

const { catalogue } = fake()
const [box] = catalogue.servers.values()
const [good] = catalogue.clients.values()
if (box === undefined || good === undefined) throw new Error('no peers')

const cure = (securityCost: SecurityCost, to = 'x'): object => ({
  finding: 'f',
  to,
  securityCost,
  exposes: securityCost === 'none' ? '' : `${securityCost} risk`,
})
const options = Object.fromEntries(
  Object.entries({
    free: [cure('none')],
    free2: [cure('none')],
    low: [cure('low')],
    high: [cure('high')],
    both: [cure('low'), cure('high'), cure('none')],
    other: [cure('high', 'y')],
    ptf: [{ ...cure('none'), nature: 'correction' }],
    harder: [{ ...cure('none'), nature: 'hardening' }],
  }).map(([name, cures]) => [
    name,
    { effect: '', type: 'text', default: '', reference: '', cures },
  ]),
) as typeof box.options
const profiles = {
  server: { ...box, options },
  client: { ...good, options },
}

const change = (text: string): Change => {
  const [side = '', option = ''] = text.split('.')
  return { side: side as Side, product: '', option, from: '', to: 'x' }
}
const order = (cures: readonly string[], mine?: Side): string[] =>
  rankCures(
    cures.map(c => c.split(' ').map(change)),
    profiles,
    mine,
  ).map(c => c.changes.map(d => `${d.side}.${d.option}`).join(' '))

t.test('cost, then number, then side', async t => {
  const ranked = [
    'client.free',
    'server.free',
    'client.free server.free',
    'client.free client.free2 server.free',
    'server.low',
    'client.free server.low',
    'client.low server.low',
    'server.high',
    'client.free server.high',
  ]
  t.same(order(ranked), ranked)
  t.same(order([...ranked].reverse()), ranked, 'whatever came in first')
  t.same(order(['client.free', 'server.free'], 'server'), [
    'server.free',
    'client.free',
  ])
  t.same(
    order(['client.low', 'server.free server.free2'], 'client')[0],
    'server.free server.free2',
    'the side does not outweigh the cost',
  )
  t.same(
    order(['client.free', 'server.free server.free2'], 'server')[0],
    'client.free',
    'nor the number',
  )
})

t.test('of what costs the same: correction, hardening, the rest', async t => {
  const ranked = ['server.ptf', 'server.harder', 'client.free']
  t.same(order([...ranked].reverse()), ranked)
  t.same(
    order(['client.ptf', 'server.free'], 'server'),
    ['server.free', 'client.ptf'],
    'the side outweighs it',
  )
})

t.test('what a cure costs and what to write', async t => {
  const [first, second, third] = rankCures(
    ['server.both', 'client.free server.low', 'server.other'].map(c =>
      c.split(' ').map(change),
    ),
    profiles,
    undefined,
  )
  t.match(first, {
    rank: 1,
    securityCost: 'low',
    exposes: [/not known/],
    changes: [{ option: 'other' }],
  })
  t.match(second, {
    rank: 2,
    securityCost: 'low',
    exposes: ['low risk'],
    line: 'free: x\nlow=x',
  })
  t.match(third, { rank: 3, securityCost: 'high', exposes: ['high risk'] })
  t.ok([first, second, third].every(c => c?.proof === 'proved'))
})

t.test('require_ssl_reuse=NO is never first where a safe cure is', async t => {
  const real = await discover()
  const server = real.servers.get('vsftpd')
  const client = real.clients.get('zos-ftp')
  if (server === undefined || client === undefined) return t.fail('no peers')
  const loose: Change = {
    side: 'server',
    product: 'vsftpd',
    option: 'require_ssl_reuse',
    from: 'YES',
    to: 'NO',
  }
  const safe: Change = {
    side: 'client',
    product: 'z/OS FTP',
    option: 'SECURE_SESSION_REUSE',
    from: 'NONE',
    to: 'ALLOWED',
  }
  const authority: Change = {
    ...loose,
    option: 'ca_certs_file',
    from: '',
    to: 'ca.pem',
  }
  for (const mine of [undefined, 'server', 'client'] as const) {
    const [first, second] = rankCures(
      [[loose], [safe, authority]],
      { server, client },
      mine,
    )
    t.same(first?.changes, [safe, authority], `mine: ${mine ?? 'none'}`)
    t.equal(first?.securityCost, 'none')
    t.equal(second?.securityCost, 'high')
    t.equal(second?.line, 'require_ssl_reuse=NO')
    t.equal(second?.exposes.length, 1)
  }
})

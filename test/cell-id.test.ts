/** The string that users paste: written, read, quoted, globbed. */
import t from 'tap'
import {
  isPattern,
  canonicalCellId,
  cellMatches,
  formatCellId,
  globToRegExp,
  parseCellId,
  parseNamed,
} from '../harness/cell-id.js'
import { thrown } from './fake.js'

const awkward = [
  '',
  'plain',
  '1.2',
  'a,b',
  'a=b',
  'a]b',
  '[a',
  'a b',
  'a x b',
  'a × b',
  'a @ b',
  'a"b',
  '"',
  'a\\',
  'a\\"b ] × x',
  '*AUTH*/*',
  '日本',
  'tab\there\nand line',
]

t.test('every value survives format and parse', async t => {
  for (const value of awkward) {
    const point = { how: value, tls: '1.2' }
    const server = { name: 'vsftpd', values: { a: value, b: 'NO' } }
    const client = { name: 'zos-ftp', values: { 'T.v': value } }
    const id = formatCellId('reuse/by', point, server, client)
    t.same(
      parseCellId(id),
      { scenario: { name: 'reuse/by', values: point }, server, client },
      id,
    )
    t.equal(canonicalCellId(id), id)
  }
})

t.test('one spelling, whatever was typed', async t => {
  const id = 'reuse/by[how=psk] @ vsftpd[a=1,b=2] × curl[tls-max=1.2]'
  for (const typed of [
    id,
    'reuse/by[how=psk] @ vsftpd[b=2,a=1] x curl[tls-max=1.2]',
    '  reuse/by[how=psk]@vsftpd[b=2, a=1]×curl[tls-max="1.2"]  ',
    'reuse/by[ how=psk ] @ vsftpd[a=1,b="2"]  x  curl[tls-max=1.2]',
  ])
    t.equal(canonicalCellId(typed), id, typed)
  t.equal(canonicalCellId('a/b @ box x next'), 'a/b @ box × next')
  t.equal(canonicalCellId('a/b @ box[] x xbox'), 'a/b @ box × xbox')
})

t.test('brackets behind white space', async t => {
  t.same(parseNamed(' vsftpd[a=NO] '), {
    name: 'vsftpd',
    values: { a: 'NO' },
  })
})

t.test('what cannot be read says why', async t => {
  const cases: readonly (readonly [string, RegExp])[] = [
    ['reuse/by', /expected one @/],
    ['a @ b @ c × d', /expected one @/],
    ['reuse/by @ vsftpd', /expected one ×/],
    ['a @ b × c × d', /expected one ×/],
    ['a @ b[x × c', /expected one ×/],
    ['a @ b[x=1 ]y × c', /bracket is not closed/],
    ['a @ b[x] × c', /expected option=value/],
    ['a @ b[=1] × c', /expected option=value/],
    ['a @ b[x=1]] × c', /expected/],
    ['a @ b[x="\\q"] × c', /not a quoted value/],
  ]
  for (const [text, why] of cases) {
    const { code, message, hint } = thrown(() => parseCellId(text))
    t.equal(code, 'FI_USAGE', text)
    t.match(message, why)
    t.match(hint, 'run --list')
  }
  // the example in the hint can be read
  const { hint } = thrown(() => parseCellId(''))
  t.doesNotThrow(() => parseCellId(/"([^"]+)"/.exec(hint)?.[1] ?? ''))
})

t.test('globs', async t => {
  const cell = { id: 'reuse/by[how=psk] @ vsftpd[a=1.2] × curl' }
  for (const glob of ['*', 'reuse/*', '* × curl', '*[how=psk] @*', cell.id])
    t.ok(cellMatches(cell, glob), glob)
  for (const glob of ['reuse', '* × cur', '*[how=p.k] @*', '*a=1?2*', ''])
    t.notOk(cellMatches(cell, glob), glob)
  t.ok(globToRegExp('a*b').test('a\nb'), 'also over lines')
  t.equal(globToRegExp('same*'), globToRegExp('same*'), 'compiled once')
})

t.test(
  'a star is a pattern, but not within the value of an option',
  async t => {
    const own = 'auth/ccc @ vsftpd × zos-ftp[KEYRING=*AUTH*/*,TLSMECHANISM=FTP]'
    t.notOk(isPattern(own))
    t.notOk(isPattern('auth/ccc @ vsftpd × curl'))
    for (const pattern of [
      'auth/* @ vsftpd × curl',
      'reuse/by[how=*] @ vsftpd × curl',
      'auth/ccc @ * × curl',
      'auth/ccc @ vsftpd[*] × curl',
      'auth/ccc @ vsftpd[require_ssl_reuse=*] × curl',
      '*',
    ])
      t.ok(isPattern(pattern), pattern)
  },
)

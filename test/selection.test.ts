/** What the user typed, checked before anything starts. */
import t from 'tap'
import { splitList } from '../harness/cell-id.js'
import { discover } from '../harness/discover.js'
import {
  everything,
  parseSetting,
  resolveSelection,
  type Selection,
} from '../harness/selection.js'
import { fake, thrown } from './fake.js'

const real = await discover()
const made = fake().catalogue

const resolve = (
  selection: Partial<Selection>,
  catalogue = made,
): ReturnType<typeof resolveSelection> =>
  resolveSelection(catalogue, { ...everything, ...selection })

t.test('a wrong name is refused with the nearest right one', async t => {
  const cases: readonly (readonly [Partial<Selection>, string, RegExp])[] = [
    [{ servers: ['vsftp'] }, 'FI_UNKNOWN_NAME', /did you mean vsftpd\b/],
    [{ clients: ['kermitt'] }, 'FI_UNKNOWN_NAME', /did you mean kermit\?/],
    [{ scenarios: ['reuze'] }, 'FI_UNKNOWN_NAME', /did you mean reuse\b/],
    [
      { scenarios: ['reuse/none-offerd'] },
      'FI_UNKNOWN_NAME',
      /did you mean reuse\/none-offered\b/,
    ],
    [
      { servers: ['vsftpd[require_ssl_reus=NO]'] },
      'FI_UNKNOWN_NAME',
      /did you mean require_ssl_reuse\?/,
    ],
    [
      { servers: ['vsftpd[require_ssl_reuse=MAYBE]'] },
      'FI_BAD_VALUE',
      /one of YES, NO/,
    ],
    [{ servers: ['vsftpd[version=9]'] }, 'FI_BAD_VALUE', /3\.0\.3/],
    [{ set: ['vsftpd.version=9'] }, 'FI_BAD_VALUE', /3\.0\.3/],
    [{ set: ['vsftp.a=1'] }, 'FI_UNKNOWN_NAME', /did you mean vsftpd\b/],
    [
      { set: ['zos-ftp.SECURE_SESSION_REUS=NONE'] },
      'FI_UNKNOWN_NAME',
      /SECURE_SESSION_REUSE/,
    ],
    [{ set: ['vsftpd.constructor=1'] }, 'FI_UNKNOWN_NAME', /list options/],
    [{ set: ['nonsense'] }, 'FI_USAGE', /--set vsftpd/],
    [
      { only: ['reuse/nothing @ vsftpd × curl'] },
      'FI_UNKNOWN_NAME',
      /reuse\/|list/,
    ],
    [{ only: ['reuse/none-offered @ vsftp × curl'] }, 'FI_UNKNOWN_NAME', /vsf/],
    [{ only: ['reuse/none-offered'] }, 'FI_USAGE', /run --list/],
    [{ servers: ['quite-another'] }, 'FI_UNKNOWN_NAME', /^`ftps-interop list`/],
  ]
  for (const [selection, code, hint] of cases) {
    const what = JSON.stringify(selection)
    const error = thrown(() => resolve(selection, real))
    t.equal(error.code, code, what)
    t.equal(error.exitCode, 2, what)
    t.match(error.hint, hint, what)
  }
  t.equal(
    thrown(() => resolve({ set: ['box.size=ten'] })).hint,
    'it is a whole number',
  )
})

t.test('areas, scenarios, points and globs are known', async t => {
  for (const scenarios of [
    ['plain'],
    ['plain/one'],
    ['grid/levels[tls=1.2]'],
    ['pl*'],
  ])
    t.doesNotThrow(() => resolve({ scenarios }))
})

t.test('lists are split at commas outside brackets and quotes', async t => {
  t.same(splitList('curl, lftp,kermit[a=b,c="d,e"],'), [
    'curl',
    'lftp',
    'kermit[a=b,c="d,e"]',
  ])
  t.same(splitList('close/upload-end[server=strict,close-notify=no],reuse'), [
    'close/upload-end[server=strict,close-notify=no]',
    'reuse',
  ])
})

t.test('peers', async t => {
  const names = (selection: Partial<Selection>): unknown => {
    const { servers, clients } = resolve(selection)
    return [servers, clients].map(side =>
      side.map(({ name, values }) => [name, ...Object.entries(values).flat()]),
    )
  }
  const boxes = [['box'], ['box', 'size', '20']]
  t.same(names({}), [boxes, [['good'], ['only-p']]], 'default matrix')
  t.same(names({ servers: ['box'] }), [[['box']], [['good'], ['only-p']]])
  t.same(
    names({ servers: ['box[*]'], clients: ['*'] }),
    [boxes, [['good'], ['only-p'], ['absent'], ['absent', 'mode', 'b']]],
    'whole matrices',
  )
  t.same(
    names({ servers: ['b*'], clients: ['*-p', 'g*d'] }),
    [[['box']], [['only-p'], ['good']]],
    'globs of names, each as the product ships it',
  )
  t.equal(
    thrown(() => resolve({ clients: ['x*'] })).code,
    'FI_UNKNOWN_NAME',
    'a glob that matches nobody',
  )
  t.same(
    names({ servers: ['box[version=1.0]', 'box[version=1.0]'] }),
    [[['box', 'version', '1.0']], [['good'], ['only-p']]],
    'once each',
  )
  t.same(
    names({ only: ['plain/one @ box[note="a,b"] x absent'] }),
    [[['box', 'note', 'a,b']], [['absent']]],
    'the peers of a cell',
  )
  t.same(
    names({ only: ['plain/one @ box[size=7] × absent[path=*]'] }),
    [
      [...boxes, ['box', 'size', '7']],
      [['good'], ['only-p'], ['absent', 'path', '*']],
    ],
    'a glob names peers besides the default ones',
  )
  t.same(
    names({ only: ['plain/* @ box[*] × absent[*]'] }),
    [boxes, [['good'], ['only-p'], ['absent'], ['absent', 'mode', 'b']]],
    'a glob over the matrix of a peer',
  )
})

t.test('settings keep what stands behind the first =', async t => {
  t.same(parseSetting(made, 'box.note=a=b.c'), {
    owner: 'box',
    option: 'note',
    value: 'a=b.c',
  })
  t.same(
    parseSetting(real, 'zos-ftp.TTLSEnvironmentAdvancedParms.TLSv1.3=On'),
    {
      owner: 'zos-ftp',
      option: 'TTLSEnvironmentAdvancedParms.TLSv1.3',
      value: 'On',
    },
  )
})

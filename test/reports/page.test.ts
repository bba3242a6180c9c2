/** The page's own parts: its policy, its script, the data it is given. */
import { createHash } from 'node:crypto'
import { Script } from 'node:vm'
import t from 'tap'
import html from '../../reports/html.js'
import { pageData } from '../../reports/html/data.js'
import { script } from '../../reports/html/script.js'
import { style } from '../../reports/html/style.js'
import { record, sample } from './sample.js'

const hashOf = (text: string): string =>
  createHash('sha256').update(text).digest('base64')

const page = [
  ...html.render(sample, {
    width: 80,
    colour: false,
    explain: () => undefined,
  }),
].join('')

t.test('the policy allows what the page holds', async t => {
  const inside = (tag: string): string =>
    new RegExp(`<${tag}>([\\s\\S]*?)</${tag}>`).exec(page)?.[1] ?? ''
  t.match(page, `script-src 'sha256-${hashOf(inside('script'))}'`)
  t.match(page, `style-src 'sha256-${hashOf(inside('style'))}'`)
  t.match(page, "default-src 'none'")
  t.notMatch(page, / style="| on[a-z]+="/, 'no inline style or handler')
})

t.test('script and style can stand in their elements', async t => {
  t.ok(new Script(script), 'it is a script')
  t.notMatch(script + style, /<\/|<!--/)
})

t.test('data', async t => {
  const text = /id="data">([\s\S]*?)<\/script>/.exec(page)?.[1] ?? ''
  t.notMatch(text, /[<>&]/)
  const data = pageData(sample, () => undefined)
  t.same(JSON.parse(text), JSON.parse(JSON.stringify(data)))
  t.equal(data.cells.length, sample.cells.length)
  t.ok(data.cells.every(c => c.t.length % 6 === 0))
  t.ok(
    data.cells.every(c => c.t.every(n => Number.isInteger(n) && n >= 0)),
    'six whole numbers a line',
  )
  t.equal(new Set(data.texts).size, data.texts.length, 'each text once')
})

t.test('what many cells say is stored once', async t => {
  const size = (cells: number): number =>
    JSON.stringify(
      pageData(
        record(
          Array.from({ length: cells }, (_, i) => {
            const one = sample.cells[i % sample.cells.length]
            if (one === undefined) throw new Error('no sample')
            return { ...one, id: `${one.id} ${i}` }
          }),
        ),
        () => undefined,
      ),
    ).length
  const per = (size(400) - size(200)) / 200
  t.ok(per < 1600, `${Math.round(per)} bytes for a further cell`)
})

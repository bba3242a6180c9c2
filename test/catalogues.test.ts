/** docs/ holds what the declarations say, not what they once said. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { catalogues } from '../harness/cli/commands/docs.js'
import { discover } from '../harness/discover.js'

t.test('the catalogues are up to date: `npm run docs`', async t => {
  const catalogue = await discover()
  for (const [name, render] of Object.entries(catalogues)) {
    const page = readFileSync(join(process.cwd(), 'docs', `${name}.md`), 'utf8')
    t.ok(page === render(catalogue), `docs/${name}.md`)
  }
})

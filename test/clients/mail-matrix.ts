/**
 * Prints how findings of the mail lane are told apart, as Markdown: each cell
 * of mail-cells.ts once, wanted finding by first finding given.
 *
 *   node build/test/clients/mail-matrix.js --ids postfix    cell ids for --only
 *   node build/test/clients/mail-matrix.js run.jsonl …      the matrix
 *
 * Exit code: 0 when every cell of a server that was run gave what it must.
 */
import { readFileSync } from 'node:fs'
import { exit, stdout } from 'node:process'
import { confusion, toMarkdown, type Given } from './mail-confusion.js'
import { mailCells, targets } from './mail-cells.js'

const given = (file: string): Given[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter(line => line.startsWith('{"type":"cell-end"'))
    .map(line => (JSON.parse(line) as { readonly cell: Given }).cell)

const [first = '', ...rest] = process.argv.slice(2)
if (first === '--ids')
  for (const server of targets.filter(s => rest.includes(s)))
    for (const { id } of mailCells(server)) stdout.write(`${id}\n`)
else {
  const results = [first, ...rest].flatMap(given)
  const ran = targets.filter(s =>
    results.some(r => r.id.includes(` @ ${s} × `)),
  )
  const found = confusion(ran.flatMap(mailCells), results)
  stdout.write(toMarkdown(found))
  exit(found.wrong.length === 0 ? 0 : 1)
}

/** `attribute`: one cell, run again until its cause is proved. */
import { canonicalCellId, isPattern } from '../../cell-id.js'
import { discover } from '../../discover.js'
import { InteropError } from '../../errors.js'
import { readJournal } from '../../journal.js'
import { run } from '../../run/run.js'
import { defineCommand, parseFlags } from '../command.js'
import { writeAll } from '../style.js'
import { showOnTerminal } from '../reporting.js'
import { attributionFrom, selectionFrom } from './run.js'

export default defineCommand({
  id: 'attribute',
  summary: 'prove the cause of one failing cell by running it again',
  usage: `attribute "CELL ID" [options]

  --backend NAME     embedded (default), process, docker, auto
  --journal FILE     the run.jsonl of another run or machine that the cell comes
                     from: its outcome there is compared with the one here
  --budget N         reruns at most (default 30)
  --mine SIDE        server or client: the side you can change
  --no-side-effects  do not run the first cure against the whole row
  --format json      the cell as in the json report`,
  run: async (args, io) => {
    const { values, positionals } = parseFlags(args, {
      backend: { type: 'string' },
      budget: { type: 'string' },
      mine: { type: 'string' },
      'no-side-effects': { type: 'boolean' },
      journal: { type: 'string' },
      format: { type: 'string' },
    })
    const [id, ...more] = positionals
    if (id === undefined || more.length > 0)
      throw new InteropError('FI_USAGE', {
        message: 'attribute takes one cell id',
        hint: 'quote it: ftps-interop attribute "reuse/none-offered @ vsftpd × never-resumes"',
      })
    if (isPattern(id))
      throw new InteropError('FI_USAGE', {
        message: `${JSON.stringify(id)} is a pattern, attribute takes one cell`,
        hint: `ftps-interop run --only "${id}" --attribute all`,
      })
    if (values.format !== undefined && values.format !== 'json')
      throw new InteropError('FI_USAGE', {
        message: `--format cannot be ${JSON.stringify(values.format)}`,
        hint: 'it is json, or absent for the terminal',
      })
    const elsewhere =
      values.journal === undefined
        ? undefined
        : readJournal(values.journal).cells.find(
            c => c.id === canonicalCellId(id),
          )
    if (values.journal !== undefined && elsewhere === undefined)
      throw new InteropError('FI_UNKNOWN_NAME', {
        message: `${values.journal} has no cell ${JSON.stringify(id)}`,
        hint: `\`ftps-interop report ${values.journal}\` shows the cells that it has`,
      })
    const record = await run({
      selection: selectionFrom({ only: [id], backend: values.backend }),
      workers: 1,
      signal: io.signal,
      attribution: { ...attributionFrom(values), which: 'all' },
    })
    const cell = record.cells[0]
    const catalogue = await discover()
    if (values.format === 'json') {
      const json = catalogue.reports.get('json')
      const text = [
        ...(json?.render(record, {
          colour: false,
          width: 80,
          explain: () => undefined,
        }) ?? []),
      ].join('')
      const { cells } = JSON.parse(text) as { cells: unknown[] }
      await writeAll(io.out, `${JSON.stringify(cells[0], null, 2)}\n`)
    } else await showOnTerminal(record, catalogue, io)
    if (elsewhere !== undefined && cell !== undefined)
      io.err.write(
        `there: ${elsewhere.verdict} ${elsewhere.findings[0]?.id ?? ''}; here (${cell.server.backend} ${cell.server.version}): ${cell.verdict} ${cell.findings[0]?.id ?? ''}\n`,
      )
    if (
      cell === undefined ||
      ['unsupported', 'skipped', 'error'].includes(cell.verdict)
    )
      return 3
    return cell.verdict === 'pass' || (cell.attribution?.cures.length ?? 0) > 0
      ? 0
      : 1
  },
})

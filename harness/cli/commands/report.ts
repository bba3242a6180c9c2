/** `report`: shows a journal again, without running anything. */
import { discover } from '../../discover.js'
import { InteropError } from '../../errors.js'
import { readJournal } from '../../journal.js'
import { didYouMean } from '../../suggest.js'
import { defineCommand, parseFlags } from '../command.js'
import { showOnTerminal, writeReports } from '../reporting.js'

export default defineCommand({
  id: 'report',
  summary: 'show the run.jsonl of an earlier run, or write reports from it',
  usage: `report RUN.JSONL [--report FMT=FILE …]

Without --report the run is shown on the terminal.`,
  run: async (args, io) => {
    const { values, positionals } = parseFlags(args, {
      report: { type: 'string', multiple: true },
    })
    const [path, ...more] = positionals
    if (path === undefined || more.length > 0)
      throw new InteropError('FI_USAGE', {
        message: 'report takes one run.jsonl',
        hint: 'for example `ftps-interop report ftps-interop-report/run.jsonl`',
      })
    const catalogue = await discover()
    const record = readJournal(path)
    const targets = (values.report ?? []).map(text => {
      const [name = '', file] = text.split(/=(.*)/s)
      const format = catalogue.reports.get(name)
      if (format === undefined || file === undefined)
        throw new InteropError('FI_USAGE', {
          message: `--report ${text}: expected FORMAT=FILE`,
          hint: didYouMean(
            name,
            catalogue.reports.keys(),
            '`ftps-interop list reports`',
          ),
        })
      return { format, path: file }
    })
    await writeReports(record, targets, catalogue)
    if (targets.length === 0) await showOnTerminal(record, catalogue, io)
    return record.summary.deviations > 0 ? 1 : 0
  },
})

/** Writes the reports of a record and shows it on the terminal. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Catalogue } from '../discover.js'
import { InteropError } from '../errors.js'
import type { ReportFormat, RunRecord } from '../model.js'
import { didYouMean } from '../suggest.js'
import type { Io } from './command.js'
import { wantsColour, widthOf, writeAll } from './style.js'

export interface Target {
  readonly format: ReportFormat
  readonly path: string
}

/** `json=FILE`, or `json` for the report folder. */
export const reportTargets = (
  catalogue: Catalogue,
  asked: readonly string[],
  out: string,
): Target[] => {
  const inFolder = (format: ReportFormat): Target => ({
    format,
    path: join(out, `report.${format.extension}`),
  })
  const targets = asked.map(text => {
    const at = text.indexOf('=')
    const name = at < 0 ? text : text.slice(0, at)
    const format = catalogue.reports.get(name)
    if (format === undefined)
      throw new InteropError('FI_UNKNOWN_NAME', {
        message: `there is no report format ${JSON.stringify(name)}`,
        hint: didYouMean(
          name,
          catalogue.reports.keys(),
          '`ftps-interop list reports`',
        ),
      })
    return at < 0 ? inFolder(format) : { format, path: text.slice(at + 1) }
  })
  const named = new Set(targets.map(t => t.format.id))
  const rest = [...catalogue.reports.values()].filter(
    f => f.byDefault && !named.has(f.id),
  )
  return [...targets, ...rest.map(inFolder)]
}

const explainer =
  (catalogue: Catalogue) =>
  (id: string): { title: string; explanation: string } | undefined =>
    catalogue.rules.get(id)

export const writeReports = async (
  record: RunRecord,
  targets: readonly Target[],
  catalogue: Catalogue,
): Promise<void> => {
  for (const { format, path } of targets) {
    const text = [
      ...format.render(record, {
        colour: false,
        width: 100,
        explain: explainer(catalogue),
      }),
    ].join('')
    try {
      await writeFile(path, text)
    } catch (error) {
      throw new InteropError('FI_FILE', {
        message: `cannot write the ${format.id} report ${path}: ${(error as Error).message}`,
        hint: 'the journal is complete: `ftps-interop report RUN.JSONL --report …` writes it again',
      })
    }
  }
}

export const showOnTerminal = async (
  record: RunRecord,
  catalogue: Catalogue,
  io: Io,
): Promise<void> => {
  const terminal = catalogue.reports.get('terminal')
  if (terminal === undefined) return
  const options = {
    colour: wantsColour(io),
    width: widthOf(io),
    explain: explainer(catalogue),
  }
  for (const part of terminal.render(record, options))
    await writeAll(io.out, part)
}

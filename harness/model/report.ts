/** What a report is given, and gives. */
import type { CellResult, JournalEntry, Summary } from './run.js'

/** What a report sees: the journal, replayed. */
export interface RunRecord {
  readonly start: Extract<JournalEntry, { type: 'run-start' }>
  readonly cells: readonly CellResult[]
  readonly summary: Summary
}

export interface ReportFormat {
  readonly id: string
  readonly title: string
  /** without the dot */
  readonly extension: string
  /** written by a plain run into the report directory */
  readonly byDefault: boolean
  /** pure: the same record gives the same text */
  render(record: RunRecord, options: RenderOptions): Iterable<string>
}

export interface RenderOptions {
  readonly colour: boolean
  readonly width: number
  /** texts of findings for reports that explain */
  readonly explain: (
    finding: string,
  ) => { readonly title: string; readonly explanation: string } | undefined
}

/** A line of a log with the time of its arrival, for readers of live logs. */
export interface TimedLine {
  readonly at: number
  readonly text: string
}

const longest = 4096
const most = 50_000

/** A log without times: the line number stands for the time. */
export const timedLines = (text: string): TimedLine[] =>
  text
    .split(/\r?\n/, most)
    .map((line, at) => ({ at, text: line.slice(0, longest) }))

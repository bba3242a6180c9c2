/**
 * What the client is asked to do with a live server, whose files nobody here
 * knows: names stand for sizes, and contents are never compared. Pure.
 */
import { contents as known } from '../../contents.js'
import { InteropError } from '../../errors.js'
import {
  downloads,
  type Contents,
  type Conversation,
  type FileSize,
  type Step,
  type StepOutcome,
} from '../../model.js'
import type { Target } from './target.js'

/** the steps of a conversation name files by their size: each size is a name */
const places: readonly FileSize[] = downloads.filter(d => d !== '64MiB')

export interface LiveFiles {
  readonly contents: Contents
  readonly steps: readonly Step[]
}

export const liveFiles = (names: readonly string[]): LiveFiles => {
  if (names.length > places.length)
    throw new InteropError('FI_USAGE', {
      message: `--get can be given ${places.length} times`,
      hint: 'drive the client once more for the rest',
    })
  if (names.some(n => /[\r\n\0]/.test(n) || n === ''))
    throw new InteropError('FI_USAGE', {
      message: '--get needs the name of a file',
      hint: 'as the server lists it',
    })
  const bySize = new Map(names.map((name, i) => [places[i], name]))
  return {
    contents: {
      ...known,
      fileName: size => bySize.get(size) ?? known.fileName(size),
    },
    steps: names.flatMap((_name, i) => {
      const size = places[i]
      return size === undefined ? [] : [{ do: 'get' as const, size }]
    }),
  }
}

/** login, where the URL leads, a listing, the files that were named */
export const defaultConversation = (
  target: Target,
  files: LiveFiles,
): Conversation => ({
  steps: [
    ...target.folders.map(folder => ({
      do: 'command' as const,
      line: `CWD ${folder}`,
      accept: [200, 250],
    })),
    { do: 'list' },
    ...files.steps,
  ],
})

/** A client that compares contents was given the wrong ones to compare. */
export const withoutContents = (
  original: StepOutcome,
  { fileName }: Contents,
): StepOutcome => {
  const [, size] = /^get (\S+)$/.exec(original.label) ?? []
  const known = downloads.find(d => d === size)
  const step =
    known === undefined
      ? original
      : { ...original, label: `get ${fileName(known)}` }
  const { transfer } = step
  if (step.step !== 'get' || transfer === undefined) return step
  const whole = { ...transfer, expected: null, intact: null }
  const arrived = transfer.reportedOk && transfer.arrived !== null
  const { why: _why, phase: _phase, ...rest } = step
  return arrived && transfer.intact === false
    ? { ...rest, ok: true, transfer: whole }
    : { ...step, transfer: whole }
}

/**
 * Lines that our own scripts put between a program's own lines: which step
 * begins, how it ended, what the TLS library said. A mark holds a word that
 * the server cannot know, so that a listing or reply never passes for one.
 */
import type { ConnectionRole } from '../model.js'
import { printable } from '../redact.js'
import type { SessionLog } from './session-log.js'
import type { TimedLine } from './timed-line.js'
import { tlsVersionNamed } from './tls-version.js'

export interface MarkedLogOptions {
  /** what each mark begins with, e.g. @4f1c… */
  readonly mark?: string
  readonly implicit?: boolean
  /** the host that was dialled */
  readonly host?: string
}

export interface Mark {
  readonly word: string
  readonly rest: string
}

export const markOf = (text: string, mark: string | undefined): Mark | null => {
  if (mark === undefined || !text.startsWith(`${mark} `)) return null
  const [, word = '', rest = ''] =
    /^(\S+) ?(.*)$/.exec(text.slice(mark.length + 1)) ?? []
  return { word, rest }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const parsed = (text: string): Readonly<Record<string, unknown>> => {
  try {
    const value: unknown = JSON.parse(text)
    return isRecord(value) ? value : {}
  } catch {
    return {}
  }
}

const words = (value: unknown): string =>
  typeof value === 'string' ? value.slice(0, 2000) : ''

const roleOf = (value: unknown, log: SessionLog): ConnectionRole =>
  value === 'data' || value === 'control' ? value : log.role

/** A mark that is an event; others are left alone. */
export const takeMark = (log: SessionLog, found: Mark): void => {
  const facts = parsed(found.rest)
  const role = roleOf(facts['role'], log)
  const text = words(facts['text'])
  switch (found.word) {
    case 'open':
      return log.connected()
    case 'open-failed':
      return log.openFailed(role, text)
    case 'tls': {
      const version = tlsVersionNamed(words(facts['version']))
      const cipher = words(facts['cipher'])
      const resumed = facts['resumed'] === true
      if (version !== null) log.established(role, { version, cipher, resumed })
      return
    }
    case 'tls-failed':
      return log.failed(role, text)
    case 'timeout':
      return log.timedOut(text)
    case 'command':
      return log.command(text)
    case 'reply':
      for (const line of text.split('\n')) log.reply(line.trimEnd())
      return
    case 'note':
      return log.log(text)
  }
}

export interface ToldStep {
  readonly ok: boolean
  readonly error: string
}

/** Begin and end of each step, by its number. */
export interface StepMarks {
  readonly began: ReadonlyMap<string, number>
  readonly told: ReadonlyMap<string, ToldStep>
  readonly ended: ReadonlyMap<string, number>
}

export const stepMarks = (
  lines: readonly TimedLine[],
  mark: string,
): StepMarks => {
  const began = new Map<string, number>()
  const ended = new Map<string, number>()
  const told = new Map<string, ToldStep>()
  for (const { at, text } of lines) {
    const found = markOf(text, mark)
    if (found?.word === 'step') began.set(found.rest.trim(), at)
    if (found?.word !== 'done') continue
    const [, step = '', json = ''] = /^(\S+) ?(.*)$/.exec(found.rest) ?? []
    const facts = parsed(json)
    ended.set(step, at)
    told.set(step, {
      ok: facts['ok'] === true,
      error: printable(words(facts['error'])),
    })
  }
  return { began, told, ended }
}

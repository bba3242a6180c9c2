/**
 * Errors of our own side: a user's mistake or a host that lacks something.
 * A peer's misbehaviour is never one of these: it is an event.
 */

export type ErrorCode =
  | 'FI_USAGE'
  | 'FI_UNKNOWN_NAME'
  | 'FI_BAD_VALUE'
  | 'FI_FILE'
  | 'FI_DECLARATION'
  | 'FI_PORT_TAKEN'
  | 'FI_PERMISSION'
  | 'FI_MISSING_PROGRAM'
  | 'FI_SERVER_DIED'
  | 'FI_DOCKER'
  | 'FI_JOURNAL'
  | 'FI_NOTHING_RAN'
  | 'FI_TIMEOUT'
  | 'FI_INTERRUPTED'

/** 0 as expected, 1 deviation, 2 usage, 3 could not run; see docs/exit-codes.md */
export type ExitCode = 0 | 1 | 2 | 3 | 4 | 130

const exits: Readonly<Record<ErrorCode, ExitCode>> = {
  FI_USAGE: 2,
  FI_UNKNOWN_NAME: 2,
  FI_BAD_VALUE: 2,
  FI_FILE: 2,
  FI_DECLARATION: 2,
  FI_PORT_TAKEN: 3,
  FI_PERMISSION: 3,
  FI_MISSING_PROGRAM: 3,
  FI_SERVER_DIED: 3,
  FI_DOCKER: 3,
  FI_JOURNAL: 3,
  FI_NOTHING_RAN: 3,
  FI_TIMEOUT: 3,
  FI_INTERRUPTED: 130,
}

export interface InteropErrorInit {
  /** what went wrong and where, one sentence */
  readonly message: string
  /** what to do about it, one sentence */
  readonly hint: string
  readonly cause?: unknown
}

/** The only error that a command shows without a stack trace. */
export class InteropError extends Error {
  readonly code: ErrorCode
  readonly hint: string
  readonly exitCode: ExitCode

  constructor(code: ErrorCode, init: InteropErrorInit) {
    super(init.message, { cause: init.cause })
    this.name = 'InteropError'
    this.code = code
    this.hint = init.hint
    this.exitCode = exits[code]
  }
}

/** Why a port of ours could not be opened, with what to do about it. */
export const cannotListen = (
  host: string,
  port: number,
  cause: unknown,
): InteropError => {
  const { code, message } = cause as NodeJS.ErrnoException
  const taken = code === 'EADDRINUSE'
  return new InteropError(taken ? 'FI_PORT_TAKEN' : 'FI_PERMISSION', {
    message: `cannot listen on ${host}:${port} (${code ?? message})`,
    hint: taken
      ? 'another program listens there: choose another port, or 0 for a free one'
      : 'use an address of this host, and a port above 1023 as an ordinary user',
    cause,
  })
}

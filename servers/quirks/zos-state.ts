/** Where a session on z/OS stands: user, working prefix, file system, JES. */
import type { SessionView } from '../engine/hooks.js'

export interface ZosState {
  user: string
  /** with its dot: `USER1.` */
  prefix: string
  /** the working directory is a partitioned data set of this name */
  library: string | null
  /** z/OS UNIX files instead of data sets */
  unix: boolean
  /** SITE FILETYPE=JES */
  jes: boolean
  /** what the last command named, for the texts of its replies */
  named: string
  /** its verb */
  verb: string
  /** what RNFR named */
  from: string
  /** the z/OS UNIX directory, and the one that CWD asks for */
  directory: string
  wanted: string
}

/** What the sessions of one listener share. */
export interface ZosSystem {
  readonly libraries: Set<string>
  readonly jobs: string[]
  lastJob: number
  of(session: SessionView): ZosState
}

export const zosSystem = (unix: boolean): ZosSystem => {
  const states = new WeakMap<SessionView, ZosState>()
  return {
    libraries: new Set(),
    jobs: [],
    lastJob: 0,
    of: session => {
      const known = states.get(session)
      if (known !== undefined) return known
      const fresh: ZosState = {
        user: '',
        prefix: '',
        library: null,
        unix,
        jes: false,
        named: '',
        verb: '',
        from: '',
        directory: '/',
        wanted: '/',
      }
      states.set(session, fresh)
      return fresh
    },
  }
}

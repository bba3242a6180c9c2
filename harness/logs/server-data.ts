/**
 * The data connections in a server's log of its dialogue: what a reply says of
 * the next one, and its opening. For every product; what opens it and when is
 * each reader's own to know.
 */
import type { EventBody } from '../model.js'

/** An event's body with the data connection it is about; 0 = control. */
export interface Placed {
  readonly data: number
  readonly body: EventBody
}

/** The next ordinal of a data connection. */
export type Count = () => number

export interface DataState {
  /** of the control connection */
  readonly ordinal: number
  mode: 'passive' | 'active' | undefined
  port: number | undefined
  /** ordinal of the current data connection; 0 = none yet */
  data: number
}

/** What the reply to PASV, EPSV, PORT or EPRT says of the next connection. */
export const noteAddress = (
  state: DataState,
  verb: string,
  code: number,
  text: string,
): void => {
  if (code === 227) {
    const pair = /(\d{1,3}),(\d{1,3})\)/.exec(text)
    state.port = pair ? Number(pair[1]) * 256 + Number(pair[2]) : undefined
    state.mode = 'passive'
  } else if (code === 229) {
    const port = /\|(\d{1,5})\|\)/.exec(text)?.[1]
    state.port = port === undefined ? undefined : Number(port)
    state.mode = 'passive'
  } else if (code === 200 && (verb === 'PORT' || verb === 'EPRT')) {
    state.port = undefined
    state.mode = 'active'
  }
}

/** An address serves one connection. */
export const openData = (state: DataState, count: Count): Placed => {
  state.data = count()
  const { mode, port } = state
  state.port = undefined
  return {
    data: state.data,
    body: {
      kind: 'open',
      dialled: mode === 'active' ? 'server' : 'client',
      ...(mode === undefined ? {} : { mode }),
      ...(port === undefined ? {} : { serverPort: port }),
      control: state.ordinal,
    },
  }
}

/** Forgets the oldest entry of a map that has grown beyond `most`. */
export const forgetOldest = <K>(map: Map<K, unknown>, most: number): void => {
  const [oldest] = map.size > most ? map.keys() : []
  if (oldest !== undefined) map.delete(oldest)
}

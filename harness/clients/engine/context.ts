/** What every part of one session of an emulated client needs. */
import type { ClientRequest } from '../../model.js'
import type { Patience } from './patience.js'
import type { Recorder } from './recorder.js'
import type { SessionShelf } from './sessions.js'
import type { TlsTerms } from './terms.js'
import type { Traits } from './traits.js'

export interface Context {
  readonly request: ClientRequest
  /** the client's habits, as far as the conversation leaves them alone */
  readonly habits: Traits
  readonly terms: TlsTerms
  readonly recorder: Recorder
  readonly patience: Patience
  /** what data connections of the first login offer */
  readonly shelf: SessionShelf
  /** steps need TLS on control to end before TCP does (CCC, REIN) */
  readonly gated: boolean
}

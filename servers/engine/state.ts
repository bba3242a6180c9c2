/** What one control connection remembers between commands. */
import type { Channel } from './channel.js'
import type { EngineConfig } from './config.js'
import type { Door } from './door.js'

export interface SessionState {
  user: string | null
  anonymous: boolean
  protection: 'C' | 'P'
  /** CCC was granted: control is clear, data as PROT says (RFC 4217 12.3) */
  cleared: boolean
  pbsz: boolean
  ascii: boolean
  epsvAll: boolean
  restart: number
  renameFrom: string | null
  unknown: number
  door: Door | null
  data: Channel | null
  /** a transfer is under way */
  busy: boolean
  aborted: boolean
}

export const initialState = (config: EngineConfig): SessionState => ({
  user: null,
  anonymous: false,
  protection: config.protect.initial,
  cleared: false,
  pbsz: false,
  // RFC 959 section 5: the default representation type is ASCII
  ascii: true,
  epsvAll: false,
  restart: 0,
  renameFrom: null,
  unknown: 0,
  door: null,
  data: null,
  busy: false,
  aborted: false,
})

/**
 * What a user of an emulated product could make it do. TLS versions are taken
 * as settable everywhere: where the product has no switch, its library has a
 * policy of its own on the host.
 */
import type { Abilities } from '../child/abilities.js'

const common = {
  protect: ['after-login'],
  levels: ['P'],
  data: ['pasv', 'port'],
  versions: ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'],
  ciphers: false,
  verify: [true, false],
  serverName: true,
  steps: ['list', 'get', 'put', 'wait', 'command'],
  restart: true,
  append: true,
} as const

export const fileZilla: Abilities = {
  ...common,
  name: 'FileZilla',
  modes: ['explicit', 'implicit', 'clear'],
  auth: ['TLS,SSL'],
  dataSession: ['control'],
  certificate: false,
  listVerbs: ['LIST', 'MLSD'],
}

export const winScp: Abilities = {
  ...common,
  name: 'WinSCP',
  modes: ['explicit', 'implicit', 'clear'],
  auth: ['TLS,SSL', 'SSL'],
  dataSession: ['control', 'none'],
  certificate: true,
  listVerbs: ['LIST', 'MLSD'],
}

export const dotNet: Abilities = {
  ...common,
  name: 'FtpWebRequest',
  modes: ['explicit', 'clear'],
  auth: ['TLS'],
  certificate: true,
  steps: ['list', 'get', 'put', 'wait'],
  listVerbs: ['LIST', 'NLST'],
}

export const wsFtpPro: Abilities = {
  ...common,
  name: 'WS_FTP Pro',
  modes: ['explicit', 'implicit', 'clear'],
  auth: ['SSL'],
  certificate: true,
}

/**
 * What a client under test can be told: what its command line names. A
 * scenario that asks for more is unsupported before anything runs.
 */
import type { TlsVersion } from '../../model.js'
import type { Abilities } from '../child/abilities.js'
import { namedIn } from './command.js'

const versions: readonly TlsVersion[] = [
  'TLSv1',
  'TLSv1.1',
  'TLSv1.2',
  'TLSv1.3',
]

export const execAbilities = (command: string): Abilities => {
  const names = namedIn(command)
  const whole = names.has('conversation')
  const can = (name: string): boolean => whole || names.has(name)
  return {
    name: 'the client under test',
    modes:
      can('mode') || can('scheme') || can('url')
        ? ['explicit', 'implicit', 'clear']
        : ['explicit'],
    auth: ['TLS'],
    protect: [
      'before-login',
      'after-login',
      ...(whole ? (['never'] as const) : []),
    ],
    levels: can('level') ? ['C', 'P'] : ['P'],
    data: can('data') ? ['pasv', 'epsv', 'port', 'eprt'] : [],
    versions: can('tlsmin') && can('tlsmax') ? versions : [],
    ciphers: can('ciphers'),
    ...(whole ? { dataSession: ['control', 'none'] as const } : {}),
    verify: can('verify') ? [true, false] : [],
    certificate: can('certificate') && can('key'),
    serverName: can('servername'),
    steps: whole
      ? ['list', 'get', 'put', 'prot', 'pbsz', 'ccc', 'wait', 'command']
      : ['list', 'get', 'put'],
    listVerbs: whole ? ['LIST', 'NLST', 'MLSD'] : ['LIST'],
    restart: whole,
    append: whole,
  }
}

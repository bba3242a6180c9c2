/**
 * FEAT, SIZE, MDTM and REST STREAM exist only as far as FTP.DATA has an
 * EXTENSIONS statement for them. ADAT is known and has nothing to do under TLS.
 *
 * Source: public transcripts `211 no Extensions supported`, `501 command
 * aborted -- FTP server not configured for SIZE`, `504 Restart requires Block
 * or Compressed transfer mode.`; the list of a server that has some is
 * inferred.
 */
import { hookQuirk, type Quirk } from './quirk.js'

const needs: Readonly<Record<string, string>> = {
  SIZE: 'SIZE',
  MDTM: 'MDTM',
  REST: 'REST_STREAM',
}
const lines: Readonly<Record<string, readonly string[]>> = {
  AUTH_TLS: [' AUTH TLS', ' PBSZ', ' PROT'],
  SIZE: [' SIZE'],
  MDTM: [' MDTM'],
  REST_STREAM: [' REST STREAM'],
  UTF8: [' UTF8'],
}

export const zosExtensions = (extensions: readonly string[]): Quirk =>
  hookQuirk({
    command: ({ verb }, session) => {
      if (verb === 'ADAT')
        return session.secure
          ? [503, 'Authentication already established']
          : [503, 'Must issue AUTH command before ADAT command']
      if (verb === 'FEAT') {
        const listed = extensions.flatMap(name => lines[name] ?? [])
        return listed.length === 0
          ? [211, 'no Extensions supported']
          : [211, 'Extensions supported', ...listed, 'End']
      }
      const needed = needs[verb]
      if (needed === undefined || !session.loggedIn) return undefined
      if (extensions.includes(needed)) return undefined
      if (verb === 'REST')
        return [504, 'Restart requires Block or Compressed transfer mode.']
      return [501, `command aborted -- FTP server not configured for ${needed}`]
    },
  })

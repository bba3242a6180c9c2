/**
 * SITE takes attributes of data sets in any number; one that it does not know
 * is named in the answer, which is 200 all the same. Allowed before login.
 *
 * Source: public transcripts; z/OS clients send SITE before every STOR.
 */
import { hookQuirk, type Quirk } from './quirk.js'

const known =
  /^(?:(?:VAR|FIX)recfm|(?:FILETYPE|LRECL|RECFM|BLKSIZE|PRI(?:MARY)?|SEC(?:ONDARY)?|UNIT|VOLUME|DIRECTORY|SBD(?:ATACONN)?|ENC(?:ODING)?|JES\w*|MGMTCLASS|DATACLASS|STORCLASS|RETPD|UMASK)=\S+|TR(?:ACKS)?|CY(?:LINDERS)?|BLOCKS?|(?:NO)?RDW|(?:NO)?TRAILINGBLANKS|(?:NO)?WRAPRECORD|(?:NO)?QUOTES\w*|(?:NO)?AUTOREC\w*)$/i

export const zosSite: Quirk = hookQuirk({
  command: ({ verb, argument }) => {
    if (verb !== 'SITE') return undefined
    const words = argument.trim().split(/\s+/).filter(Boolean)
    if (words.length === 0) return [202, 'SITE not necessary; you may proceed']
    const odd = words
      .filter(word => !known.test(word))
      .map(word => `Unrecognized parameter '${word}' on SITE command.`)
    const [first, ...more] = odd
    const accepted = 'SITE command was accepted'
    if (first === undefined) return [200, accepted]
    return [200, first, ...more.map(text => `200-${text}`), accepted]
  },
})

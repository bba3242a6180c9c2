/**
 * LIST of data sets, of the members of a library: neither is `ls -l`, and
 * clients that parse it show an empty directory.
 *
 * Source: public transcripts for both headings.
 */
import type { Entry } from '../engine/store.js'
import { hookQuirk, type Quirk } from './quirk.js'
import type { ZosState, ZosSystem } from './zos-state.js'

const dataSets =
  'Volume Unit    Referred Ext Used Recfm Lrecl BlkSz Dsorg Dsname'
const members =
  ' Name     VV.MM   Created       Changed      Size  Init   Mod   Id'
/** of a 3390 */
const trackBytes = 56664

const day = (at: Date): string =>
  at.toISOString().slice(0, 10).replaceAll('-', '/')

const dataSet = ({ name, bytes, directory, modified }: Entry): string => {
  const used = String(Math.max(1, Math.ceil(bytes / trackBytes))).padStart(4)
  const form = directory ? 'FB      80 27920  PO  ' : 'VB    4096 27998  PS  '
  return `USER01 3390   ${day(modified)}  1 ${used}  ${form}${name}`
}

const member = ({ name, modified }: Entry, { user }: ZosState): string => {
  const at = day(modified)
  const time = modified.toISOString().slice(11, 16)
  return ` ${name.padEnd(8)}  01.00 ${at} ${at} ${time}     1     1     0 ${user}`
}

export const zosList = (system: ZosSystem): Quirk =>
  hookQuirk({
    listing: ({ verb, entries }, session) => {
      const at = system.of(session)
      if (at.unix || verb !== 'LIST') return undefined
      if (entries === null || entries.length === 0)
        return { refusal: [550, 'No data sets found.'] }
      const library = system.libraries.has(at.named.toUpperCase())
      const lines = library
        ? [members, ...entries.map(entry => member(entry, at))]
        : [dataSets, ...entries.map(dataSet)]
      return { bytes: Buffer.from(lines.map(line => `${line}\r\n`).join('')) }
    },
  })

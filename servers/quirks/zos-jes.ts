/**
 * SITE FILETYPE=JES: what is stored is a job, LIST shows the queue and DELE
 * purges. A client that checks the size of its upload afterwards finds nothing.
 * Spool files cannot be fetched here.
 *
 * Source: IP User's Guide and Commands, interfacing with JES; the heading of
 * LIST from public transcripts.
 */
import type { ReplyText } from '../engine/replies.js'
import { hookQuirk, type Quirk } from './quirk.js'
import type { ZosSystem } from './zos-state.js'

const heading = 'JOBNAME  JOBID    OWNER    STATUS CLASS'
const mostJobs = 1000
const filter = 'for JESJOBNAME=*, JESSTATUS=ALL and JESOWNER=*'

const submitted = (system: ZosSystem, user: string): ReplyText => {
  system.lastJob = (system.lastJob % 99_999) + 1
  const id = `JOB${String(system.lastJob).padStart(5, '0')}`
  const name = `${user.slice(0, 7)}A`.padEnd(8)
  const row = `${name} ${id} ${user.padEnd(8)} OUTPUT A        RC=0000 3 spool files`
  if (system.jobs.length < mostJobs) system.jobs.push(row)
  return [
    250,
    `It is known to JES as ${id}`,
    'Transfer completed successfully.',
  ]
}

const purged = ({ jobs }: ZosSystem, id: string): ReplyText => {
  const at = jobs.findIndex(row => row.split(/\s+/)[1] === id)
  if (at < 0) return [550, `Jobid ${id} not found ${filter}`]
  jobs.splice(at, 1)
  return [250, 'Cancel successful']
}

export const zosJes = (system: ZosSystem): Quirk =>
  hookQuirk({
    command: ({ verb, argument }, session) => {
      const type = /\bFILETYPE=(SEQ|JES)\b/i.exec(argument)?.[1]
      if (verb === 'SITE' && type !== undefined)
        system.of(session).jes = type.toUpperCase() === 'JES'
      if (verb === 'DELE' && session.loggedIn && system.of(session).jes)
        return purged(system, argument.trim().toUpperCase())
      return undefined
    },
    listing: ({ verb }, session) => {
      if (!system.of(session).jes || verb !== 'LIST') return undefined
      const lines = [heading, ...system.jobs]
      return { bytes: Buffer.from(lines.map(line => `${line}\r\n`).join('')) }
    },
    reply: ({ situation }, session) => {
      const at = system.of(session)
      if (!at.jes) return undefined
      if (situation === 'list-start') return [125, `List started OK ${filter}`]
      if (situation === 'stor-start')
        return [125, 'Sending Job to JES internal reader FIXrecfm 80']
      return situation === 'stor-done' ? submitted(system, at.user) : undefined
    },
  })

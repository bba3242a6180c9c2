/** The JDK of this host, and how one short conversation runs on it. */
import type { Availability, Conversation } from '../../model.js'
import { hintFor, installed } from '../child/installed.js'
import { programSays } from '../child/probe.js'
import type { Invocation } from '../child/program.js'
import { scriptPath } from '../child/script.js'
import { compiled } from './compiled.js'

export const jdk = async (from: string): Promise<Availability> => {
  const java = await installed({
    program: 'java',
    args: ['--version'],
    version: /^\S+ (\d[\d.]*)/,
    from,
  })
  if (!java.ok) return java
  if ((await programSays('javac', ['--version'])) !== null) return java
  return { ok: false, why: 'javac is not installed', hint: hintFor(from) }
}

/** JDK 17 has the older ones disabled; '' = no wish. */
export const askedVersions = (wanted: Conversation): string => {
  const { minVersion, maxVersion } = wanted
  if (minVersion === undefined && maxVersion === undefined) return ''
  const from = minVersion === 'TLSv1.3' ? 1 : 0
  const to = maxVersion === 'TLSv1.2' ? 1 : 2
  return ['TLSv1.2', 'TLSv1.3'].slice(from, to).join(',')
}

export interface JavaJob {
  /** of harness/clients/scripts, without .java */
  readonly main: string
  readonly library?: string
  readonly from: string
  readonly flags?: readonly string[]
  /** '' leaves one out */
  readonly systemProperties: Readonly<Record<string, string>>
  readonly stdin: string
}

export const javaInvocation = async (job: JavaJob): Promise<Invocation> => {
  const { main, library = '', from, flags = [], systemProperties } = job
  const sources = ['Job.java', `${main}.java`].map(scriptPath)
  const classes = await compiled({ sources, library, from })
  return {
    program: 'java',
    args: [
      // one short conversation: the optimising compiler only costs time
      '-XX:TieredStopAtLevel=1',
      '-XX:+UseSerialGC',
      '-Xshare:auto',
      ...flags,
      ...Object.entries(systemProperties).flatMap(([name, value]) =>
        value === '' ? [] : [`-D${name}=${value}`],
      ),
      '-cp',
      library === '' ? classes : `${library}:${classes}`,
      main,
    ],
    stdin: job.stdin,
  }
}

/** `serve`: from the first line on the screen to the last. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ExitCode } from '../errors.js'
import { connectLines } from './connect-lines.js'
import { Desk, type DeskTools } from './desk.js'
import type { DeskPeer } from './judged.js'
import { isLoopbackAddress, profiledPeer, unknownPeer } from './peers.js'
import type { ServeAsked } from './serve-request.js'
import { startServed, type Served } from './served.js'
import { untilDone } from './until.js'
import { watchSessions, type Watch } from './watching.js'
import { serveReal } from './serve-real.js'
import type { Endpoint } from '../networks/box/network.js'

const banner = async (
  asked: ServeAsked,
  served: Served,
  at: Endpoint,
  desk: Desk,
): Promise<string[]> => {
  const { profile, backend, faults, options } = asked
  const { listener, implicit } = served
  const caFile = join(desk.directory, 'ca.pem')
  writeFileSync(caFile, await served.certificates.rootPem())
  const set = Object.entries(options).map(([k, v]) => `${k}=${v}`)
  return [
    `${profile.product} ${listener.version}${backend === 'embedded' ? ', emulated,' : ` (${backend})`} listens on ${at.host}:${at.port}`,
    ...(asked.network === null
      ? []
      : [`behind    ${asked.network.id}: ${asked.network.title}`]),
    ...(set.length === 0 ? [] : [`set       ${set.join(', ')}`]),
    ...faults.map(f => `fault     ${f.id}: ${f.title}`),
    ...connectLines({
      host: at.host,
      port: at.port,
      user: listener.user,
      password: listener.password,
      caFile,
      mode: implicit ? 'implicit' : 'explicit',
      protocol: profile.protocol ?? 'ftp',
    }),
    asked.once ? 'ends after the first session' : 'Ctrl-C ends it',
    '',
  ]
}

const clientPeer = ({ client }: ServeAsked): DeskPeer =>
  client === null ? unknownPeer('your-client') : profiledPeer(client)

interface Watching {
  readonly at: Endpoint
  stop(): Promise<void>
  drained(): Promise<void>
}

const watch = async (
  asked: ServeAsked,
  served: Served,
  common: Omit<Watch, 'client'>,
): Promise<Watching> => {
  const { listener } = served
  const client = clientPeer(asked)
  if (listener.watch === undefined) {
    const { host, port } = asked
    const real = await serveReal({ ...common, listener, host, port, client })
    return { ...real, at: { host, port: real.port } }
  }
  const watched = watchSessions(listener, { ...common, client: () => client })
  return { ...watched, at: served.at, stop: () => served.stop() }
}

export const serve = async (
  asked: ServeAsked,
  tools: DeskTools,
): Promise<ExitCode> => {
  const desk = new Desk({ ...tools, out: asked.out, quiet: asked.quiet })
  if (!isLoopbackAddress(asked.host))
    tools.warn(
      `warning: ${asked.host} can be reached from the network, and this server is weak on purpose`,
    )
  const served = await startServed(asked)
  const done = untilDone(tools.signal)
  const watching = {
    desk,
    clock: served.clock,
    server: {
      profile: asked.profile,
      name: asked.profile.id,
      version: served.listener.version,
      backend: asked.backend,
      options: served.options,
    },
    implicit: served.implicit,
    point: {
      ...(asked.network === null ? {} : { network: asked.network.id }),
      ...(asked.faults.length === 0
        ? {}
        : { fault: asked.faults.map(f => f.id).join(' ') }),
    },
    ended: () => {
      if (asked.once) done.enough()
    },
  }
  try {
    const watched = await watch(asked, served, watching)
    for (const line of await banner(asked, served, watched.at, desk))
      desk.say(line)
    await Promise.race([done.promise, desk.broken])
    await watched.stop()
    await watched.drained()
    await served.stop()
  } finally {
    await served.stop()
    desk.close()
  }
  for (const line of ['', ...desk.summary()]) desk.say(line)
  return 0
}

/** `doctor`: what this host can run, and what to type for the rest. */
import { discover } from '../../discover.js'
import type { Availability } from '../../model.js'
import { toolVersion } from '../../tool-version.js'
import { defineCommand, parseFlags } from '../command.js'
import { writeAll } from '../style.js'

const row = (name: string, kind: string, state: Availability): string =>
  state.ok
    ? `  ✓ ${name.padEnd(20)} ${kind.padEnd(9)} ${state.version}${state.detail === '' ? '' : `, ${state.detail}`}\n`
    : `  – ${name.padEnd(20)} ${kind.padEnd(9)} ${state.why}\n${' '.repeat(35)}→ ${state.hint}\n`

export default defineCommand({
  id: 'doctor',
  summary: 'which servers, clients and backends this host can run',
  usage: 'doctor',
  run: async (args, io) => {
    parseFlags(args, {})
    const catalogue = await discover()
    await writeAll(
      io.out,
      `${toolVersion} on Node ${process.versions.node} (OpenSSL ${process.versions.openssl ?? 'unknown'})\nservers\n`,
    )
    for (const server of catalogue.servers.values())
      for (const backend of server.backends)
        await writeAll(
          io.out,
          row(server.id, backend.name, await backend.available()),
        )
    await writeAll(io.out, 'clients\n')
    for (const client of catalogue.clients.values())
      await writeAll(
        io.out,
        row(client.id, client.kind, await client.available()),
      )
    return 0
  },
})

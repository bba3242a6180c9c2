/** `serve`: a server at the desk for a client of the user's. */
import { discover } from '../../discover.js'
import { knownFaults, named } from '../../desk/declared.js'
import { askedFor, serveFlags } from '../../desk/serve-request.js'
import { serve } from '../../desk/serve.js'
import { InteropError } from '../../errors.js'
import { defineCommand, parseFlags } from '../command.js'
import { writeAll } from '../style.js'

const faultList = async (): Promise<string> =>
  [...(await knownFaults()).values()]
    .map(({ id, title }) => `${id.padEnd(28)} ${title}\n`)
    .join('')

const networkList = async (): Promise<string> =>
  [...(await discover()).networks.values()]
    .map(({ id, title }) => `${id.padEnd(28)} ${title}\n`)
    .join('')

export default defineCommand({
  id: 'serve',
  summary:
    'start a server for your client, say after each session what decides',
  untilInterrupted: true,
  usage: `serve PROFILE [options]

Starts a server, prints what to connect to, shows the dialogue live and says
after each session what went wrong and which option decides it. Ctrl-C ends.

what it is (\`ftps-interop list servers\`)
  --set OPT=VALUE     an option of the profile, in its vendor's spelling
  --version V         a version of the profile
  --implicit          TLS from the first byte, in the profile's own way
  --fault NAME        a misbehaviour laid over it; \`serve --fault list\`
  --network NAME      a network in front of it; \`serve --network list\`
  --backend NAME      embedded (default), process, docker

where it is
  --port N            default 0: a free one
  --listen ADDRESS    default 127.0.0.1; it is weak on purpose, so give another
                      address on a network of your own only
  --cert FILE         your certificate (PEM, chain behind it) instead of a new one
  --key FILE          its key, when that is not in the same file
  --user NAME         who may log in; its password from FTPS_INTEROP_PASSWORD,
                      or a new one

what comes out
  --client PROFILE    your client is this one: its options are named too
  --once              end after the first session
  --out DIR           default ./ftps-interop-desk: run.jsonl and ca.pem
  --quiet             verdicts only, no dialogue

Exit code: 0 ended by Ctrl-C or --once, 2 usage, 3 could not start.`,
  run: async (args, io) => {
    const { values, positionals } = parseFlags(args, serveFlags)
    if (values.fault?.includes('list') === true) {
      await writeAll(io.out, await faultList())
      return 0
    }
    if (values.network === 'list') {
      await writeAll(io.out, await networkList())
      return 0
    }
    const [name, ...more] = positionals
    if (name === undefined || more.length > 0)
      throw new InteropError('FI_USAGE', {
        message: name === undefined ? 'serve what?' : 'serve takes one profile',
        hint: 'for example `ftps-interop serve vsftpd`; `ftps-interop list servers` shows all',
      })
    const catalogue = await discover()
    const profile = named(
      'server',
      name,
      catalogue.servers,
      '`ftps-interop list servers`',
    )
    const asked = await askedFor(profile, catalogue, values, io.env)
    return serve(asked, {
      rules: [...catalogue.rules.values()],
      command: ['serve', ...args],
      startedAt: new Date().toISOString(),
      screen: io.out,
      warn: text => io.err.write(`${text}\n`),
      signal: io.signal,
    })
  },
})

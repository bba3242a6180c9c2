/** `drive`: a client of ours against a server of the user's. */
import { createCertificates } from '../../certificates.js'
import { discover } from '../../discover.js'
import { named } from '../../desk/declared.js'
import { driveAsked, driveFlags } from '../../desk/drive/request.js'
import { drive } from '../../desk/drive/drive.js'
import { InteropError } from '../../errors.js'
import { defineCommand, parseFlags } from '../command.js'

export default defineCommand({
  id: 'drive',
  summary: 'run a client of ours against your server, say what decides',
  usage: `drive CLIENT URL [options]

Logs in, lists, gets what --get names, and says what went wrong and which option
decides it. Contacts only the host of the URL.

  CLIENT              \`ftps-interop list clients\`
  URL                 ftpes://HOST (AUTH TLS), ftps://HOST (implicit), ftp://HOST
                      (as the client does by itself), smtp://HOST, smtps://HOST;
                      with a user and a path if you like, never with a password
  --clear             no TLS at all
  --get NAME          get this file (up to 5)
  --scenario ID       the conversation of a scenario, e.g. reuse/data-must-resume;
                      a path with points: 'data/mode[mode=port]'
  --set OPT=VALUE     an option of the client, in its vendor's spelling
  --version V         a version of an emulated client

trust and login
  --ca FILE           trust these roots (PEM); default: those of Node
  --insecure          do not verify the certificate
  --cert FILE         a client certificate (PEM), --key FILE its key
  --credentials FILE  user and password, one a line; otherwise from
                      FTPS_INTEROP_USER and FTPS_INTEROP_PASSWORD, or a prompt

what comes out
  --server PROFILE    the server is this product: its options are named too
  --data-ports A-B    passive ports of the server: a real client is relayed to
                      them, so that its data connections are seen
  --step-timeout MS   for one step (default 10000)
  --timeout MS        for all of it (default 60000)
  --out DIR           default ./ftps-interop-desk: run.jsonl
  --quiet             the verdict only

Exit code: 0 it worked, 1 something is wrong, 2 usage, 3 could not run.`,
  run: async (args, io) => {
    const { values, positionals } = parseFlags(args, driveFlags)
    const [name, url, ...more] = positionals
    if (name === undefined || url === undefined || more.length > 0)
      throw new InteropError('FI_USAGE', {
        message: 'drive takes a client and a URL',
        hint: 'for example `ftps-interop drive curl ftpes://ftp.example.com/`',
      })
    const catalogue = await discover()
    const client = named(
      'client',
      name,
      catalogue.clients,
      '`ftps-interop list clients`',
    )
    const asked = await driveAsked(client, url, values, {
      catalogue,
      certificates: createCertificates(),
      env: io.env,
      terminal: { in: process.stdin, out: io.err },
    })
    return drive(asked, {
      rules: [...catalogue.rules.values()],
      command: ['drive', ...args],
      startedAt: new Date().toISOString(),
      screen: io.out,
      warn: text => io.err.write(`${text}\n`),
      signal: io.signal,
    })
  },
})

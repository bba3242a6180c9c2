/** `record`: between a real client and a real server. */
import { createCertificates } from '../../certificates.js'
import { named } from '../../desk/declared.js'
import { ownPlace, placeOf, portRange } from '../../desk/endpoint.js'
import type { DeskPeer } from '../../desk/judged.js'
import { profiledPeer, unknownPeer } from '../../desk/peers.js'
import { record } from '../../desk/record/record.js'
import { ownCertificate } from '../../desk/server-certificate.js'
import { discover, type Catalogue } from '../../discover.js'
import { InteropError } from '../../errors.js'
import type { Certificate } from '../../model.js'
import { defineCommand, parseFlags, type Flags } from '../command.js'

const flags = {
  listen: { type: 'string' },
  to: { type: 'string' },
  terminate: { type: 'boolean' },
  cert: { type: 'string' },
  key: { type: 'string' },
  keylog: { type: 'string' },
  'data-ports': { type: 'string' },
  server: { type: 'string' },
  client: { type: 'string' },
  once: { type: 'boolean' },
  out: { type: 'string' },
  quiet: { type: 'boolean' },
} as const satisfies Flags

const needed = (flag: string, value: string | undefined): string => {
  if (value !== undefined) return value
  throw new InteropError('FI_USAGE', {
    message: `record needs ${flag}`,
    hint: 'for example `ftps-interop record --listen 2121 --to ftp.example.com:21`',
  })
}

const certificateOf = async (
  values: {
    readonly terminate?: boolean | undefined
    readonly cert?: string | undefined
    readonly key?: string | undefined
  },
  host: string,
): Promise<Certificate | null> => {
  if (values.cert !== undefined) return ownCertificate(values.cert, values.key)
  if (values.key !== undefined)
    throw new InteropError('FI_USAGE', {
      message: '--key without --cert',
      hint: 'give the certificate of that key with --cert',
    })
  if (values.terminate !== true) return null
  const names = new Set(['localhost', '127.0.0.1', '::1', host])
  return createCertificates().get({ names: [...names] })
}

const peers = (
  catalogue: Catalogue,
  server: string | undefined,
  client: string | undefined,
): { readonly server: DeskPeer; readonly client: DeskPeer } => ({
  server:
    server === undefined
      ? unknownPeer('the-server')
      : profiledPeer(
          named(
            'server',
            server,
            catalogue.servers,
            '`ftps-interop list servers`',
          ),
        ),
  client:
    client === undefined
      ? unknownPeer('the-client')
      : profiledPeer(
          named(
            'client',
            client,
            catalogue.clients,
            '`ftps-interop list clients`',
          ),
        ),
})

export default defineCommand({
  id: 'record',
  summary: 'stand between your client and your server, say what goes wrong',
  untilInterrupted: true,
  usage: `record --listen PORT --to HOST:PORT [options]

Passes on what a client and a server say, shows it live, and says after each
session what went wrong. Contacts only the host that --to names. Ctrl-C ends.

  --listen PORT       or ADDRESS:PORT; 0 is a free port, 127.0.0.1 the default
  --to HOST:PORT      the server; default port 21

what is seen of TLS
  (neither)           it passes through: handshakes, alerts and how it ends
  --keylog FILE       it passes through, and commands under TLS 1.3 are read with
                      the secrets that the client writes (SSLKEYLOGFILE)
  --terminate         it ends here, with a certificate of ours that your client
                      must trust: commands and data connections are seen
  --cert FILE         likewise, with your certificate (PEM)
  --key FILE          its key, when that is not in the same file
  --data-ports A-B    passive ports of the server: when TLS passes through,
                      data connections to them are passed on and seen

what comes out
  --server PROFILE    the server is this product: its options are named
  --client PROFILE    the client is this one: its options are named
  --once              end after the first session
  --out DIR           default ./ftps-interop-desk: run.jsonl and ca.pem
  --quiet             verdicts only, no dialogue

Exit code: 0 ended by Ctrl-C or --once, 2 usage, 3 could not start.`,
  run: async (args, io) => {
    const { values, positionals } = parseFlags(args, flags)
    if (positionals.length > 0)
      throw new InteropError('FI_USAGE', {
        message: `record takes no ${JSON.stringify(positionals[0])}`,
        hint: 'the server is named with --to HOST:PORT',
      })
    const listen = ownPlace('--listen', needed('--listen', values.listen))
    const to = placeOf('--to', needed('--to', values.to), { port: 21 })
    const certificate = await certificateOf(values, listen.host)
    if (certificate !== null && values.keylog !== undefined)
      throw new InteropError('FI_USAGE', {
        message: '--keylog is for TLS that passes through',
        hint: 'leave it out: with --terminate or --cert everything is seen',
      })
    const catalogue = await discover()
    return record(
      {
        listen,
        to,
        certificate,
        keylog: values.keylog ?? null,
        dataPorts: portRange('--data-ports', values['data-ports']),
        ...peers(catalogue, values.server, values.client),
        once: values.once ?? false,
        out: values.out ?? 'ftps-interop-desk',
        quiet: values.quiet ?? false,
      },
      {
        rules: [...catalogue.rules.values()],
        command: ['record', ...args],
        startedAt: new Date().toISOString(),
        screen: io.out,
        warn: text => io.err.write(`${text}\n`),
        signal: io.signal,
      },
    )
  },
})

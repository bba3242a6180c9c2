/**
 * `--client-exec` and `--target`: short forms of a client and a server that
 * have an option each.
 */
import { formatNamed } from '../cell-id.js'
import { InteropError } from '../errors.js'

export interface OwnPeersValues {
  readonly 'client-exec'?: string[] | undefined
  readonly target?: string[] | undefined
  readonly 'target-ca'?: string | undefined
  readonly 'target-uploads'?: string | undefined
}

export const ownPeersFlags = {
  'client-exec': { type: 'string', multiple: true },
  target: { type: 'string', multiple: true },
  'target-ca': { type: 'string' },
  'target-uploads': { type: 'string' },
} as const

/** As `--client` takes them. */
export const ownClients = (values: OwnPeersValues): string[] =>
  (values['client-exec'] ?? []).map(command => {
    if (command.trim() === '')
      throw new InteropError('FI_USAGE', {
        message: '--client-exec names no program',
        hint: "for example --client-exec './my-client {url} {ca} {user} {passwordfile} {operation} {localfile} {remotefile}'",
      })
    return formatNamed('exec', { command })
  })

/** As `--server` takes them: `ftps://` is a port for implicit TLS. */
export const ownServers = (values: OwnPeersValues): string[] => {
  const ca = values['target-ca']
  const uploads = values['target-uploads']
  const targets = values.target ?? []
  if (targets.length === 0 && (ca ?? uploads) !== undefined)
    throw new InteropError('FI_USAGE', {
      message: `${ca === undefined ? '--target-uploads' : '--target-ca'} is said of a --target`,
      hint: 'add --target localhost:2121',
    })
  return targets.map(target => {
    const [, scheme = 'ftp', address = ''] =
      /^(?:(ftps?):\/\/)?(.*?)\/?$/.exec(target) ?? []
    return formatNamed(scheme === 'ftps' ? 'target-implicit' : 'target', {
      address,
      ...(ca === undefined ? {} : { 'ca-file': ca }),
      ...(uploads === undefined ? {} : { 'upload-directory': uploads }),
    })
  })
}

/** The files of one pyftpdlib server, on whatever disk it finds them. */
import { join } from 'node:path'
import type { CertificateStore, ListenerSpec } from '../../harness/model.js'
import { writePyftpdlib } from './pyftpdlib-config.js'
import type { FileToWrite } from './vsftpd-files.js'

export interface PyftpdlibPlace {
  readonly directory: string
  readonly address: string
  readonly port: number
  readonly dataPorts: readonly number[]
  readonly log: string
  readonly root: string
  readonly user: string
  readonly password: string
  readonly account: { readonly uid: number; readonly gid: number } | null
}

export const describePyftpdlib = async (
  spec: ListenerSpec,
  place: PyftpdlibPlace,
  store: CertificateStore,
): Promise<readonly FileToWrite[]> => {
  const path = (name: string): string => join(place.directory, name)
  const file = (name: string, content: string): FileToWrite => ({
    target: path(name),
    content,
    mode: 0o600,
  })
  const { chainPem, keyPem } = await store.get(spec.certificate)
  const trusted = spec.options['ssl_context.load_verify_locations'] ?? ''
  const authoritiesPem = trusted === '' ? '' : await store.file(trusted)
  const settings = writePyftpdlib(spec.options, {
    ...place,
    ...(spec.announce === undefined ? {} : { announce: spec.announce }),
    paths: {
      root: place.root,
      log: place.log,
      certificate: path('certificate.pem'),
      key: path('key.pem'),
      authorities: path('authorities.pem'),
    },
    authoritiesPem,
  })
  return [
    file('settings.json', settings),
    file('certificate.pem', chainPem),
    file('key.pem', keyPem),
    file('authorities.pem', authoritiesPem),
  ]
}

/** The files of one Pure-FTPd daemon and the words that start it. */
import { join } from 'node:path'
import type { CertificateStore, ListenerSpec } from '../../harness/model.js'
import { writePureFtpd } from './pure-ftpd-config.js'
import type { FileToWrite } from './vsftpd-files.js'

export interface PureFtpdPlace {
  readonly directory: string
  readonly address: string
  readonly port: number
  readonly dataPorts: readonly number[]
  /** the puredb of pure-pw */
  readonly users: string
}

export interface PureFtpdStart {
  readonly files: readonly FileToWrite[]
  /** everything behind the name of the program */
  readonly arguments: readonly string[]
  readonly env: Readonly<Record<string, string>>
}

export const describePureFtpd = async (
  spec: ListenerSpec,
  place: PureFtpdPlace,
  store: CertificateStore,
): Promise<PureFtpdStart> => {
  const path = (name: string): string => join(place.directory, name)
  const { chainPem, keyPem } = await store.get(spec.certificate)
  const written = writePureFtpd(spec.options, {
    ...place,
    ...(spec.announce === undefined ? {} : { announce: spec.announce }),
    paths: {
      users: place.users,
      certificate: path('certificate.pem'),
      pid: path('pid'),
    },
  })
  // client certificates are checked against the authorities in this file
  const asks = spec.options['tlsciphersuite']?.includes('-C:') === true
  const authorities = asks ? await store.file('ca.pem') : ''
  const certificate = {
    target: path('certificate.pem'),
    content: keyPem + chainPem + authorities,
    mode: 0o600,
  }
  const { openssl } = written
  return {
    files:
      openssl === null
        ? [certificate]
        : [
            certificate,
            { target: path('openssl.cnf'), content: openssl, mode: 0o644 },
          ],
    arguments: written.arguments,
    env: openssl === null ? {} : { OPENSSL_CONF: path('openssl.cnf') },
  }
}

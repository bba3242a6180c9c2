/** The files of one ProFTPD daemon, on whatever disk it finds them. */
import { join } from 'node:path'
import type { CertificateStore, ListenerSpec } from '../../harness/model.js'
import { splitChain } from './pem.js'
import { writeProftpd } from './proftpd-config.js'
import type { FileToWrite } from './vsftpd-files.js'

export interface ProftpdPlace {
  readonly directory: string
  readonly address: string
  readonly port: number
  readonly dataPorts: readonly number[]
  readonly log: string
  readonly users: string
  readonly account: { readonly user: string; readonly group: string } | null
  readonly modules: string | null
}

const fileOptions = ['TLSCACertificateFile'] as const

/** -q: with -n alone the log goes to the standard error. */
export const proftpdArguments = (place: {
  readonly directory: string
}): readonly string[] => [
  '-n',
  '-q',
  '-c',
  join(place.directory, 'proftpd.conf'),
]

export const describeProftpd = async (
  spec: ListenerSpec,
  place: ProftpdPlace,
  store: CertificateStore,
): Promise<readonly FileToWrite[]> => {
  const path = (name: string): string => join(place.directory, name)
  const file = (name: string, content: string): FileToWrite => ({
    target: path(name),
    content,
    mode: 0o600,
  })
  const { chainPem, keyPem } = await store.get(spec.certificate)
  const [own = '', ...others] = splitChain(chainPem)
  const options: Record<string, string> = { ...spec.options }
  const pems: FileToWrite[] = []
  for (const name of fileOptions) {
    const value = spec.options[name]
    if (value === undefined || value === '') continue
    pems.push(file(`${name}.pem`, await store.file(value)))
    options[name] = path(`${name}.pem`)
  }
  const conf = writeProftpd(options, {
    address: place.address,
    port: place.port,
    dataPorts: place.dataPorts,
    ...(spec.announce === undefined ? {} : { announce: spec.announce }),
    implicit: spec.implicit,
    account: place.account,
    key: /^ec-/.test(spec.certificate.key ?? '') ? 'ec' : 'rsa',
    modules: place.modules,
    paths: {
      users: place.users,
      log: place.log,
      pid: path('pid'),
      certificate: path('certificate.pem'),
      chain: others.length === 0 ? null : path('chain.pem'),
      privateKey: path('key.pem'),
    },
  })
  return [
    ...pems,
    file('proftpd.conf', conf),
    file('certificate.pem', own),
    file('chain.pem', others.join('')),
    file('key.pem', keyPem),
  ]
}

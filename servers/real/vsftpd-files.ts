/**
 * The files that vsftpd daemons of one instance need: the tree that clients
 * see, and per daemon its configuration, certificate, key and log.
 */
import { createHash } from 'node:crypto'
import { chmod, chown, lstat, mkdir, open, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { contents } from '../../harness/contents.js'
import {
  downloads,
  type CertificateStore,
  type ListenerSpec,
  type StoredFile,
} from '../../harness/model.js'
import { writeVsftpd, type VsftpdSite } from './vsftpd-config.js'

export const uploadDirectory = 'up'

/**
 * Shared by all daemons of an instance: the names of uploads are unique.
 * vsftpd refuses a chroot whose root is writable, so only `up/` is.
 */
export const makeTree = async (
  root: string,
  owner: { readonly uid: number; readonly gid: number } | null,
): Promise<void> => {
  const uploads = join(root, uploadDirectory)
  await mkdir(uploads, { recursive: true })
  await Promise.all(
    downloads.map(size =>
      writeFile(join(root, contents.fileName(size)), contents.bytes(size), {
        mode: 0o444,
      }),
    ),
  )
  if (owner !== null) await chown(uploads, owner.uid, owner.gid)
  await chmod(uploads, 0o755)
  await chmod(root, 0o555)
}

/** Lets an ordinary user remove the tree again. */
export const openTree = (root: string): Promise<void> => chmod(root, 0o755)

export interface DaemonFiles {
  readonly conf: string
  readonly openssl: string | null
  readonly log: string
  readonly sayings: string
  readonly notes: readonly string[]
}

export interface FileToWrite {
  readonly target: string
  readonly content: string
  readonly mode: number
}

/** Options whose value names a PEM of the certificate store. */
const pemOptions = ['ca_certs_file'] as const

/** Where a daemon runs; the rest of its site follows from the listener. */
export interface DaemonPlace extends Omit<
  VsftpdSite,
  'paths' | 'implicit' | 'announce'
> {
  readonly root: string
  readonly empty: string
  /** for its files, as the daemon sees it */
  readonly directory: string
  /** default: in its directory */
  readonly log?: string
}

/** The files of one daemon, with the names by which it is started. */
export const describeDaemon = async (
  spec: ListenerSpec,
  place: DaemonPlace,
  store: CertificateStore,
): Promise<DaemonFiles & { readonly files: readonly FileToWrite[] }> => {
  const { root, empty, directory, log, ...site } = place
  const path = (name: string): string => join(directory, name)
  const { chainPem, keyPem } = await store.get(spec.certificate)
  const options: Record<string, string> = { ...spec.options }
  const pems: FileToWrite[] = []
  for (const name of pemOptions) {
    const value = spec.options[name]
    if (value === undefined || value === '') continue
    const target = path(`${name}.pem`)
    pems.push({ target, content: await store.file(value), mode: 0o644 })
    options[name] = target
  }
  const names = {
    conf: path('vsftpd.conf'),
    log: log ?? path('vsftpd.log'),
    sayings: path('said'),
  }
  const paths = {
    root,
    empty,
    log: names.log,
    certificate: path('certificate.pem'),
    key: path('key.pem'),
  }
  const announce =
    spec.announce === undefined ? {} : { announce: spec.announce }
  const written = writeVsftpd(options, {
    ...site,
    ...announce,
    implicit: spec.implicit,
    paths,
  })
  const openssl = written.openssl === null ? null : path('openssl.cnf')
  return {
    ...names,
    openssl,
    notes: written.notes,
    files: [
      ...pems,
      { target: names.conf, content: written.conf, mode: 0o600 },
      { target: paths.certificate, content: chainPem, mode: 0o644 },
      { target: paths.key, content: keyPem, mode: 0o600 },
      ...(openssl === null
        ? []
        : [{ target: openssl, content: written.openssl ?? '', mode: 0o644 }]),
    ],
  }
}

export const writeFiles = async (
  files: readonly FileToWrite[],
): Promise<void> => {
  await Promise.all(
    files.map(({ target, content, mode }) =>
      writeFile(target, content, { mode }),
    ),
  )
}

/** Writes them on this host, with an empty log to follow. */
export const writeDaemonFiles = async (
  spec: ListenerSpec,
  place: DaemonPlace,
  store: CertificateStore,
): Promise<DaemonFiles> => {
  const daemon = await describeDaemon(spec, place, store)
  await mkdir(place.directory, { recursive: true, mode: 0o700 })
  const log = { target: daemon.log, content: '', mode: 0o600 }
  await writeFiles([...daemon.files, log])
  return daemon
}

/** Whether a name that a cell stored under can be a file of the upload tree. */
export const isUploadName = (name: string): boolean =>
  /^[^/\u0000-\u001f]{1,200}$/.test(name) && name !== '.' && name !== '..'

/** Null when there is no such plain file; never follows a link. */
export const readStored = async (
  root: string,
  name: string,
): Promise<StoredFile | null> => {
  const plain = name.startsWith(`${uploadDirectory}/`)
    ? name.slice(uploadDirectory.length + 1)
    : name
  if (!isUploadName(plain)) return null
  const path = join(root, uploadDirectory, plain)
  const found = await lstat(path).catch(() => null)
  if (found === null || !found.isFile()) return null
  const hash = createHash('sha256')
  let bytes = 0
  const file = await open(path)
  for await (const chunk of file.createReadStream()) {
    hash.update(chunk as Buffer)
    bytes += (chunk as Buffer).length
  }
  return { bytes, sha256: hash.digest('hex') }
}

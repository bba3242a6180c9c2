/**
 * Writes vsftpd.conf and, for the pseudo options `OPENSSL_CONF.*`, the
 * openssl.cnf that the daemon is started with. Pure: touches no file.
 * Only what the harness needs in order to run a daemon is set; all else keeps
 * the default that is compiled into the binary under test.
 */
import { InteropError } from '../../harness/errors.js'
import type { OptionValues } from '../../harness/model.js'
import { opensslPrefix, writeOpenssl } from './openssl-config.js'

/**
 * `local`: whatever name logs in (PAM permits, a guest account does the work).
 * `anonymous`: what an ordinary user can run.
 */
export type VsftpdAccess = 'local' | 'anonymous'

export interface VsftpdSite {
  readonly access: VsftpdAccess
  /** account that does the work of every local login: its home must exist */
  readonly guest?: string
  readonly address: string
  readonly port: number
  readonly dataPorts: readonly number[]
  /** 227 names this address unless the options say otherwise */
  readonly announce?: string
  readonly implicit: boolean
  readonly paths: VsftpdPaths
}

export interface VsftpdPaths {
  /** login directory: download files and `up/` */
  readonly root: string
  /** an empty directory, secure_chroot_dir */
  readonly empty: string
  readonly log: string
  readonly certificate: string
  readonly key: string
}

export interface VsftpdFiles {
  readonly conf: string
  /** null: the host's own openssl.cnf holds */
  readonly openssl: string | null
  /** what could not be set as asked for, in words */
  readonly notes: readonly string[]
}

export const pamService = 'ftps-interop'
/** Any user name is let in by it. */
export const pamPermit =
  'auth required pam_permit.so\n' +
  'account required pam_permit.so\n' +
  'session required pam_permit.so\n'

/** Where it listens and logs is ours to say, not a matter of the test. */
const reserved: ReadonlySet<string> = new Set([
  'background',
  'listen',
  'listen_address',
  'listen_address6',
  'listen_ipv6',
  'listen_port',
  'pasv_max_port',
  'pasv_min_port',
  'run_as_launching_user',
  'vsftpd_log_file',
])

/** Options for local logins, with the one that does the same to anonymous. */
const anonymousTwin: Readonly<Record<string, string>> = {
  force_local_data_ssl: 'force_anon_data_ssl',
  force_local_logins_ssl: 'force_anon_logins_ssl',
}

const localOnly: ReadonlySet<string> = new Set([
  'allow_writeable_chroot',
  'check_shell',
  'chroot_list_enable',
  'chroot_list_file',
  'chroot_local_user',
  'guest_enable',
  'guest_username',
  'local_enable',
  'local_max_rate',
  'local_root',
  'local_umask',
  'pam_service_name',
  'passwd_chroot_enable',
  'session_support',
  'tilde_user_enable',
  'user_config_dir',
  'user_sub_token',
  'virtual_use_local_privs',
])

/**
 * Why a set of options cannot be shown on a daemon of an ordinary user, which
 * has anonymous logins only; null when it can.
 */
export const anonymousCannotShow = (options: OptionValues): string | null => {
  const without = Object.keys(options).filter(name => localOnly.has(name))
  if (without.length === 0) return null
  const has = without.length === 1 ? 'has' : 'have'
  return (
    `${without.join(', ')} ${has} no effect on anonymous logins, and an ` +
    'ordinary user can run vsftpd for anonymous logins only (run as root)'
  )
}

const runBase = (site: VsftpdSite): Record<string, string> => ({
  listen: 'YES',
  listen_ipv6: 'NO',
  listen_address: site.address,
  listen_port: String(site.port),
  background: 'NO',
  pasv_min_port: String(Math.min(...site.dataPorts)),
  pasv_max_port: String(Math.max(...site.dataPorts)),
  ...(site.announce === undefined ? {} : { pasv_address: site.announce }),
  secure_chroot_dir: site.paths.empty,
  // invisible on the wire; process ids in the log are then the real ones
  isolate: 'NO',
  isolate_network: 'NO',
  // upstream's YES kills sessions with newer libraries; Debian ships NO
  seccomp_sandbox: 'NO',
  xferlog_enable: 'YES',
  xferlog_std_format: 'NO',
  dual_log_enable: 'NO',
  syslog_enable: 'NO',
  vsftpd_log_file: site.paths.log,
  log_ftp_protocol: 'YES',
  debug_ssl: 'YES',
  write_enable: 'YES',
  ssl_enable: 'YES',
  ...(site.implicit ? { implicit_ssl: 'YES' } : {}),
  rsa_cert_file: site.paths.certificate,
  rsa_private_key_file: site.paths.key,
})

const localBase = (site: VsftpdSite): Record<string, string> => ({
  anonymous_enable: 'NO',
  local_enable: 'YES',
  guest_enable: 'YES',
  ...(site.guest === undefined ? {} : { guest_username: site.guest }),
  virtual_use_local_privs: 'YES',
  chroot_local_user: 'YES',
  local_root: site.paths.root,
  local_umask: '022',
  pam_service_name: pamService,
})

const anonymousBase = (site: VsftpdSite): Record<string, string> => ({
  run_as_launching_user: 'YES',
  anonymous_enable: 'YES',
  local_enable: 'NO',
  anon_root: site.paths.root,
  anon_umask: '022',
  anon_upload_enable: 'YES',
  anon_mkdir_write_enable: 'YES',
  anon_other_write_enable: 'YES',
  anon_world_readable_only: 'NO',
  allow_anon_ssl: 'YES',
  // the product's defaults for local logins, which anonymous stands in for
  force_anon_data_ssl: 'YES',
  force_anon_logins_ssl: 'YES',
})

const check = (name: string, value: string): void => {
  const bad = (why: string): InteropError =>
    new InteropError('FI_BAD_VALUE', {
      message: `vsftpd option ${JSON.stringify(name)}: ${why}`,
      hint: 'write option=value as in vsftpd.conf, without blanks around =',
    })
  if (!/^(?:[a-z][a-z0-9_]{1,63}|OPENSSL_CONF\.[A-Za-z]{1,32})$/.test(name))
    throw bad('not the name of an option')
  if (reserved.has(name)) throw bad('is set by the harness')
  if (/[\u0000-\u001f]/.test(value) || value.length > 4096)
    throw bad('the value has control characters or is too long')
}

/** The configuration of one daemon. */
export const writeVsftpd = (
  options: OptionValues,
  site: VsftpdSite,
): VsftpdFiles => {
  const settings: Record<string, string> = {
    ...runBase(site),
    ...(site.access === 'local' ? localBase(site) : anonymousBase(site)),
  }
  const library: (readonly [string, string])[] = []
  const notes: string[] = []
  for (const [name, value] of Object.entries(options)) {
    check(name, value)
    if (name.startsWith(opensslPrefix)) {
      library.push([name.slice(opensslPrefix.length), value])
      continue
    }
    const twin = anonymousTwin[name]
    if (site.access === 'anonymous' && twin !== undefined) {
      if (!(twin in options)) settings[twin] = value
      notes.push(`${name} is shown by ${twin}: logins are anonymous here`)
    } else settings[name] = value
  }
  return {
    conf: Object.entries(settings)
      .map(([name, value]) => `${name}=${value}\n`)
      .join(''),
    openssl: library.length === 0 ? null : writeOpenssl(library),
    notes,
  }
}

/**
 * Writes proftpd.conf. Pure: touches no file. Only what the harness needs in
 * order to run a daemon is set; all else keeps what is compiled in.
 */
import { InteropError } from '../../harness/errors.js'
import { proftpdLogFormat } from '../../harness/logs/proftpd-lines.js'
import type { OptionValues } from '../../harness/model.js'

export interface ProftpdSite {
  readonly address: string
  readonly port: number
  readonly dataPorts: readonly number[]
  /** 227 names this address unless the options say otherwise */
  readonly announce?: string
  readonly implicit: boolean
  /** the account that sessions run as; null: not root, they run as we do */
  readonly account: { readonly user: string; readonly group: string } | null
  readonly key: 'rsa' | 'ec'
  /** null: mod_tls is compiled in, or lies where proftpd looks for it */
  readonly modules: string | null
  readonly paths: ProftpdPaths
}

export interface ProftpdPaths {
  /** AuthUserFile */
  readonly users: string
  readonly log: string
  readonly pid: string
  readonly certificate: string
  /** certificates between the server's own and the root; null: none */
  readonly chain: string | null
  readonly privateKey: string
}

/** Where it listens and logs is ours to say, not a matter of the test. */
const reserved: ReadonlySet<string> = new Set([
  'AuthUserFile',
  'DefaultAddress',
  'ExtendedLog',
  'Include',
  'LoadModule',
  'LogFormat',
  'ModulePath',
  'PassivePorts',
  'PidFile',
  'Port',
  'ScoreboardFile',
  'ServerType',
  'SystemLog',
  'TLSLog',
])

const check = (name: string, value: string): void => {
  const bad = (why: string): InteropError =>
    new InteropError('FI_BAD_VALUE', {
      message: `proftpd directive ${JSON.stringify(name)}: ${why}`,
      hint: 'write directive=value, with the value as in proftpd.conf',
    })
  if (!/^[A-Z][A-Za-z0-9]{1,63}$/.test(name))
    throw bad('not the name of a directive')
  if (reserved.has(name)) throw bad('is set by the harness')
  if (/[\u0000-\u001f]/.test(value) || value.length > 4096)
    throw bad('the value has control characters or is too long')
}

const quoted = (path: string): string => `"${path.replace(/["\\]/g, '\\$&')}"`

/** Compiled in, or a module of its own: mod_xfer and mod_ls are since 1.3.8c. */
const loaded = (module: string): readonly string[] => [
  `<IfModule !${module}>`,
  `  LoadModule ${module}`,
  '</IfModule>',
]

const base = (site: ProftpdSite): readonly string[] => {
  const { paths, account, modules } = site
  return [
    'ServerName "ftps-interop"',
    'ServerType standalone',
    'DefaultServer on',
    `DefaultAddress ${site.address}`,
    `Port ${site.port}`,
    `PassivePorts ${Math.min(...site.dataPorts)} ${Math.max(...site.dataPorts)}`,
    'UseIPv6 off',
    'UseReverseDNS off',
    ...(modules === null ? [] : [`ModulePath ${quoted(modules)}`]),
    ...['mod_ls.c', 'mod_xfer.c', 'mod_tls.c'].flatMap(loaded),
    `PidFile ${quoted(paths.pid)}`,
    'ScoreboardFile none',
    // its delays hide which account exists, and would be all that cells show
    '<IfModule mod_delay.c>',
    '  DelayEngine off',
    '</IfModule>',
    '<IfModule mod_ctrls.c>',
    '  ControlsEngine off',
    '</IfModule>',
    'WtmpLog off',
    'TransferLog none',
    'MaxInstances 60',
    ...(account === null
      ? []
      : [
          `User ${account.user}`,
          `Group ${account.group}`,
          // needs root
          'DefaultRoot ~',
        ]),
    'AuthOrder mod_auth_file.c',
    `AuthUserFile ${quoted(paths.users)}`,
    'RequireValidShell off',
    'UseFtpUsers off',
    'Umask 022',
    'AllowOverwrite on',
    'AllowStoreRestart on',
    `SystemLog ${quoted(paths.log)}`,
    'SyslogLevel info',
    `LogFormat interop "${proftpdLogFormat}"`,
    `ExtendedLog ${quoted(paths.log)} ALL interop`,
  ]
}

/** Directives that the harness sets, and a cell may set otherwise. */
const defaults = (site: ProftpdSite): Record<string, string> => ({
  TLSEngine: 'on',
  ...(site.announce === undefined ? {} : { MasqueradeAddress: site.announce }),
})

const certificateLines = ({ key, paths }: ProftpdSite): readonly string[] => {
  const kind = key === 'ec' ? 'EC' : 'RSA'
  return [
    `TLSLog ${quoted(paths.log)}`,
    `TLS${kind}CertificateFile ${quoted(paths.certificate)}`,
    `TLS${kind}CertificateKeyFile ${quoted(paths.privateKey)}`,
    ...(paths.chain === null
      ? []
      : [`TLSCertificateChainFile ${quoted(paths.chain)}`]),
  ]
}

/** One directive; `Limit` is the block that denies these commands. */
export const proftpdDirective = (name: string, value: string): string =>
  name === 'Limit'
    ? `<Limit ${value}>\n  DenyAll\n</Limit>`
    : `${name} ${value}`.trimEnd()

/**
 * TLSOptions holds a list: implicit TLS is one more member of it, unless the
 * list was emptied by name.
 */
const tlsOptions = (value: string | undefined, implicit: boolean): string => {
  const list = (value ?? '').split(/\s+/).filter(Boolean)
  if (value !== '' && implicit && !list.includes('UseImplicitSSL'))
    list.push('UseImplicitSSL')
  return list.join(' ')
}

/** The configuration of one daemon. */
export const writeProftpd = (
  options: OptionValues,
  site: ProftpdSite,
): string => {
  for (const [name, value] of Object.entries(options)) check(name, value)
  const settings: Record<string, string> = {
    ...defaults(site),
    ...options,
    TLSOptions: tlsOptions(options['TLSOptions'], site.implicit),
  }
  const set = Object.entries(settings)
    .filter(([, value]) => value !== '')
    .map(([name, value]) => proftpdDirective(name, value))
  return [...base(site), ...certificateLines(site), ...set, ''].join('\n')
}

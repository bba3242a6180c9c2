/**
 * Writes the command line of pure-ftpd and, for the pseudo options
 * `OPENSSL_CONF.*`, the openssl.cnf that it is started with. Pure: touches no
 * file. Only what the harness needs in order to run a daemon is set.
 */
import { InteropError } from '../../harness/errors.js'
import type { OptionValues } from '../../harness/model.js'
import { opensslPrefix, writeOpenssl } from './openssl-config.js'

export interface PureFtpdSite {
  readonly address: string
  readonly port: number
  readonly dataPorts: readonly number[]
  /** 227 names this address unless the options say otherwise */
  readonly announce?: string
  readonly paths: {
    /** the puredb of pure-pw */
    readonly users: string
    readonly certificate: string
    readonly pid: string
  }
}

export interface PureFtpdCommand {
  /** everything behind the name of the program */
  readonly arguments: readonly string[]
  /** null: the host's own openssl.cnf holds */
  readonly openssl: string | null
}

/** What the harness sets itself, in the spelling of --help. */
const reserved: ReadonlySet<string> = new Set([
  'bind',
  'certfile',
  'daemonize',
  'login',
  'logpid',
  'passiveportrange',
  'pidfile',
  'syslogfacility',
  'verboselog',
])

/** Switches: `yes` puts them on the command line. */
export const pureFtpdSwitches: ReadonlySet<string> = new Set([
  'allowuserfxp',
  'brokenclientscompatibility',
  'natmode',
])

const check = (name: string, value: string): void => {
  const bad = (why: string): InteropError =>
    new InteropError('FI_BAD_VALUE', {
      message: `pure-ftpd option ${JSON.stringify(name)}: ${why}`,
      hint: 'write option=value with the long name of `pure-ftpd --help`',
    })
  if (!/^(?:[a-z]{2,40}|OPENSSL_CONF\.[A-Za-z]{1,32})$/.test(name))
    throw bad('not the name of an option')
  if (reserved.has(name)) throw bad('is set by the harness')
  if (/[\u0000-\u001f]/.test(value) || value.length > 4096)
    throw bad('the value has control characters or is too long')
}

/** One option as it stands on the command line; '' when it is switched off. */
export const pureFtpdArgument = (name: string, value: string): string => {
  if (pureFtpdSwitches.has(name)) return value === 'yes' ? `--${name}` : ''
  return value === '' ? '' : `--${name}=${value}`
}

export const writePureFtpd = (
  options: OptionValues,
  site: PureFtpdSite,
): PureFtpdCommand => {
  const { paths, dataPorts } = site
  const settings: Record<string, string> = {
    tls: '1',

    maxclientsnumber: '32',
    ...(site.announce === undefined ? {} : { forcepassiveip: site.announce }),
  }
  const library: (readonly [string, string])[] = []
  for (const [name, value] of Object.entries(options)) {
    check(name, value)
    if (name.startsWith(opensslPrefix))
      library.push([name.slice(opensslPrefix.length), value])
    else settings[name] = value
  }
  return {
    arguments: [
      '--ipv4only',
      '--dontresolve',
      '--noanonymous',
      '--chrooteveryone',
      '--minuid=1',
      '--logpid',
      '--verboselog',
      '--verboselog',
      `--bind=${site.address},${site.port}`,
      `--passiveportrange=${Math.min(...dataPorts)}:${Math.max(...dataPorts)}`,
      `--login=puredb:${paths.users}`,
      `--certfile=${paths.certificate}`,
      `--pidfile=${paths.pid}`,
      ...Object.entries(settings)
        .map(([name, value]) => pureFtpdArgument(name, value))
        .filter(argument => argument !== ''),
    ],
    openssl: library.length === 0 ? null : writeOpenssl(library),
  }
}

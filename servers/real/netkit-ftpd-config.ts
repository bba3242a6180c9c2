/**
 * The words that start one in.ftpd of netkit, the line of inetd.conf(5) around
 * them and, for the pseudo options `OPENSSL_CONF.*`, the openssl.cnf that both
 * find in their environment. Pure: touches no file.
 */
import { InteropError } from '../../harness/errors.js'
import type { OptionValues } from '../../harness/model.js'
import { opensslPrefix, writeOpenssl } from './openssl-config.js'

export interface NetkitPlace {
  readonly program: string
  readonly address: string
  readonly port: number
  readonly paths: {
    readonly certificate: string
    readonly key: string
    /** of each option that names a file */
    readonly authorities: string
  }
}

export interface NetkitWritten {
  readonly inetd: string
  /** null: the host's own openssl.cnf holds */
  readonly openssl: string | null
}

/** -d: the dialogue is logged, -n: addresses instead of names, -ll: transfers */
const always = ['-dnll'] as const
/** invocations in a minute; inetd stops at 256 of its own */
const perMinute = 60_000

const bad = (name: string, why: string): InteropError =>
  new InteropError('FI_BAD_VALUE', {
    message: `netkit ftpd option ${JSON.stringify(name)}: ${why}`,
    hint: 'see `ftps-interop list options netkit-ftpd`',
  })

/** inetd.conf knows no quotes. */
const word = (name: string, value: string): string => {
  if (/^[^\s#"'\\]{1,1024}$/.test(value)) return value
  throw bad(name, 'inetd takes no space, # or quote in a word')
}

const argumentsOf = (
  options: OptionValues,
  { paths }: NetkitPlace,
): readonly string[] =>
  Object.entries(options).flatMap(([name, value]) => {
    if (name.startsWith(opensslPrefix) || value === '') return []
    if (name === '-z secure') return value === 'YES' ? ['-z', 'secure'] : []
    if (name === '-z verify') return ['-z', `verify=${word(name, value)}`]
    if (name === '-z cipher') return ['-z', `cipher=${word(name, value)}`]
    if (name === '-z cacert') return ['-z', `cacert=${paths.authorities}`]
    throw bad(name, 'is not known')
  })

export const writeNetkit = (
  options: OptionValues,
  place: NetkitPlace,
): NetkitWritten => {
  const { program, address, port, paths } = place
  const line = [
    `${address}:${port}`,
    'stream',
    'tcp4',
    `nowait.${perMinute}`,
    'root',
    program,
    'in.ftpd',
    ...always,
    '-z',
    `cert=${paths.certificate}`,
    '-z',
    `key=${paths.key}`,
    ...argumentsOf(options, place),
  ]
  const settings = Object.entries(options).flatMap(([name, value]) =>
    name.startsWith(opensslPrefix) && value !== ''
      ? [[name.slice(opensslPrefix.length), value] as const]
      : [],
  )
  return {
    inetd: `${line.map(w => word('path', w)).join(' ')}\n`,
    openssl: settings.length === 0 ? null : writeOpenssl(settings),
  }
}

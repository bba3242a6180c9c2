/**
 * The settings file of the program that serves with pyftpdlib. Options are
 * written as in Python: attributes of TLS_FTPHandler, `ssl_options` as a list
 * of SSL.OP_ names, and calls of methods of its ssl_context. Pure.
 */
import { InteropError } from '../../harness/errors.js'
import type { OptionValues } from '../../harness/model.js'

export interface PyftpdlibSite {
  readonly address: string
  readonly port: number
  readonly dataPorts: readonly number[]
  /** 227 names this address unless the options say otherwise */
  readonly announce?: string
  readonly user: string
  readonly password: string
  /** what the server becomes once it listens; null: it stays what it is */
  readonly account: { readonly uid: number; readonly gid: number } | null
  readonly paths: {
    readonly root: string
    readonly log: string
    readonly certificate: string
    readonly key: string
    /** the PEM behind ssl_context.load_verify_locations */
    readonly authorities: string
  }
  /** the same, its text */
  readonly authoritiesPem: string
}

type Argument = string | number | { readonly flags: readonly string[] }
type Call = readonly [method: string, args: readonly Argument[]]

const bad = (name: string, why: string): InteropError =>
  new InteropError('FI_BAD_VALUE', {
    message: `pyftpdlib option ${JSON.stringify(name)}: ${why}`,
    hint: 'write option=value with the names of TLS_FTPHandler',
  })

const flags = (name: string, value: string): readonly string[] => {
  const list = value.split(/[\s|]+/).filter(Boolean)
  const names = list.map(flag => flag.replace(/^SSL\./, ''))
  const odd = names.find(flag => !/^[A-Z][A-Za-z0-9_]{1,60}$/.test(flag))
  if (odd !== undefined) throw bad(name, `${odd} is no constant of OpenSSL.SSL`)
  return names
}

const attributes: Readonly<Record<string, (value: string) => unknown>> = {
  banner: value => value,
  masquerade_address: value => value,
  max_login_attempts: Number,
  permit_foreign_addresses: value => value === 'True',
  timeout: Number,
  tls_control_required: value => value === 'True',
  tls_data_required: value => value === 'True',
}

const calls = (
  name: string,
  value: string,
  site: PyftpdlibSite,
): readonly Call[] => {
  switch (name) {
    case 'ssl_context.set_cipher_list':
      return [['set_cipher_list', [value]]]
    case 'ssl_context.set_session_cache_mode':
      return [['set_session_cache_mode', [{ flags: flags(name, value) }]]]
    case 'ssl_context.set_timeout':
      return [['set_timeout', [Number(value)]]]
    case 'ssl_context.set_verify':
      return [['set_verify', [{ flags: flags(name, value) }]]]
    case 'ssl_context.load_verify_locations':
      return [
        ['load_verify_locations', [site.paths.authorities]],
        ['set_client_ca_list', [site.authoritiesPem]],
      ]
    default:
      throw bad(name, 'not known here')
  }
}

export const writePyftpdlib = (
  options: OptionValues,
  site: PyftpdlibSite,
): string => {
  const set: Record<string, unknown> =
    site.announce === undefined ? {} : { masquerade_address: site.announce }
  const context: Call[] = []
  for (const [name, value] of Object.entries(options)) {
    if (/[\u0000-\u001f]/.test(value) || value.length > 4096)
      throw bad(name, 'the value has control characters or is too long')
    if (value === '' || name === 'handler' || name === 'proto_cmds') continue
    if (name === 'ssl_options') continue
    const convert = attributes[name]
    if (convert === undefined) context.push(...calls(name, value, site))
    else set[name] = convert(value)
  }
  return JSON.stringify({
    tls: options['handler'] !== 'FTPHandler',
    attributes: set,
    ssl_options: flags('ssl_options', options['ssl_options'] ?? ''),
    ssl_context: context,
    removed: (options['proto_cmds'] ?? '').split(/\s+/).filter(Boolean),
    passive_ports: site.dataPorts,
    address: site.address,
    port: site.port,
    log: site.paths.log,
    certfile: site.paths.certificate,
    keyfile: site.paths.key,
    uid: site.account?.uid ?? null,
    gid: site.account?.gid ?? null,
    user: site.user,
    password: site.password,
    root: site.paths.root,
  })
}

/** Writes main.cf, master.cf and the SASL configuration. Pure. */
import { InteropError } from '../../harness/errors.js'
import type { OptionValues } from '../../harness/model.js'

export interface PostfixSite {
  readonly address: string
  readonly port: number
  /** below which main.cf, queue and keys lie, as Postfix sees it */
  readonly root: string
  /** usr/sbin and usr/lib/postfix are below it */
  readonly prefix: string
}

export const queues = [
  'active',
  'bounce',
  'corrupt',
  'defer',
  'deferred',
  'flush',
  'hold',
  'incoming',
  'maildrop',
  'pid',
  'private',
  'public',
  'saved',
  'trace',
] as const

const check = (name: string, value: string): void => {
  if (!/^[\w.]{1,80}$/.test(name) || /[\u0000-\u001f]|\$\(/.test(value))
    throw new InteropError('FI_BAD_VALUE', {
      message: `Postfix parameter ${JSON.stringify(name)}: not a line of main.cf`,
      hint: 'write parameter=value, with the value as in postconf(5)',
    })
}

const base = ({ root, prefix, address }: PostfixSite): OptionValues => ({
  compatibility_level: '3.6',
  queue_directory: `${root}/queue`,
  data_directory: `${root}/data`,
  command_directory: `${prefix}/usr/sbin`,
  daemon_directory: `${prefix}/usr/lib/postfix/sbin`,
  shlib_directory: `${prefix}/usr/lib/postfix`,
  meta_directory: `${prefix}/etc/postfix`,
  mail_owner: 'postfix',
  setgid_group: 'postdrop',
  import_environment: 'MAIL_CONFIG LD_LIBRARY_PATH',
  export_environment: 'MAIL_CONFIG LD_LIBRARY_PATH',
  inet_interfaces: address,
  inet_protocols: 'ipv4',
  myhostname: 'mail.example',
  mydestination: 'mail.example',
  local_recipient_maps: '',
  alias_maps: '',
  alias_database: '',
  smtpd_peername_lookup: 'no',
  // taken and kept: nothing is delivered anywhere
  smtpd_data_restrictions: 'check_client_access static:HOLD',
  smtpd_delay_reject: 'yes',
  smtpd_tls_chain_files: `${root}/chain.pem`,
  // Debian's main.cf, and what these cells are about
  smtpd_tls_security_level: 'may',
  smtpd_sasl_path: 'smtpd',
  cyrus_sasl_config_path: `${root}/sasl`,
  maillog_file: `${root}/log`,
  maillog_file_prefixes: root,
})

export const writePostfix = (
  options: OptionValues,
  site: PostfixSite,
): {
  readonly main: string
  readonly master: string
  readonly sasl: string
} => {
  for (const [name, value] of Object.entries(options)) check(name, value)
  const { mech_list = 'PLAIN LOGIN', ...set } = options
  const main = Object.entries({ ...base(site), ...set })
  const service = (name: string, limit = '-', command = name): string =>
    `${name} unix - - n - ${limit} ${command}`
  return {
    main: `${main.map(([name, value]) => `${name} = ${value}`).join('\n')}\n`,
    master: `${[
      `${site.address}:${site.port} inet n - n - - smtpd`,
      'cleanup unix n - n - 0 cleanup',
      'qmgr unix n - n 300 1 qmgr',
      'tlsmgr unix - - n 1000? 1 tlsmgr',
      service('rewrite', '-', 'trivial-rewrite'),
      service('bounce', '0'),
      service('defer', '0', 'bounce'),
      service('trace', '0', 'bounce'),
      service('error'),
      service('retry', '-', 'error'),
      service('proxymap'),
      service('anvil', '1'),
      'postlog unix-dgram n - n - 1 postlogd',
    ].join('\n')}\n`,
    sasl: `pwcheck_method: saslauthd\nsaslauthd_path: ${site.root}/sasl/mux\nmech_list: ${mech_list}\n`,
  }
}

/** Writes exim.conf. Pure. Mail is queued and never delivered. */
import { InteropError } from '../../harness/errors.js'
import type { OptionValues } from '../../harness/model.js'

export interface EximSite {
  readonly address: string
  readonly port: number
  readonly root: string
  readonly user: string
  readonly password: string
}

const check = (name: string, value: string): void => {
  if (!/^[\w! ]{1,80}$/.test(name) || /[\u0000-\u001f]/.test(value))
    throw new InteropError('FI_BAD_VALUE', {
      message: `Exim option ${JSON.stringify(name)}: not a line of its configuration`,
      hint: 'write option=value, with the value as in the Exim specification',
    })
}

const authenticator = (
  name: string,
  { user, password }: EximSite,
): string[] => {
  const [prompts, u, p] =
    name === 'PLAIN' ? [':', 2, 3] : ['Username:: : Password::', 1, 2]
  return [
    `${name.toLowerCase()}:`,
    '  driver = plaintext',
    `  public_name = ${name}`,
    `  server_prompts = ${prompts}`,
    `  server_condition = \${if and{{eq{$auth${u}}{${user}}}{eq{$auth${p}}{${password}}}}}`,
    `  server_set_id = $auth${u}`,
  ]
}

const base = (site: EximSite): OptionValues => ({
  primary_hostname: 'mail.example',
  exim_user: 'Debian-exim',
  exim_group: 'Debian-exim',
  spool_directory: `${site.root}/spool`,
  log_file_path: `${site.root}/spool/%slog`,
  pid_file_path: `${site.root}/spool/exim.pid`,
  daemon_smtp_ports: String(site.port),
  local_interfaces: site.address,
  host_lookup: '',
  rfc1413_query_timeout: '0s',
  queue_only: 'true',
  log_selector: '+smtp_connection +smtp_protocol_error +tls_cipher',
  tls_certificate: `${site.root}/certificate.pem`,
  tls_privatekey: `${site.root}/key.pem`,
  keep_environment: '',
  add_environment: '',
  timezone: 'UTC',
  acl_smtp_mail: 'acl_mail',
  acl_smtp_rcpt: 'acl_accept',
  acl_smtp_data: 'acl_accept',
})

export const writeExim = (options: OptionValues, site: EximSite): string => {
  for (const [name, value] of Object.entries(options)) check(name, value)
  const {
    public_name = '',
    'deny !encrypted': encrypted = 'no',
    'deny !authenticated': authenticated = 'no',
    ...set
  } = options
  const main = { ...base(site), ...set }
  if (set['tls_on_connect_ports'] === 'own')
    main['tls_on_connect_ports'] = String(site.port)
  return `${[
    ...Object.entries(main).map(([name, value]) => `${name} = ${value}`),
    'begin acl',
    'acl_mail:',
    ...(encrypted === 'yes'
      ? [
          '  deny message = Must issue a STARTTLS command first',
          '    !encrypted = *',
        ]
      : []),
    ...(authenticated === 'yes'
      ? ['  deny message = Authentication required', '    !authenticated = *']
      : []),
    '  accept',
    'acl_accept:',
    '  accept',
    'begin authenticators',
    ...public_name
      .split(' ')
      .filter(name => name === 'PLAIN' || name === 'LOGIN')
      .flatMap(name => authenticator(name, site)),
  ].join('\n')}\n`
}

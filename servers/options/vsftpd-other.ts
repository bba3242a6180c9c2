/**
 * vsftpd's options that decide about connections, logins and files, 2.0.5 to
 * 3.0.5. Options about log files and start-up that the harness sets itself
 * are not listed.
 */
import type { Option } from '../../harness/model.js'
import { manual, yesNo } from './vsftpd-words.js'

const flag = (
  effect: string,
  value: 'YES' | 'NO',
  rest: Partial<Option> = {},
): Option => ({
  effect,
  type: 'boolean',
  values: yesNo,
  default: value,
  reference: manual,
  evidence: 'documentation',
  ...rest,
})

const seconds = (effect: string, value: string): Option => ({
  effect,
  type: 'number',
  default: value,
  reference: manual,
  evidence: 'verified',
})

const verified = { evidence: 'verified' } as const

export const vsftpdOtherOptions: Readonly<Record<string, Option>> = {
  pasv_enable: {
    ...flag('NO: PASV and EPSV get 550', 'YES', verified),
    cures: [
      {
        finding: 'passive-mode-refused',
        to: 'YES',
        securityCost: 'none',
        exposes: '',
      },
    ],
  },
  port_enable: {
    ...flag('NO: PORT and EPRT get 550', 'YES', verified),
    cures: [
      {
        finding: 'active-mode-refused',
        to: 'YES',
        securityCost: 'none',
        exposes: '',
      },
    ],
  },
  pasv_address: {
    effect: 'the address in 227; unset: the one that the client dialled',
    type: 'text',
    default: '',
    reference: manual,
    evidence: 'verified',
    cures: [
      {
        finding: 'pasv-address-wrong',
        to: '',
        securityCost: 'none',
        exposes: '',
      },
    ],
  },
  pasv_addr_resolve: flag('pasv_address may be a host name', 'NO', {
    since: '2.0.4',
    ...verified,
  }),
  pasv_promiscuous: flag(
    'YES: data connections from any address are served',
    'NO',
    verified,
  ),
  port_promiscuous: flag(
    'YES: PORT may name another host (the emulator never dials one)',
    'NO',
    {
      ...verified,
      cures: [
        {
          finding: 'active-mode-address-rejected',
          to: 'YES',
          securityCost: 'high',
          exposes: 'the server can be used to attack other hosts (FTP bounce)',
        },
      ],
    },
  ),
  connect_from_port_20: flag('active data come from port 20', 'NO', {
    evidence: 'source',
  }),
  accept_timeout: seconds('wait for a passive connection, then 425', '60'),
  connect_timeout: seconds('wait for an active connection, then 425', '60'),
  idle_session_timeout: {
    ...seconds('no command: 421, under TLS 500 OOPS in clear', '300'),
    cures: [
      {
        finding: 'control-closed-by-server',
        to: '3600',
        securityCost: 'none',
        exposes: '',
      },
    ],
  },
  data_connection_timeout: seconds('no progress on data: 421 and end', '300'),
  max_clients: {
    effect: 'sessions at a time; more get 421 in clear; 0: no limit',
    type: 'number',
    default: { '2.0.0': '0', '2.2.0': '2000' },
    reference: `${manual}; tunables.c`,
    evidence: 'verified',
    cures: [
      {
        finding: 'server-connection-limit',
        to: '0',
        securityCost: 'low',
        exposes: 'clients can exhaust the host',
      },
    ],
  },
  max_per_ip: {
    effect: 'sessions per client address; more get 421 in clear; 0: no limit',
    type: 'number',
    default: { '2.0.0': '0', '2.2.0': '50' },
    reference: `${manual}; tunables.c`,
    evidence: 'verified',
    cures: [
      {
        finding: 'server-connection-limit',
        to: '0',
        securityCost: 'low',
        exposes: 'one client can take all sessions',
      },
    ],
  },
  cmds_allowed: {
    effect: 'the only commands after login, others get 550; unset: all',
    type: 'text',
    default: '',
    reference: manual,
    evidence: 'verified',
    cures: [
      {
        finding: 'prot-level-unsupported',
        to: '',
        securityCost: 'low',
        exposes: 'commands that were kept from users are open again',
      },
    ],
  },
  cmds_denied: {
    effect: 'commands that get 550 after login',
    type: 'text',
    default: '',
    since: '2.1.0',
    reference: manual,
    evidence: 'verified',
    cures: [
      {
        finding: 'prot-level-unsupported',
        to: '',
        securityCost: 'low',
        exposes: 'commands that were kept from users are open again',
      },
    ],
  },
  anonymous_enable: flag(
    'anonymous and ftp may log in (compiled in as YES; the harness sets NO)',
    'NO',
    verified,
  ),
  no_anon_password: flag('anonymous users need no PASS', 'NO', verified),
  local_enable: flag(
    'local users may log in (compiled in as NO; the harness sets YES)',
    'YES',
    verified,
  ),
  write_enable: flag(
    'uploads (compiled in as NO; the harness sets YES)',
    'YES',
    verified,
  ),
  anon_upload_enable: flag('uploads by anonymous users', 'NO'),
  delete_failed_uploads: flag('a failed upload is removed', 'NO', {
    since: '2.0.7',
    ...verified,
  }),
  chroot_local_user: flag(
    'local users see their home only (the harness sets YES)',
    'YES',
  ),
  allow_writeable_chroot: flag(
    'YES: the top of a chroot may be writable; NO: 500 OOPS at login',
    'NO',
    {
      since: '3.0.0',
      ...verified,
      cures: [
        {
          finding: 'vsftpd-writable-chroot',
          to: 'YES',
          securityCost: 'low',
          exposes: 'a user can place files that a chroot escape needs',
        },
      ],
    },
  ),
  seccomp_sandbox: flag(
    'system calls are filtered (compiled in as YES; the harness sets NO)',
    'NO',
    {
      since: '3.0.0',
      evidence: 'source',
      cures: [
        {
          finding: 'vsftpd-sandbox-unsupported-kernel',
          to: 'NO',
          securityCost: 'low',
          exposes: 'a taken-over session process can make any system call',
        },
      ],
    },
  ),
  async_abor_enable: flag('ABOR with urgent data; never under TLS', 'NO', {
    evidence: 'source',
  }),
  ascii_upload_enable: flag('line ends are changed in TYPE A uploads', 'NO'),
  ascii_download_enable: flag(
    'line ends are changed in TYPE A downloads',
    'NO',
  ),
  ftpd_banner: {
    effect: 'text of the 220 greeting',
    type: 'text',
    default: '',
    reference: manual,
    evidence: 'verified',
  },
  utf8_filesystem: flag("FEAT lists UTF8 (Debian's patch)", 'NO', {
    evidence: 'source',
    since: '3.0.3',
  }),
}

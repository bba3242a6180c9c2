/**
 * vsftpd 2.0.5 to 3.0.5 as engine configuration. Compared with the real 3.0.3
 * (test/servers/vsftpd-compare.test.ts); older versions follow the tagged
 * sources and the change log.
 *
 * Known differences: 3DES, the only suite up to 2.3, is not in Node's OpenSSL,
 * so AES128-SHA stands in; the TLS library of an old version is that of its
 * time (TLS 1.0 up to 2.1, TLS 1.2 up to 3.0.2); SSLv2 and SSLv3 are absent.
 * After a bare FIN on data the real 3.0.3 sends alert 50, Node's OpenSSL does
 * not. TYPE A never changes line ends.
 */
import { isIP } from 'node:net'
import type { CertificateStore, ListenerSpec } from '../../harness/model.js'
import type {
  DataConfig,
  EngineConfig,
  LoginConfig,
  VerbConfig,
} from '../engine/config.js'
import type { Situation } from '../engine/replies.js'
import { vsftpdReplies } from './vsftpd-replies.js'
import { readSettings, type Settings } from './vsftpd-settings.js'
import { tlsConfig } from './vsftpd-tls.js'

export const vsftpdToEngine = async (
  spec: ListenerSpec,
  certificates: CertificateStore,
): Promise<EngineConfig> => {
  const settings = readSettings(spec)
  const tls = settings.on('ssl_enable')
    ? await tlsConfig(settings, spec, certificates)
    : null
  return {
    replies: vsftpdReplies(settings),
    closing: closing(settings),
    verbs: verbs(settings),
    tls,
    implicit: settings.implicit,
    auth: {
      mechanisms: { TLS: 'C', 'TLS-C': 'C', SSL: 'P', 'TLS-P': 'P' },
      afterLogin: false,
      // it reads the socket line by line: what is behind goes to OpenSSL
      pipelined: 'tls',
    },
    login: loginConfig(settings),
    protect: {
      levels: ['C', 'P'],
      ignoreCase: true,
      pbszFirst: false,
      initial: 'C',
      required: {
        local: settings.on('force_local_data_ssl'),
        anonymous: settings.on('force_anon_data_ssl'),
      },
      ccc: false,
    },
    data: dataConfig(settings, spec),
    features: features(settings),
    closeNotify: { control: false, data: true },
    limits: {
      clients: settings.number('max_clients'),
      perAddress: settings.number('max_per_ip'),
      unknownCommands: settings.since('3.0.4') ? 10 : 0,
      lineLength: 4096,
    },
    timeouts: {
      idle: settings.number('idle_session_timeout') * 1000,
      accept: settings.number('accept_timeout') * 1000,
      connect: settings.number('connect_timeout') * 1000,
      data: settings.number('data_connection_timeout') * 1000,
      ...idleText(settings),
    },
    hooks: [],
  }
}

/** These leave by vsf_cmdio_write_exit(). */
const closing = (settings: Settings): readonly Situation[] => [
  'http-verb',
  'too-many-errors',
  'too-many-clients',
  'too-many-per-address',
  ...(settings.since('2.3.0')
    ? (['login-needs-tls', 'anonymous-needs-tls'] as const)
    : []),
  ...(settings.since('3.0.3') && settings.on('require_ssl_reuse')
    ? (['data-not-reused', 'data-certificate-differs'] as const)
    : []),
]

const always = ['USER', 'PASS', 'QUIT', 'FEAT', 'OPTS']
const tlsVerbs = ['AUTH', 'PBSZ', 'PROT']
const afterLogin =
  'ABOR ACCT ALLO APPE CDUP CWD DELE EPRT EPSV FEAT HELP LIST MDTM MKD MODE ' +
  'NLST NOOP OPTS PASS PASV PORT PWD QUIT REIN REST RETR RMD RNFR RNTO SITE ' +
  'SIZE SMNT STAT STOR STRU SYST TYPE USER XCUP XCWD XMKD XPWD XRMD'

const words = (list: string): string[] =>
  list.split(',').map(word => word.trim().toUpperCase())

const verbs = (settings: Settings): VerbConfig => {
  const tls = settings.on('ssl_enable')
  const known = [...afterLogin.split(' '), 'PBSZ', 'PROT']
  const allowed = settings.text('cmds_allowed')
  const denied = settings.text('cmds_denied')
  return {
    beforeLogin: [...always, ...(tls ? tlsVerbs : [])],
    afterLogin: known,
    denied: [
      // known, and not to be had
      ...(tls ? [] : ['PBSZ', 'PROT']),
      ...(denied === '' ? [] : words(denied)),
      ...(allowed === ''
        ? []
        : known.filter(verb => !words(allowed).includes(verb))),
    ],
    notImplemented: ['REIN', 'ACCT', 'SMNT'],
    unknownBeforeLogin: 'not-logged-in',
    httpKills: {
      before: settings.since('3.0.4'),
      after: settings.since('3.0.3'),
    },
  }
}

const loginConfig = (settings: Settings): LoginConfig => ({
  local: settings.on('local_enable'),
  anonymous: settings.on('anonymous_enable'),
  localNeedsTls: settings.on('force_local_logins_ssl'),
  anonymousNeedsTls: settings.on('force_anon_logins_ssl'),
  anonymousMayUseTls:
    settings.on('allow_anon_ssl') || settings.on('force_anon_logins_ssl'),
  anonymousPassword: !settings.on('no_anon_password'),
  anonymousWrite:
    settings.on('write_enable') && settings.on('anon_upload_enable'),
  write: settings.on('write_enable'),
})

const dataConfig = (settings: Settings, spec: ListenerSpec): DataConfig => {
  const address = settings.text('pasv_address') || (spec.announce ?? '')
  const named = isIP(address) !== 4 && address !== ''
  const resolved = named && settings.on('pasv_addr_resolve')
  return {
    passive: settings.on('pasv_enable'),
    active: settings.on('port_enable'),
    ...(address === '' || named ? {} : { passiveAddress: address }),
    // any host name stands for this host: nothing but loopback is a target
    ...(named && !resolved
      ? { passiveFailure: 'OOPS: invalid pasv_address' }
      : {}),
    // postlogin.c looks at epsv_all in PASV and PORT only
    epsvAllStops: ['PASV', 'PORT'],
    promiscuous: settings.on('pasv_promiscuous'),
    lowestActivePort: 1024,
    handshake: 'after-150',
    reuseRequired: settings.on('require_ssl_reuse'),
    handshakeFailureKills: true,
    strictRead: settings.on('strict_ssl_read_eof'),
    strictWrite: settings.on('strict_ssl_write_shutdown'),
    resetIs: 'failure',
    awaitClose: settings.since('2.0.7'),
    truncateFirst: true,
    deleteFailedUploads: settings.on('delete_failed_uploads'),
    asciiRestartRefused: true,
    aborAfterTransfer: true,
  }
}

/** features.c: AUTH TLS hangs on TLS 1.0 */
const features = (settings: Settings): readonly string[] => {
  const tls = settings.on('ssl_enable')
  const old = settings.on('ssl_sslv2') || settings.on('ssl_sslv3')
  const utf8 = !settings.since('3.0.3') || settings.on('utf8_filesystem')
  const lines: readonly (readonly [boolean, string])[] = [
    [tls && old, 'AUTH SSL'],
    [tls && settings.on('ssl_tlsv1'), 'AUTH TLS'],
    [settings.on('port_enable'), 'EPRT'],
    [settings.on('pasv_enable'), 'EPSV'],
    [true, 'MDTM'],
    [settings.on('pasv_enable'), 'PASV'],
    [tls, 'PBSZ'],
    [tls, 'PROT'],
    [true, 'REST STREAM'],
    [true, 'SIZE'],
    [true, 'TVFS'],
    [utf8, 'UTF8'],
  ]
  return lines.filter(([listed]) => listed).map(([, line]) => ` ${line}`)
}

/** OpenSSL 3 ends the read side under vsftpd: no 421 comes through. */
const idleText = (settings: Settings): { readonly idleTlsText?: string } => {
  if (!settings.since('3.0.3')) return {}
  return settings.on('strict_ssl_read_eof')
    ? {
        idleTlsText:
          'OOPS: vsf_sysutil_recv_peek\r\n500 OOPS: priv_sock_get_int',
      }
    : { idleTlsText: 'OOPS: ftp_write\r\n500 OOPS: priv_sock_get_cmd' }
}

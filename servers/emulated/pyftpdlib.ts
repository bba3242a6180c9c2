/**
 * pyftpdlib with TLS_FTPHandler as engine configuration. Compared with the
 * real 1.5.7 (scenarios/differences/pyftpdlib.json); other versions follow its
 * HISTORY.
 *
 * Not emulated: the reset of a data connection on which TLS begins before the
 * command (1.5.7), 150 instead of 125 where the data connection comes last,
 * the pause after a failed login.
 */
import type { CertificateStore, ListenerSpec } from '../../harness/model.js'
import { effectiveValue } from '../../harness/versions.js'
import type { DataConfig, EngineConfig, TlsConfig } from '../engine/config.js'
import { pyftpdlibOptions } from '../options/pyftpdlib.js'
import { withQuirks } from '../quirks/quirk.js'
import { repliesNameTheCommand } from '../quirks/replies-name-the-command.js'
import { atDebiansLevel, onlyVersions } from './openssl-config.js'
import { pyftpdlibAnswer, pyftpdlibReplies } from './pyftpdlib-replies.js'

interface Settings {
  readonly text: (name: string) => string
  /** a name in ssl_options */
  readonly set: (name: string) => boolean
}

const readSettings = ({ version, options }: ListenerSpec): Settings => {
  const text = (name: string): string =>
    effectiveValue(pyftpdlibOptions, options, name, version)
  const bits = text('ssl_options').split(/[\s|]+/)
  return { text, set: name => bits.includes(name) }
}

const switches = {
  TLSv1: 'OP_NO_TLSv1',
  'TLSv1.1': 'OP_NO_TLSv1_1',
  'TLSv1.2': 'OP_NO_TLSv1_2',
  'TLSv1.3': 'OP_NO_TLSv1_3',
} as const

const tlsConfig = async (
  { text, set }: Settings,
  spec: ListenerSpec,
  certificates: CertificateStore,
): Promise<TlsConfig> => {
  const { chainPem, keyPem } = await certificates.get(spec.certificate)
  const verify = text('ssl_context.set_verify')
  const file = text('ssl_context.load_verify_locations')
  const trusted = file === '' ? '' : await certificates.file(file)
  const noIds = text('ssl_context.set_session_cache_mode') === 'SESS_CACHE_OFF'
  const asks = verify.includes('VERIFY_PEER')
  return {
    chainPem,
    keyPem,
    ...onlyVersions(
      Object.entries(switches)
        .filter(([, name]) => !set(name))
        .map(([version]) => version),
    ),
    ciphers: atDebiansLevel(text('ssl_context.set_cipher_list') || 'DEFAULT'),
    clientCertificate: {
      request: asks,
      authorities: trusted,
      trusted,
      require: verify.includes('VERIFY_FAIL_IF_NO_PEER_CERT'),
      verify: asks,
      sameOnData: false,
    },
    resumption: {
      by: !set('OP_NO_TICKET') ? 'ticket' : noIds ? 'none' : 'session-id',
      lifetime: Number(text('ssl_context.set_timeout')) || 7200,
      binding: 'listener',
      // no SSL_CTX_set_session_id_context anywhere in it
      idContext: false,
    },
    failureText: 'none',
  }
}

const always = 'USER PASS QUIT FEAT NOOP SYST HELP OPTS REIN'
const files =
  'ABOR ALLO APPE CDUP CWD DELE EPRT EPSV LIST MDTM MKD MODE MLSD NLST PASV ' +
  'PORT PWD REST RETR RMD RNFR RNTO SITE SIZE STAT STOR STRU TYPE XCUP XCWD ' +
  'XMKD XPWD XRMD'
const tlsVerbs = ['AUTH', 'PBSZ', 'PROT']

const features = (tls: boolean): readonly string[] =>
  [
    ...(tls ? ['AUTH SSL', 'AUTH TLS'] : []),
    'EPRT',
    'EPSV',
    'MDTM',
    'MFMT',
    'MLST type*;perm*;size*;modify*;unique*;unix.mode;unix.uid;unix.gid;',
    ...(tls ? ['PBSZ', 'PROT'] : []),
    'REST STREAM',
    'SIZE',
    'TVFS',
    'UTF8',
  ].map(line => ` ${line}`)

const dataConfig = (
  { text, set }: Settings,
  spec: ListenerSpec,
): DataConfig => {
  const address = text('masquerade_address') || (spec.announce ?? '')
  return {
    passive: true,
    active: true,
    ...(address === '' ? {} : { passiveAddress: address }),
    epsvAllStops: ['PASV', 'PORT', 'EPRT'],
    promiscuous: text('permit_foreign_addresses') === 'True',
    lowestActivePort: 1024,
    handshake: 'after-150',
    reuseRequired: false,
    handshakeFailureKills: false,
    // OpenSSL 3 takes a bare FIN for an error
    strictRead: !set('OP_IGNORE_UNEXPECTED_EOF'),
    strictWrite: false,
    resetIs: 'success',
    awaitClose: false,
    truncateFirst: true,
    deleteFailedUploads: false,
    aborAfterTransfer: false,
  }
}

export const pyftpdlibToEngine = async (
  spec: ListenerSpec,
  certificates: CertificateStore,
): Promise<EngineConfig> => {
  const settings = readSettings(spec)
  const { text } = settings
  const handler = text('handler') === 'TLS_FTPHandler'
  const tls = handler ? await tlsConfig(settings, spec, certificates) : null
  const login = text('tls_control_required') === 'True'
  const data = text('tls_data_required') === 'True'
  const removed = text('proto_cmds').split(/\s+/)
  const known = (verbs: string): readonly string[] =>
    [...verbs.split(' '), ...(handler ? tlsVerbs : [])].filter(
      verb => !removed.includes(verb),
    )
  const config: EngineConfig = {
    replies: pyftpdlibReplies(spec.version),
    closing: ['idle', 'data-timeout', 'line-too-long'],
    verbs: {
      beforeLogin: known(always),
      afterLogin: known(`${always} ${files}`),
      denied: [],
      notImplemented: [],
      unknownBeforeLogin: 'unknown-command',
      httpKills: { before: false, after: false },
    },
    tls,
    implicit: false,
    auth: {
      // all mean the same, and PROT stays C
      mechanisms: { TLS: 'C', SSL: 'C', 'TLS-C': 'C', 'TLS-P': 'C' },
      afterLogin: true,
      // what came in clear behind AUTH is obeyed inside TLS
      pipelined: 'obey',
    },
    login: {
      local: true,
      anonymous: false,
      localNeedsTls: login,
      anonymousNeedsTls: login,
      anonymousMayUseTls: true,
      anonymousPassword: true,
      anonymousWrite: false,
      write: true,
    },
    protect: {
      levels: ['C', 'P'],
      ignoreCase: true,
      pbszFirst: true,
      initial: 'C',
      // PASV and the like are refused instead
      required: { local: false, anonymous: false },
      ccc: false,
    },
    data: dataConfig(settings, spec),
    features: features(handler),
    closeNotify: { control: true, data: true },
    limits: { clients: 0, perAddress: 0, unknownCommands: 0, lineLength: 2048 },
    timeouts: {
      idle: Number(text('timeout')) * 1000,
      accept: 30_000,
      connect: 30_000,
      data: 300_000,
    },
    hooks: [],
  }
  return withQuirks(config, [
    repliesNameTheCommand(pyftpdlibAnswer(features(handler), data && handler)),
  ])
}

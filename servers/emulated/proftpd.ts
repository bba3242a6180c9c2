/**
 * ProFTPD with mod_tls as engine configuration. Compared with the real 1.3.8
 * (scenarios/differences/proftpd.json); other versions follow their NEWS.
 *
 * Not emulated: renegotiation, virtual hosts by SNI, DHE, HiddenStores,
 * the 10 seconds after which TimeoutLinger gives up on a client that keeps a
 * data connection open, and the 421 in clear behind close_notify on an idle
 * session (here it comes inside TLS).
 */
import { constants } from 'node:crypto'
import { InteropError } from '../../harness/errors.js'
import type { CertificateStore, ListenerSpec } from '../../harness/model.js'
import {
  compareVersions,
  effectiveValue,
  optionExists,
} from '../../harness/versions.js'
import type {
  ClientCertificateConfig,
  DataConfig,
  EngineConfig,
  TlsConfig,
  VerbConfig,
} from '../engine/config.js'
import type { ReplyText } from '../engine/replies.js'
import { proftpdOptions } from '../options/proftpd.js'
import { hookQuirk, withQuirks, type Quirk } from '../quirks/quirk.js'
import { repliesNameTheCommand } from '../quirks/replies-name-the-command.js'
import { atDebiansLevel, onlyVersions } from './openssl-config.js'
import {
  proftpdAnswer,
  proftpdReplies,
  proftpdWording,
} from './proftpd-replies.js'

interface Settings {
  readonly text: (name: string) => string
  readonly on: (name: string) => boolean
  /** a member of TLSOptions */
  readonly has: (member: string) => boolean
  readonly since: (version: string) => boolean
  readonly implicit: boolean
}

const readSettings = ({
  version,
  options,
  implicit,
}: ListenerSpec): Settings => {
  for (const name of Object.keys(options)) {
    const option = proftpdOptions[name]
    if (option !== undefined && optionExists(option, version)) continue
    throw new InteropError('FI_BAD_VALUE', {
      message: `ProFTPD ${version}: fatal: unknown configuration directive '${name}'`,
      hint: 'Take a version that has the directive, or another spelling.',
    })
  }
  const text = (name: string): string => {
    const option = proftpdOptions[name]
    const known = option !== undefined && optionExists(option, version)
    return known ? effectiveValue(proftpdOptions, options, name, version) : ''
  }
  const members = text('TLSOptions').split(/\s+/)
  return {
    text,
    on: name => /^(?:on|yes|true|1)$/i.test(text(name)),
    has: member => members.includes(member),
    since: other => compareVersions(version, other) >= 0,
    // an empty list in the options takes it back
    implicit:
      options['TLSOptions'] === undefined
        ? implicit
        : members.includes('UseImplicitSSL') ||
          (implicit && options['TLSOptions'] !== ''),
  }
}

const all = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3']

/** a list of versions, or ALL and what is taken out */
const protocols = (text: string): readonly string[] => {
  const words = text.split(/\s+/).filter(Boolean)
  const taken = words.filter(w => w.startsWith('-')).map(w => w.slice(1))
  const named = words.includes('ALL') ? all : words
  return named.filter(version => !taken.includes(version))
}

const clientCertificate = async (
  { text, since }: Settings,
  certificates: CertificateStore,
): Promise<ClientCertificateConfig> => {
  const rule = text('TLSVerifyClient')
  const file = text('TLSCACertificateFile')
  const trusted = file === '' ? '' : await certificates.file(file)
  return {
    // NoCertRequest was an option until 1.3.8rc1, which asks nobody unbidden
    request: rule !== 'off' || !since('1.3.8'),
    authorities: trusted,
    trusted,
    require: rule === 'on',
    verify: rule !== 'off',
    sameOnData: false,
  }
}

const tlsConfig = async (
  settings: Settings,
  spec: ListenerSpec,
  certificates: CertificateStore,
): Promise<TlsConfig> => {
  const { text, on, has } = settings
  const { chainPem, keyPem } = await certificates.get(spec.certificate)
  const versions = onlyVersions(protocols(text('TLSProtocol')))
  const cache = text('TLSSessionCache')
  const list = text('TLSCipherSuite')
  return {
    chainPem,
    keyPem,
    ...versions,
    options:
      versions.options |
      (on('TLSServerCipherPreference')
        ? constants.SSL_OP_CIPHER_SERVER_PREFERENCE
        : 0),
    ciphers: has('AllowWeakSecurity')
      ? `${list}:@SECLEVEL=0`
      : atDebiansLevel(list),
    clientCertificate: await clientCertificate(settings, certificates),
    resumption: {
      // TLSSessionTickets off keeps no version from issuing them
      by: cache === 'off' ? 'none' : 'ticket',
      // the time of the cache does not count for tickets
      lifetime: cache === '' ? 15_840 : 1800,
      binding: 'control',
      tls13Tickets: 'full-handshake',
    },
    failureText: 'none',
  }
}

const core =
  'ABOR ALLO APPE CCC CDUP CWD DELE EPRT EPSV FEAT HELP LIST MDTM MKD MODE ' +
  'MLSD NLST NOOP OPTS PASS PASV PORT PWD QUIT REST RETR RMD RNFR RNTO SITE ' +
  'SIZE STAT STOR STRU SYST TYPE USER XCUP XCWD XMKD XPWD XRMD'
const always = 'USER PASS QUIT FEAT NOOP SYST HELP OPTS'.split(' ')
const tlsVerbs = ['AUTH', 'PBSZ', 'PROT']

const verbs = ({ on, text }: Settings): VerbConfig => {
  const ours = on('TLSEngine') ? tlsVerbs : []
  return {
    beforeLogin: [...always, ...ours],
    afterLogin: [...core.split(' '), ...ours],
    denied: text('Limit').split(/\s+/).filter(Boolean),
    notImplemented: ['SMNT', 'ACCT', 'REIN', 'CONF', 'ENC', 'MIC'],
    unknownBeforeLogin: 'unknown-command',
    httpKills: { before: false, after: false },
  }
}

const dataConfig = (settings: Settings, spec: ListenerSpec): DataConfig => {
  const { text, on } = settings
  const address =
    text('TLSMasqueradeAddress') ||
    text('MasqueradeAddress') ||
    (spec.announce ?? '')
  return {
    passive: true,
    active: true,
    ...(address === '' ? {} : { passiveAddress: address }),
    epsvAllStops: ['PASV', 'PORT', 'EPRT'],
    promiscuous: on('AllowForeignAddress'),
    lowestActivePort: 1024,
    handshake: 'after-150',
    // see ownSession
    reuseRequired: false,
    handshakeFailureKills: false,
    strictRead: false,
    strictWrite: false,
    resetIs: 'failure',
    awaitClose: true,
    truncateFirst: true,
    deleteFailedUploads: on('DeleteAbortedStores'),
    asciiRestartRefused: true,
    aborAfterTransfer: false,
  }
}

/**
 * Data have to resume the session of the control connection, as long as that
 * has one: nothing is compared after CCC, or without a session cache.
 */
const ownSession = ({ has, text }: Settings, refusal: ReplyText): Quirk =>
  has('NoSessionReuseRequired') || text('TLSSessionCache') === 'off'
    ? config => config
    : hookQuirk({
        dataTls: (socket, session) =>
          session.secure && !socket.isSessionReused() ? refusal : undefined,
      })

const features = (tls: boolean): readonly string[] =>
  [
    ...(tls ? ['AUTH TLS', 'CCC'] : []),
    'CLNT',
    'CSID',
    'EPRT',
    'EPSV',
    'HOST',
    'LANG en-US*',
    'MDTM',
    'MFF modify;UNIX.group;UNIX.mode;',
    'MFMT',
    'MLST modify*;perm*;size*;type*;unique*;UNIX.group*;UNIX.groupname*;UNIX.mode*;UNIX.owner*;UNIX.ownername*;',
    ...(tls ? ['PBSZ', 'PROT'] : []),
    'RANG STREAM',
    'REST STREAM',
    'SIZE',
    ...(tls ? ['SSCN'] : []),
    'TVFS',
    'UTF8',
  ].map(line => ` ${line}`)

export const proftpdToEngine = async (
  spec: ListenerSpec,
  certificates: CertificateStore,
): Promise<EngineConfig> => {
  const settings = readSettings(spec)
  const { text, on } = settings
  const engine = on('TLSEngine')
  const tls = engine ? await tlsConfig(settings, spec, certificates) : null
  const required = text('TLSRequired')
  const login = engine && /^(?:on|ctrl|auth)/.test(required)
  const data = engine && /^on$|data/.test(required)
  const replies = proftpdReplies(
    text('MasqueradeAddress') || spec.announce || '127.0.0.1',
    text('TimeoutIdle'),
  )
  const config: EngineConfig = {
    replies,
    closing: ['idle', 'data-timeout'],
    verbs: verbs(settings),
    tls,
    implicit: settings.implicit && engine,
    auth: {
      mechanisms: { TLS: 'C', 'TLS-C': 'C', SSL: 'P', 'TLS-P': 'P' },
      afterLogin: false,
      pipelined: 'discard',
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
      levels: data ? ['P'] : ['C', 'P'],
      ignoreCase: false,
      pbszFirst: false,
      initial: settings.implicit ? 'P' : 'C',
      required: { local: data, anonymous: data },
      ccc: !/^(?:on|ctrl)/.test(required),
      cccEnd: 'notify',
    },
    data: dataConfig(settings, spec),
    features: features(engine),
    closeNotify: { control: true, data: true },
    limits: { clients: 0, perAddress: 0, unknownCommands: 0, lineLength: 4096 },
    timeouts: {
      idle: Number(text('TimeoutIdle')) * 1000,
      accept: 300_000,
      connect: 300_000,
      data: 300_000,
    },
    hooks: [],
  }
  return withQuirks(config, [
    repliesNameTheCommand(proftpdAnswer(features(engine), engine)),
    proftpdWording,
    ownSession(settings, replies['data-not-reused']),
  ])
}

/** The server by the book: its options as behaviour of the engine. */
import type {
  CertificateStore,
  ListenerSpec,
  OptionValues,
} from '../../harness/model.js'
import { effectiveValue } from '../../harness/versions.js'
import type { EngineConfig, TlsConfig } from '../engine/config.js'
import { plainReplies } from '../engine/replies.js'
import { rfc4217Options } from '../options/rfc4217.js'

type Value = (name: string) => string

const secureVersions = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'] as const

const versionOf = (text: string | undefined): (typeof secureVersions)[number] =>
  secureVersions.find(v => v === text) ?? 'TLSv1.2'

const tlsOf = async (
  value: Value,
  spec: ListenerSpec,
  certificates: CertificateStore,
): Promise<TlsConfig> => {
  const { chainPem, keyPem } = await certificates.get(spec.certificate)
  const [low, high] = value('tls-versions').split('-')
  const asked = value('client-certificate')
  const authorities = value('authorities')
  const alpn = value('alpn')
  const serverName = value('server-name')
  const resumption = value('resumption')
  return {
    chainPem,
    keyPem,
    minVersion: versionOf(low),
    maxVersion: versionOf(high),
    ciphers: value('ciphers'),
    clientCertificate: {
      request: asked !== 'none',
      authorities:
        authorities === '' ? '' : await certificates.file(authorities),
      require: asked === 'required' || asked === 'verified',
      verify: asked === 'verified',
      sameOnData: false,
    },
    resumption: {
      by:
        resumption === 'session-id' || resumption === 'none'
          ? resumption
          : 'ticket',
      lifetime: Number(value('session-lifetime')),
      binding: value('session-binding') === 'listener' ? 'listener' : 'control',
    },
    ...(alpn === '' ? {} : { alpn: [alpn] }),
    ...(serverName === '' ? {} : { serverName }),
    failureText: 'none',
  }
}

const files = [
  'LIST',
  'NLST',
  'MLSD',
  'RETR',
  'STOR',
  'APPE',
  'REST',
  'SIZE',
  'MDTM',
  'DELE',
  'RNFR',
  'RNTO',
  'MKD',
  'RMD',
  'CWD',
  'CDUP',
  'PWD',
  'ABOR',
  'STAT',
]
const always = [
  'USER',
  'PASS',
  'AUTH',
  'PBSZ',
  'PROT',
  'FEAT',
  'QUIT',
  'NOOP',
  'SYST',
  'HELP',
  'OPTS',
  'REIN',
]
const settings = [
  'TYPE',
  'MODE',
  'STRU',
  'PASV',
  'EPSV',
  'PORT',
  'EPRT',
  'CCC',
  'ALLO',
]

/** Options that are not set have the defaults of the catalogue. */
export const rfc4217ToEngine = async (
  spec: ListenerSpec,
  certificates: CertificateStore,
): Promise<EngineConfig> => {
  const set: OptionValues = spec.options
  const value: Value = name =>
    effectiveValue(rfc4217Options, set, name, spec.version)
  const tls =
    value('tls') === 'off' ? null : await tlsOf(value, spec, certificates)
  const passiveAddress = value('passive-address') || spec.announce
  const needsTls = value('login-protection') === 'required' && tls !== null
  return {
    replies: {
      ...plainReplies,
      greeting: [220, 'rfc4217 server by the book.'],
    },
    closing: ['too-many-clients', 'idle'],
    verbs: {
      beforeLogin: always,
      afterLogin: [...always, ...settings, ...files],
      denied: [],
      notImplemented: ['ADAT', 'MIC', 'CONF', 'ENC'],
      unknownBeforeLogin: 'unknown-command',
      httpKills: { before: false, after: false },
    },
    tls,
    implicit: value('implicit') === 'yes',
    auth: {
      mechanisms: Object.fromEntries(
        value('auth-mechanisms')
          .split(/\s+/)
          .map(m => [m, m === 'SSL' || m === 'TLS-P' ? 'P' : 'C'] as const),
      ),
      afterLogin: false,
      pipelined:
        value('commands-behind-auth') === 'obeyed' ? 'obey' : 'discard',
    },
    login: {
      local: true,
      anonymous: false,
      localNeedsTls: needsTls,
      anonymousNeedsTls: needsTls,
      anonymousMayUseTls: true,
      anonymousPassword: true,
      anonymousWrite: false,
      write: true,
    },
    protect: {
      levels: value('data-protection') === 'required' ? ['P'] : ['C', 'P'],
      ignoreCase: true,
      pbszFirst: true,
      initial: 'C',
      required: {
        local: value('data-protection') === 'required' && tls !== null,
        anonymous: value('data-protection') === 'required' && tls !== null,
      },
      ccc: value('ccc') === 'yes',
    },
    data: {
      passive: value('passive') === 'yes',
      active: value('active') === 'yes',
      ...(passiveAddress === undefined || passiveAddress === ''
        ? {}
        : { passiveAddress }),
      epsvAllStops: ['PASV', 'PORT', 'EPRT'],
      promiscuous: false,
      lowestActivePort: 1024,
      handshake: 'after-150',
      reuseRequired: value('session-reuse') === 'required',
      handshakeFailureKills: false,
      strictRead: value('upload-end') === 'strict',
      strictWrite: value('download-end') === 'strict',
      resetIs: 'failure',
      awaitClose: true,
      truncateFirst: false,
      deleteFailedUploads: false,
      aborAfterTransfer: false,
    },
    features: [
      ...(tls === null
        ? []
        : [
            `AUTH ${value('auth-mechanisms').split(/\s+/).join(';')}`,
            'PBSZ',
            'PROT',
          ]),
      'EPSV',
      'EPRT',
      'MDTM',
      'MLST type*;size*;modify*;',
      'REST STREAM',
      'SIZE',
      'UTF8',
    ],
    closeNotify: { control: true, data: value('close-notify') === 'yes' },
    limits: { clients: 0, perAddress: 0, unknownCommands: 0, lineLength: 4096 },
    timeouts: { idle: 300_000, accept: 60_000, connect: 60_000, data: 300_000 },
    hooks: [],
  }
}

/**
 * Pure-FTPd as engine configuration. Compared with the real 1.0.50
 * (scenarios/differences/pure-ftpd.json); other versions follow the ChangeLog.
 *
 * Not emulated: the number of users and the kbytes in its texts, the ten
 * seconds it waits for a client to close a data connection, commands sent
 * behind a second AUTH.
 */
import { constants } from 'node:crypto'
import type { CertificateStore, ListenerSpec } from '../../harness/model.js'
import {
  compareVersions,
  effectiveValue,
  optionExists,
} from '../../harness/versions.js'
import type { DataConfig, EngineConfig, TlsConfig } from '../engine/config.js'
import { pureFtpdOptions } from '../options/pure-ftpd.js'
import { hookQuirk, withQuirks } from '../quirks/quirk.js'
import { repliesNameTheCommand } from '../quirks/replies-name-the-command.js'
import { atDebiansLevel, onlyVersions } from './openssl-config.js'
import {
  pureFtpdAnswer,
  pureFtpdFeatures,
  pureFtpdGreeting,
  pureFtpdProt,
  pureFtpdReplies,
} from './pure-ftpd-replies.js'

type Text = (name: string) => string

const textOf =
  ({ version, options }: ListenerSpec): Text =>
  name => {
    const option = pureFtpdOptions[name]
    return option !== undefined && optionExists(option, version)
      ? effectiveValue(pureFtpdOptions, options, name, version)
      : ''
  }

/** 1.0.50-trixie is 1.0.50 */
const since = ({ version }: ListenerSpec, other: string): boolean =>
  compareVersions(version.replace(/-.*$/, ''), other) >= 0

/** its own list puts CHACHA20 in front, and its order counts */
const ownList =
  'ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305:HIGH:!aNULL'

const protocols = (text: Text): readonly string[] => {
  const both = ['TLSv1.2', 'TLSv1.3']
  const lowest = both.indexOf(text('OPENSSL_CONF.MinProtocol'))
  const highest = both.indexOf(text('OPENSSL_CONF.MaxProtocol'))
  return both.filter((_, i) => i >= lowest && (highest < 0 || i <= highest))
}

const tlsConfig = async (
  text: Text,
  spec: ListenerSpec,
  certificates: CertificateStore,
): Promise<TlsConfig> => {
  const { chainPem, keyPem } = await certificates.get(spec.certificate)
  const suites = text('tlsciphersuite')
  const asks = suites.startsWith('-C:')
  const trusted = asks ? await certificates.file('ca.pem') : ''
  const list = suites.replace(/^-[CS]:/, '')
  const versions = onlyVersions(protocols(text))
  return {
    chainPem,
    keyPem,
    ...versions,
    options: versions.options | constants.SSL_OP_CIPHER_SERVER_PREFERENCE,
    ciphers: atDebiansLevel(list === '' ? ownList : list),
    clientCertificate: {
      request: asks,
      authorities: trusted,
      trusted,
      require: asks,
      verify: asks,
      sameOnData: false,
    },
    resumption: {
      by:
        text('OPENSSL_CONF.Options') === '-SessionTicket'
          ? 'session-id'
          : 'ticket',
      lifetime: 3600,
      binding: 'listener',
      // SSL_CTX_set_num_tickets(0), against uploads that are cut short
      ...(since(spec, '1.0.50') ? { tls13Tickets: 'none' } : {}),
    },
    failureText: 'none',
  }
}

const always = 'USER PASS QUIT FEAT NOOP SYST HELP AUTH PBSZ PROT CCC'
const files =
  'ABOR ALLO APPE CDUP CWD DELE EPRT EPSV LIST MDTM MKD MODE MLSD NLST OPTS ' +
  'PASV PORT PWD REST RETR RMD RNFR RNTO SITE SIZE STAT STOR STRU TYPE XCUP ' +
  'XCWD XMKD XPWD XRMD'

const dataConfig = (text: Text, spec: ListenerSpec): DataConfig => {
  const address = text('forcepassiveip') || (spec.announce ?? '')
  return {
    passive: text('natmode') !== 'yes',
    active: true,
    ...(address === '' ? {} : { passiveAddress: address }),
    epsvAllStops: ['PORT', 'EPRT'],
    promiscuous: text('allowuserfxp') === 'yes',
    lowestActivePort: 1024,
    handshake: 'after-150',
    // ONLY_ACCEPT_REUSED_SSL_SESSIONS, gone in 1.0.48
    reuseRequired:
      !since(spec, '1.0.48') && text('brokenclientscompatibility') !== 'yes',
    // the session ends without a word
    handshakeFailureKills: true,
    strictRead: false,
    strictWrite: false,
    resetIs: 'failure',
    awaitClose: true,
    truncateFirst: true,
    deleteFailedUploads: false,
    aborAfterTransfer: true,
  }
}

export const pureFtpdToEngine = async (
  spec: ListenerSpec,
  certificates: CertificateStore,
): Promise<EngineConfig> => {
  const text = textOf(spec)
  const level = text('tls')
  const tls = level === '0' ? null : await tlsConfig(text, spec, certificates)
  const login = level === '2' || level === '3'
  const clients = Number(text('maxclientsnumber'))
  const config: EngineConfig = {
    replies: pureFtpdReplies(clients),
    closing: [
      'idle',
      'too-many-clients',
      'too-many-per-address',
      ...(since(spec, '1.0.50')
        ? []
        : (['login-needs-tls', 'anonymous-needs-tls'] as const)),
      ...(since(spec, '1.0.48') ? [] : (['data-not-reused'] as const)),
    ],
    verbs: {
      beforeLogin: always.split(' '),
      afterLogin: `${always} ${files}`.split(' '),
      denied: [],
      notImplemented: [],
      unknownBeforeLogin: 'not-logged-in',
      httpKills: { before: false, after: false },
    },
    tls,
    implicit: false,
    auth: {
      // compared with "tls" only
      mechanisms: { TLS: 'C' },
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
      levels: ['C', 'P'],
      ignoreCase: false,
      pbszFirst: false,
      initial: 'C',
      required: { local: level === '3', anonymous: level === '3' },
      ccc: true,
      cccEnd: 'notify',
    },
    data: dataConfig(text, spec),
    features: pureFtpdFeatures,
    closeNotify: { control: false, data: true },
    limits: {
      clients,
      perAddress: Number(text('maxclientsperip')) || 0,
      unknownCommands: 0,
      lineLength: 4096,
    },
    timeouts: {
      idle: Number(text('maxidletime')) * 60_000,
      accept: 300_000,
      connect: 300_000,
      data: 300_000,
    },
    hooks: [],
  }
  return withQuirks(config, [
    repliesNameTheCommand(pureFtpdAnswer(tls !== null)),
    hookQuirk({
      prot: pureFtpdProt,
      greet: () => pureFtpdGreeting(spec.place?.port ?? 21, clients),
    }),
  ])
}

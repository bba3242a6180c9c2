/**
 * The FTP server of z/OS Communications Server, from IBM's books and public
 * transcripts; never compared with a real one. GSSAPI, SSLv3 and the EBCDIC
 * side of a transfer are left out; suites are those of Node's OpenSSL.
 */
import type {
  CertificateStore,
  ListenerSpec,
  OptionValues,
} from '../../harness/model.js'
import { effectiveValue } from '../../harness/versions.js'
import type { EngineConfig, TlsConfig } from '../engine/config.js'
import { zosFtpdOptions } from '../options/zos-ftpd.js'
import { clientCertificateLogin } from '../quirks/client-certificate-login.js'
import { otherMechanismsOffered } from '../quirks/other-mechanisms-offered.js'
import { withQuirks, type Quirk } from '../quirks/quirk.js'
import { zosBanner } from '../quirks/zos-banner.js'
import { zosDirectory } from '../quirks/zos-directory.js'
import { zosExtensions } from '../quirks/zos-extensions.js'
import { zosFileReplies } from '../quirks/zos-file-replies.js'
import { zosJes } from '../quirks/zos-jes.js'
import { zosList } from '../quirks/zos-list.js'
import { zosNames } from '../quirks/zos-names.js'
import { zosSite } from '../quirks/zos-site.js'
import { zosSystem } from '../quirks/zos-state.js'
import { zosTransferReplies } from '../quirks/zos-transfer-replies.js'
import { byTheBook } from './by-the-book.js'
import { zosReplies } from './zos-replies.js'

type Value = (name: string) => string

const versionNames = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3']

/** options of the server by the book that say the same */
const inTheBook = (
  value: Value,
  extensions: readonly string[],
): OptionValues => {
  const native = value('TLSMECHANISM') === 'FTP'
  const on = native
    ? ['TLSv1']
    : versionNames.filter(name => value(name) === 'On')
  const reuse = value('SECURE_SESSION_REUSE') || 'NONE'
  const lifetime = native ? 'TLSTIMEOUT' : 'GSK_V3_SESSION_TIMEOUT'
  return {
    tls: extensions.includes('AUTH_TLS') ? 'on' : 'off',
    'tls-versions': `${on[0] ?? 'TLSv1.2'}-${on.at(-1) ?? 'TLSv1.2'}`,
    ciphers: 'AESGCM:AES256-SHA:AES128-SHA:ECDHE+AES:@SECLEVEL=0',
    'auth-mechanisms': 'TLS',
    resumption: reuse === 'NONE' ? 'none' : 'session-id',
    'session-lifetime': value(lifetime),
    'session-reuse': reuse === 'REQUIRED' ? 'required' : 'not-required',
    'login-protection':
      value('SECURE_FTP') === 'REQUIRED' ? 'required' : 'optional',
    'data-protection': ['SAFE', 'PRIVATE'].includes(value('SECURE_DATACONN'))
      ? 'required'
      : 'optional',
    'upload-end': 'lenient',
  }
}

const clientCertificate = async (
  value: Value,
  certificates: CertificateStore,
): Promise<TlsConfig['clientCertificate']> => {
  const native = value('TLSMECHANISM') === 'FTP'
  const login = value('SECURE_LOGIN') !== 'NO_CLIENT_AUTH'
  const type = value('ClientAuthType')
  const request = native
    ? login
    : value('HandshakeRole') === 'ServerWithClientAuth'
  return {
    request,
    authorities: request ? await certificates.file('ca.pem') : '',
    require: request && !native && type === 'Required',
    verify: request && type !== 'PassThru',
    sameOnData: value('TLSCERTCROSSCHECK') === 'TRUE',
  }
}

/** on the TLSPORT there is no AUTH and no CCC */
const protection = (
  value: Value,
  base: EngineConfig['protect'],
  implicit: boolean,
): EngineConfig['protect'] => ({
  ...base,
  levels:
    value('SECURE_DATACONN') === 'NEVER'
      ? ['C']
      : base.required.local
        ? ['P']
        : ['C', 'P'],
  ccc: !implicit && value('SECURE_CTRLCONN') === 'CLEAR',
  cccEnd: value('TLSRFCLEVEL') === 'CCCNONOTIFY' ? 'silent' : 'notify',
})

export const zosFtpdToEngine = async (
  spec: ListenerSpec,
  certificates: CertificateStore,
): Promise<EngineConfig> => {
  const { version, options } = spec
  const value: Value = name =>
    effectiveValue(zosFtpdOptions, options, name, version)
  const extensions = value('EXTENSIONS').split(/\s+/).filter(Boolean)
  // the TLSPORT works without EXTENSIONS AUTH_TLS
  const known = spec.implicit ? [...extensions, 'AUTH_TLS'] : extensions
  const base = await byTheBook(spec, certificates, inTheBook(value, known))
  const tls =
    base.tls === null
      ? null
      : {
          ...base.tls,
          clientCertificate: await clientCertificate(value, certificates),
        }
  const { verbs } = base
  const without = (list: readonly string[]): readonly string[] =>
    list.filter(verb => verb !== 'MLSD')
  const system = zosSystem(value('STARTDIRECTORY') === 'HFS')
  const quirks: readonly Quirk[] = [
    zosBanner(version, () => new Date()),
    ...(value('SECURE_LOGIN') === 'NO_CLIENT_AUTH'
      ? []
      : [clientCertificateLogin]),
    // it reads SITE too
    zosJes(system),
    zosSite,
    ...(extensions.includes('AUTH_GSSAPI')
      ? [otherMechanismsOffered(['GSSAPI'])]
      : []),
    zosExtensions(extensions),
    zosDirectory(system),
    zosNames(system),
    zosList(system),
    zosTransferReplies(system),
    zosFileReplies(system),
  ]
  return withQuirks(
    {
      ...base,
      tls,
      replies: zosReplies(spec.implicit),
      greetsInClear: spec.implicit && value('SECUREIMPLICITZOS') === 'TRUE',
      protect: protection(value, base.protect, spec.implicit),
      verbs: {
        ...verbs,
        beforeLogin: [...verbs.beforeLogin, 'SITE', 'STAT'],
        afterLogin: without([...verbs.afterLogin, 'SITE']),
        notImplemented: [],
      },
      data: { ...base.data, awaitClose: false },
    },
    quirks,
  )
}

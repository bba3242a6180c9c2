/**
 * What one client brings to every handshake of a session, made once: control
 * and data must agree in versions, ciphers and server name, or the session is
 * not resumed (Node 22.23.1, 24.17 and 26 ignore it without a word when
 * `host` or `servername` differ). Contexts are kept: one costs 0.7 ms.
 */
import { constants } from 'node:crypto'
import {
  createSecureContext,
  type ConnectionOptions,
  type SecureContext,
  type SecureContextOptions,
} from 'node:tls'
import { isIP } from 'node:net'
import type { ClientRequest, TlsVersion } from '../../model.js'
import { trusting } from '../system-ssl/connect.js'
import { distrusting, misnaming, tooWeak } from './distrust.js'
import { atMost, type Refuse, type TlsTraits } from './traits.js'

export interface TlsTerms {
  readonly traits: TlsTraits
  /** the name that certificates are held against */
  readonly serverName: string
  readonly node: ConnectionOptions
  /** for data connections, where they differ */
  readonly data?: TlsTerms
  readonly identity?: { readonly chainPem: string; readonly keyPem: string }
  /** what the client refuses while the handshake passes the tap */
  readonly refuse: Refuse
  readonly verifyChain?: (chain: Buffer[]) => string | null
}

type NodeVersion = NonNullable<SecureContextOptions['minVersion']>

/** What OpenSSL 3 can still speak; System SSL's SSLv3 it cannot. */
const nodeVersion = (version: TlsVersion): NodeVersion =>
  version === 'SSLv2' || version === 'SSLv3' ? 'TLSv1' : version

const unknownCa = 48

const judges = new Map<string, Refuse>()

const judgeFor = (rootPem: string): Refuse => {
  const known = judges.get(rootPem)
  if (known !== undefined) return known
  const made = distrusting(rootPem)
  if (judges.size === maxContexts) judges.clear()
  judges.set(rootPem, made)
  return made
}

const refusing = (
  tls: TlsTraits,
  rootPem: string | undefined,
  serverName: string,
): Refuse => {
  const strict = tls.usualLevel === 2 && !atMost(tls.minVersion, 'TLSv1.1')
  const judge = rootPem === undefined ? null : judgeFor(rootPem)
  const { nameAlert, verify } = tls
  const named =
    nameAlert === undefined || verify !== 'chain-and-name'
      ? null
      : misnaming(serverName, nameAlert)
  return (fact, sender, version) => {
    const found =
      judge?.(fact, sender, version) ??
      (judge !== null && strict ? tooWeak(fact, sender, version) : null) ??
      named?.(fact, sender, version) ??
      null
    if (found === null) return tls.refuse?.(fact, sender, version) ?? null
    const { alert, code, text } = tls.describe
      ? { ...found, ...tls.describe(found) }
      : found
    const other = alert === unknownCa ? tls.distrustAlert : undefined
    return { alert: other ?? alert, code, text }
  }
}

const contexts = new Map<string, SecureContext>()
const maxContexts = 128

const contextFor = (options: SecureContextOptions): SecureContext => {
  const key = JSON.stringify(options)
  const known = contexts.get(key)
  if (known !== undefined) return known
  const made = createSecureContext(options)
  if (contexts.size === maxContexts) contexts.clear()
  contexts.set(key, made)
  return made
}

const cipherString = (tls: TlsTraits): string => {
  if (tls.ciphers.includes('@SECLEVEL')) return tls.ciphers
  // OpenSSL 3 has TLS 1.0 and 1.1 only at security level 0
  const usual = atMost(tls.minVersion, 'TLSv1.1') ? 0 : tls.usualLevel
  const level = tls.securityLevel ?? usual ?? null
  return level === null ? tls.ciphers : `${tls.ciphers}:@SECLEVEL=${level}`
}

const secureOptions = (tls: TlsTraits): number =>
  (tls.resumption === 'session-id' ? constants.SSL_OP_NO_TICKET : 0) |
  (tls.encryptThenMac === false ? constants.SSL_OP_NO_ENCRYPT_THEN_MAC : 0) |
  (tls.legacyServers ? constants.SSL_OP_LEGACY_SERVER_CONNECT : 0)

const contextOptions = (
  tls: TlsTraits,
  identity: TlsTerms['identity'],
  rootPem: string | undefined,
): SecureContextOptions => ({
  minVersion: nodeVersion(tls.minVersion),
  maxVersion: nodeVersion(tls.maxVersion),
  ciphers: cipherString(tls),
  secureOptions: secureOptions(tls),
  ...(tls.groups === undefined ? {} : { ecdhCurve: tls.groups }),
  ...(tls.signatureAlgorithms === undefined
    ? {}
    : { sigalgs: tls.signatureAlgorithms }),
  ...(rootPem === undefined ? {} : { ca: rootPem }),
  ...(identity === undefined
    ? {}
    : { cert: identity.chainPem, key: identity.keyPem }),
})

const identityOf = async (
  request: ClientRequest,
): Promise<TlsTerms['identity']> => {
  const spec = request.conversation.certificate
  if (spec === undefined || spec === 'none') return undefined
  return await request.certificates.get(spec)
}

const rootOf = (
  request: ClientRequest,
  tls: TlsTraits,
): Promise<string> | undefined =>
  tls.verify === 'none'
    ? undefined
    : tls.trust === 'ca.pem'
      ? request.certificates.rootPem()
      : request.certificates.file(tls.trust)

export const termsOf = async (
  request: ClientRequest,
  tls: TlsTraits,
): Promise<TlsTerms> => {
  const [identity, rootPem] = await Promise.all([
    identityOf(request),
    rootOf(request, tls),
  ])
  const serverName = request.conversation.serverName ?? 'localhost'
  const { alpn } = request.conversation
  // RFC 6066 3: no addresses in server_name
  const named = tls.sendServerName && isIP(serverName) === 0
  const control: TlsTerms = {
    traits: tls,
    serverName,
    refuse: refusing(tls, rootPem, serverName),
    node: {
      secureContext: contextFor(contextOptions(tls, identity, rootPem)),
      host: serverName,
      ...(named ? { servername: serverName } : {}),
      ...(alpn === undefined ? {} : { ALPNProtocols: [...alpn] }),
      ...(tls.staple === true ? { requestOCSP: true } : {}),
      rejectUnauthorized: tls.verify !== 'none',
      ...(tls.verify === 'chain' || tls.nameBehindHandshake === true
        ? { checkServerIdentity: () => undefined }
        : {}),
    },
    ...(identity === undefined ? {} : { identity }),
    ...(rootPem === undefined ? {} : { verifyChain: trusting([rootPem]) }),
  }
  const { dataCiphers } = tls
  if (dataCiphers === undefined) return control
  const other = contextOptions(
    { ...tls, ciphers: dataCiphers },
    identity,
    rootPem,
  )
  const node = { ...control.node, secureContext: contextFor(other) }
  return { ...control, data: { ...control, node } }
}

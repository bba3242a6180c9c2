/**
 * Certificates of a run: made when first asked for, kept by what was asked
 * for, in memory only. Deliberately no disk cache: a weak key that outlives
 * the run is somebody's certificate one day.
 */
import { readFile } from 'node:fs/promises'
import { isIP } from 'node:net'
import { domainToASCII } from 'node:url'
import {
  isEc,
  makeKeys,
  sign,
  type Authority,
  type KeyKind,
  type KeyPair,
} from './certificate-signing.js'
import { InteropError } from './errors.js'
import type { Certificate, CertificateSpec, CertificateStore } from './model.js'

const day = 24 * 60 * 60 * 1000
// 127.0.0.2 is where a relay stands in front of a real server
const ordinaryNames = ['localhost', '127.0.0.1', '127.0.0.2', '::1']

/** The first name is also the common name, all that gFTP 2.9 looks at. */
export const dialledAs = (
  address: string,
  spec: CertificateSpec,
): CertificateSpec =>
  spec.names === undefined
    ? { ...spec, names: [address, ...ordinaryNames.filter(n => n !== address)] }
    : spec

export const createCertificates = (): CertificateStore => {
  const keys = memo(makeKeys)
  const authority: Known<Authority> = memo(name =>
    makeAuthority(name, keys, authority),
  )
  const made = memo((key: string) =>
    makeCertificate(JSON.parse(key) as CertificateSpec, keys, authority),
  )
  const rootPem = async (): Promise<string> => {
    const roots = await Promise.all([
      authority('root rsa'),
      authority('root ec'),
    ])
    return roots.map(root => root.pem).join('')
  }
  return {
    get: spec => made(canonical(spec)),
    rootPem,
    file: async name => {
      if (name === 'ca.pem') return await rootPem()
      if (name === 'other-ca.pem') return (await authority('other rsa')).pem
      return await readPem(name)
    },
  }
}

/** One promise per key; a failure is not kept. */
const memo = <T>(make: (key: string) => Promise<T>) => {
  const known = new Map<string, Promise<T>>()
  return (key: string): Promise<T> => {
    const found = known.get(key)
    if (found !== undefined) return found
    const fresh = make(key)
    known.set(key, fresh)
    fresh.catch(() => known.delete(key))
    return fresh
  }
}

type Known<T> = (key: string) => Promise<T>

/** The same certificate however it was written down. */
const canonical = (spec: CertificateSpec): string =>
  JSON.stringify({
    key: spec.key ?? 'rsa-2048',
    digest: spec.digest ?? 'sha256',
    validity: spec.validity ?? 'current',
    names: spec.names ?? ordinaryNames,
    chain: spec.chain ?? 'direct',
    usage: spec.usage ?? 'server',
  } satisfies Required<CertificateSpec>)

const makeCertificate = async (
  spec: CertificateSpec,
  keys: Known<KeyPair>,
  authority: Known<Authority>,
): Promise<Certificate> => {
  const kind = spec.key ?? 'rsa-2048'
  const chain = spec.chain ?? 'direct'
  const family = isEc(kind) ? 'ec' : 'rsa'
  const path = await Promise.all(
    issuers[chain].map(name => authority(`${name} ${family}`)),
  )
  const issuer = path[0] ?? null
  const pair = await keys(`${kind} leaf`)
  const names = (spec.names ?? ordinaryNames).map(safeName)
  const leaf = await sign({
    subject: names[0] ?? 'localhost',
    names,
    kind,
    keys: pair,
    digest: spec.digest ?? 'sha256',
    ...period(spec.validity ?? 'current'),
    usage: spec.usage ?? 'server',
    issuer,
  })
  const sent = sentWith[chain].map(i => path[i]?.pem ?? '')
  return {
    chainPem: [leaf, ...sent].join(''),
    keyPem: pair.privateKey,
    rootPem: path.at(-1)?.pem ?? leaf,
  }
}

/** who signed the leaf, who signed that, … up to the root */
const issuers: Readonly<
  Record<NonNullable<CertificateSpec['chain']>, readonly string[]>
> = {
  direct: ['root'],
  'self-signed': [],
  intermediate: ['issuing', 'root'],
  'intermediate-missing': ['issuing', 'root'],
  'wrong-order': ['lower', 'issuing', 'root'],
  'unknown-ca': ['other'],
}

/** which of them the server sends behind the leaf, in which order */
const sentWith: Readonly<
  Record<NonNullable<CertificateSpec['chain']>, readonly number[]>
> = {
  direct: [],
  'self-signed': [],
  intermediate: [0],
  'intermediate-missing': [],
  'wrong-order': [1, 0],
  'unknown-ca': [],
}

const subjects: Readonly<Record<string, string>> = {
  root: 'ftps-interop test root',
  other: 'ftps-interop foreign root',
  issuing: 'ftps-interop issuing authority',
  lower: 'ftps-interop lower authority',
}

/** `root rsa`, `issuing ec`, …: an authority signs keys of its own kind only */
const makeAuthority = async (
  name: string,
  keys: Known<KeyPair>,
  authority: Known<Authority>,
): Promise<Authority> => {
  const [role = 'root', family = 'rsa'] = name.split(' ')
  const kind: KeyKind = family === 'ec' ? 'ec-p256' : 'rsa-2048'
  const owner = role === 'other' ? 'other' : 'authority'
  const pair = await keys(`${kind} ${owner}`)
  const above = { issuing: 'root', lower: 'issuing' }[role]
  const issuer =
    above === undefined ? null : await authority(`${above} ${family}`)
  const pem = await sign({
    subject: `${subjects[role] ?? role} ${family.toUpperCase()}`,
    names: [],
    kind,
    keys: pair,
    digest: 'sha256',
    ...period('current'),
    usage: issuer === null ? 'ca' : 'intermediate',
    issuer,
  })
  return { pem, keys: pair }
}

const period = (
  validity: NonNullable<CertificateSpec['validity']>,
): { readonly from: Date; readonly to: Date } => {
  const now = Date.now()
  const [from, to] = {
    current: [-1, 30],
    expired: [-30, -1],
    future: [1, 30],
  }[validity] as [number, number]
  return { from: new Date(now + from * day), to: new Date(now + to * day) }
}

/** Anything else than a host name or an address would change the subject. */
const safeName = (name: string): string => {
  if (isIP(name) !== 0) return name
  const wildcard = name.startsWith('*.') ? '*.' : ''
  const ascii = domainToASCII(name.slice(wildcard.length))
  if (/^[a-z0-9_]([a-z0-9._-]{0,251}[a-z0-9])?$/i.test(ascii))
    return wildcard + ascii
  throw new InteropError('FI_BAD_VALUE', {
    message: `a certificate cannot be made for the name ${JSON.stringify(name)}`,
    hint: 'Give a DNS name or an IP address.',
  })
}

const readPem = async (path: string): Promise<string> => {
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    throw new InteropError('FI_FILE', {
      message: `cannot read ${path}`,
      hint: 'Give the path of a PEM file, or ca.pem for the root of this run.',
      cause,
    })
  }
}

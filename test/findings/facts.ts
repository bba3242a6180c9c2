/** Single facts of the wire, with what no rule looks at filled in. */
import type { ClientHello, OfferedSession } from '../../harness/model.js'

export const offered = (fingerprint: string): OfferedSession => ({
  length: 208,
  keyName: '00'.repeat(16),
  fingerprint,
})

export const certificate = (sha256: string, issuer = 'CN=lab root') => ({
  subject: 'CN=localhost',
  issuer,
  notBefore: '2026-01-01',
  notAfter: '2027-01-01',
  keyType: 'rsa',
  keyBits: 2048,
  signatureAlgorithm: 'sha256WithRSAEncryption',
  names: ['localhost'],
  authority: false,
  sha256,
})

export const clientHello = (
  changes: Partial<ClientHello> = {},
): ClientHello => ({
  is: 'client-hello',
  format: 'tls',
  recordVersion: 'TLSv1',
  version: 'TLSv1.2',
  highest: 'TLSv1.3',
  versions: ['TLSv1.3', 'TLSv1.2'],
  ciphers: [0x1302, 0xc030],
  extensions: [],
  groups: [29, 23],
  signatureAlgorithms: [],
  sessionId: '',
  ...changes,
})

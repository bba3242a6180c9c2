/**
 * One complete handshake message to one fact. What the negotiated version
 * decides (the shape of Certificate, CertificateRequest and NewSessionTicket)
 * is passed in. Never throws: hostile bytes give `malformed`.
 */
import type { CertificateFacts, TlsFact, TlsVersion } from '../model.js'
import { Cursor } from './bytes.js'
import { certificateFacts } from './certificates.js'
import {
  clientHello,
  extensionsOf,
  malformed,
  serverHello,
  sessionShape,
} from './hello.js'
import { handshakeName } from './names.js'

/** no product sends more; each one is parsed by OpenSSL */
const longestChain = 32

const certificate = (body: Buffer, tls13: boolean): TlsFact => {
  const c = new Cursor(body)
  if (tls13) c.vector(1)
  const list = new Cursor(c.vector(3))
  const chain: CertificateFacts[] = []
  while (list.left > 0) {
    const der = list.vector(3)
    if (tls13) list.vector(2)
    if (list.short || chain.length >= longestChain) break
    chain.push(certificateFacts(der))
  }
  return c.short || list.short
    ? malformed('Certificate is cut short')
    : { is: 'certificate', chain }
}

/** Distinguished names are counted, not read. */
const countNames = (list: Buffer): number | null => {
  const c = new Cursor(list)
  let count = 0
  while (c.left > 0) {
    c.vector(2)
    if (c.short) return null
    count++
  }
  return count
}

const request = (c: Cursor, types: number[], names: Buffer): TlsFact => {
  const authorities = c.short ? null : countNames(names)
  return authorities === null
    ? malformed('CertificateRequest is cut short')
    : { is: 'certificate-request', authorities, types }
}

const certificateRequest = (
  body: Buffer,
  version: TlsVersion | null,
): TlsFact => {
  const c = new Cursor(body)
  if (version === 'TLSv1.3') {
    c.vector(1)
    // RFC 8446 4.2.4: certificate_authorities; absent when there is none
    const authorities = extensionsOf(c).get(47)
    if (authorities === undefined) return request(c, [], Buffer.alloc(0))
    const list = new Cursor(authorities)
    const names = list.vector(2)
    return request(list, [], names)
  }
  const types = [...c.vector(1)]
  // supported_signature_algorithms are new in TLS 1.2 (RFC 5246 7.4.4)
  if (version === 'TLSv1.2') c.vector(2)
  return request(c, types, c.vector(2))
}

const newSessionTicket = (body: Buffer, tls13: boolean): TlsFact => {
  const c = new Cursor(body)
  const lifetime = c.u32()
  if (tls13) {
    c.u32()
    c.vector(1)
  }
  const ticket = c.vector(2)
  return c.short
    ? malformed('NewSessionTicket is cut short')
    : { is: 'new-session-ticket', lifetime, ...sessionShape(ticket) }
}

export const handshakeFact = (
  type: number,
  body: Buffer,
  version: TlsVersion | null,
  recordVersion: TlsVersion | null,
): TlsFact => {
  switch (type) {
    case 1:
      return clientHello(body, recordVersion)
    case 2:
      return serverHello(body)
    case 4:
      return newSessionTicket(body, version === 'TLSv1.3')
    case 11:
      return certificate(body, version === 'TLSv1.3')
    case 13:
      return certificateRequest(body, version)
    case 20:
      return { is: 'finished' }
    default:
      return { is: 'handshake-message', type, name: handshakeName(type) }
  }
}

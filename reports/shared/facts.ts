/**
 * One TLS fact as a sentence: `text` for the line, `detail` for who wants
 * more. Never holds a port, a random or a session id, so that equal facts of
 * many cells are equal texts.
 */
import type {
  CertificateFacts,
  ClientHello,
  ServerHello,
  TlsFact,
} from '../../harness/model.js'
import { groupName } from '../../harness/wire/names.js'
import { suiteName, versionName } from './names.js'
import { count, quoted } from './text.js'

export type Weight = 'plain' | 'good' | 'notable' | 'bad'

export interface Sentence {
  readonly text: string
  readonly detail: string
  readonly weight: Weight
}

const plain = (text: string, detail = ''): Sentence => ({
  text,
  detail,
  weight: 'plain',
})

const list = (parts: readonly (string | undefined | false)[]): string =>
  parts.filter(p => typeof p === 'string' && p !== '').join(' · ')

const offer = (hello: ClientHello): string => {
  if ((hello.psk?.length ?? 0) > 0) return ', offers a PSK'
  if ((hello.ticket?.length ?? 0) > 0) return ', offers a ticket'
  // TLS 1.3 clients send a random session id for middleboxes (RFC 8446 D.4)
  if (hello.sessionId !== '' && hello.versions.length === 0)
    return ', offers a session id'
  return ''
}

const clientHello = (hello: ClientHello): Sentence => ({
  text: `ClientHello${hello.format === 'sslv2' ? ' in SSLv2 format' : ''}, up to ${versionName(hello.highest)}${offer(hello)}`,
  detail: list([
    count(hello.ciphers.length, 'cipher suite'),
    count(hello.extensions.length, 'extension'),
    hello.groups.length > 0 &&
      `groups ${hello.groups.slice(0, 6).map(groupName).join(', ')}`,
    hello.serverName !== undefined && `SNI ${quoted(hello.serverName, 80)}`,
    hello.alpn !== undefined && `ALPN ${quoted(hello.alpn.join(', '), 80)}`,
    hello.ticket?.length === 0 && 'empty ticket extension',
  ]),
  weight:
    hello.format === 'sslv2' || hello.highest === 'SSLv3' ? 'notable' : 'plain',
})

const serverHello = (hello: ServerHello): Sentence => ({
  text: `ServerHello ${versionName(hello.version)}${hello.pskSelected ? ', takes the PSK' : ''}`,
  detail: list([
    suiteName(hello.cipher),
    hello.group !== undefined && `group ${groupName(hello.group)}`,
  ]),
  weight: hello.pskSelected ? 'good' : 'plain',
})

const certificate = (chain: readonly CertificateFacts[]): Sentence => {
  const leaf = chain[0]
  if (leaf === undefined) return plain('Certificate, empty')
  return plain(
    `Certificate ${quoted(leaf.subject, 80)}`,
    list([
      `${quoted(leaf.keyType, 20)} ${leaf.keyBits}`,
      quoted(leaf.signatureAlgorithm, 40),
      `until ${quoted(leaf.notAfter, 40)}`,
      leaf.names.length > 0 && `names ${quoted(leaf.names.join(', '), 120)}`,
      chain.length > 1 && count(chain.length, 'certificate'),
    ]),
  )
}

const certificateRequest = (authorities: number): Sentence =>
  authorities === 0
    ? {
        text: 'CertificateRequest that names 0 CAs',
        detail: 'System SSL and others refuse an empty list up to TLS 1.2',
        weight: 'notable',
      }
    : plain(`CertificateRequest that names ${count(authorities, 'CA')}`)

const alert = (fact: Extract<TlsFact, { is: 'alert' }>): Sentence => {
  const fatal = fact.level !== 'warning'
  if (fact.code === null)
    return { text: 'alert, encrypted', detail: '', weight: 'notable' }
  return {
    text: `alert ${fact.code} ${quoted(fact.name, 60)}`,
    detail: list([
      fact.level ?? 'level not visible',
      fact.encrypted && 'encrypted',
    ]),
    weight: fatal ? 'bad' : 'notable',
  }
}

/** RFC 5077 gives the hint 32 bits; JSSE discards what vsftpd then sends. */
const hugeLifetime = 604_800

export const factSentence = (fact: TlsFact): Sentence => {
  switch (fact.is) {
    case 'client-hello':
      return clientHello(fact)
    case 'server-hello':
      return serverHello(fact)
    case 'hello-retry-request':
      return plain(
        'HelloRetryRequest',
        fact.group === undefined ? '' : `group ${groupName(fact.group)}`,
      )
    case 'certificate':
      return certificate(fact.chain)
    case 'certificate-request':
      return certificateRequest(fact.authorities)
    case 'new-session-ticket':
      return {
        text: 'NewSessionTicket',
        detail: `lifetime hint ${fact.lifetime} s`,
        weight: fact.lifetime > hugeLifetime ? 'notable' : 'plain',
      }
    case 'change-cipher-spec':
      return plain('ChangeCipherSpec')
    case 'finished':
      return plain('Finished')
    case 'alert':
      return alert(fact)
    case 'close-notify':
      return plain('close_notify')
    case 'application-data':
      return plain('application data begins')
    case 'handshake-message':
      return plain(quoted(fact.name, 60))
    case 'malformed':
      return {
        text: `malformed record: ${quoted(fact.why)}`,
        detail: '',
        weight: 'bad',
      }
  }
}

/**
 * TLS 1.3 record protection from key-log secrets (RFC 8446 7.1-7.3, 5.2),
 * to read what passes. Encrypts nothing and never lets a secret out.
 */
import { createDecipheriv, createHmac, type CipherCCMTypes } from 'node:crypto'

export type SecretLabel =
  | 'CLIENT_RANDOM'
  | 'CLIENT_HANDSHAKE_TRAFFIC_SECRET'
  | 'SERVER_HANDSHAKE_TRAFFIC_SECRET'
  | 'CLIENT_TRAFFIC_SECRET_0'
  | 'SERVER_TRAFFIC_SECRET_0'

const labels: ReadonlySet<string> = new Set<SecretLabel>([
  'CLIENT_RANDOM',
  'CLIENT_HANDSHAKE_TRAFFIC_SECRET',
  'SERVER_HANDSHAKE_TRAFFIC_SECRET',
  'CLIENT_TRAFFIC_SECRET_0',
  'SERVER_TRAFFIC_SECRET_0',
])

const isLabel = (word: string): word is SecretLabel => labels.has(word)

/** connections whose secrets are kept at once; the oldest go first */
const longestKeyLog = 50_000

/** A key log in NSS format (SSLKEYLOGFILE, Node's `keylog` event). */
export class KeyLog {
  readonly #byRandom = new Map<string, Map<SecretLabel, Buffer>>()

  /** one line or a whole file; what is not a known line is passed over */
  add(text: string): void {
    for (const line of text.split('\n')) this.#addLine(line)
  }

  #addLine(line: string): void {
    const [label = '', random = '', secret = ''] = line.trim().split(' ')
    if (!isLabel(label) || random.length !== 64) return
    if (!/^[0-9a-f]{64,128}$/i.test(secret)) return
    const key = random.toLowerCase()
    let secrets = this.#byRandom.get(key)
    if (secrets === undefined) {
      secrets = new Map()
      if (this.#byRandom.size >= longestKeyLog) this.#forgetOldest()
      this.#byRandom.set(key, secrets)
    }
    secrets.set(label, Buffer.from(secret, 'hex'))
  }

  #forgetOldest(): void {
    for (const oldest of this.#byRandom.keys()) {
      this.#byRandom.delete(oldest)
      return
    }
  }

  /** `random`: the client's, in hex */
  get(random: string, label: SecretLabel): Buffer | undefined {
    return this.#byRandom.get(random)?.get(label)
  }
}

interface Suite {
  readonly hash: 'sha256' | 'sha384'
  readonly aead:
    'aes-128-gcm' | 'aes-256-gcm' | 'chacha20-poly1305' | 'aes-128-ccm'
  readonly keyBytes: number
  readonly tagBytes: number
}

const suites: Readonly<Record<number, Suite>> = {
  0x1301: { hash: 'sha256', aead: 'aes-128-gcm', keyBytes: 16, tagBytes: 16 },
  0x1302: { hash: 'sha384', aead: 'aes-256-gcm', keyBytes: 32, tagBytes: 16 },
  0x1303: {
    hash: 'sha256',
    aead: 'chacha20-poly1305',
    keyBytes: 32,
    tagBytes: 16,
  },
  0x1304: { hash: 'sha256', aead: 'aes-128-ccm', keyBytes: 16, tagBytes: 16 },
  0x1305: { hash: 'sha256', aead: 'aes-128-ccm', keyBytes: 16, tagBytes: 8 },
}

/** HKDF-Expand-Label with an empty context; one block is always enough here. */
const expandLabel = (
  hash: Suite['hash'],
  secret: Buffer,
  label: string,
  length: number,
): Buffer => {
  const full = `tls13 ${label}`
  const info = Buffer.alloc(full.length + 5)
  info.writeUInt16BE(length, 0)
  info[2] = full.length
  info.write(full, 3, 'latin1')
  // context length 0, then the block counter of HKDF-Expand
  info[full.length + 4] = 1
  return createHmac(hash, secret).update(info).digest().subarray(0, length)
}

export interface Opened {
  readonly type: number
  readonly content: Buffer
}

/** Reads the records of one direction under one traffic secret. */
export class TrafficKeys {
  readonly #suite: Suite
  readonly #secret: Buffer
  readonly #key: Buffer
  readonly #iv: Buffer
  #sequence = 0

  private constructor(suite: Suite, secret: Buffer) {
    this.#suite = suite
    this.#secret = secret
    this.#key = expandLabel(suite.hash, secret, 'key', suite.keyBytes)
    this.#iv = expandLabel(suite.hash, secret, 'iv', 12)
  }

  /** null for a cipher suite that is not of TLS 1.3 */
  static from(cipher: number, secret: Buffer): TrafficKeys | null {
    const suite = suites[cipher]
    return suite === undefined ? null : new TrafficKeys(suite, secret)
  }

  /** after a KeyUpdate */
  next(): TrafficKeys {
    const { hash } = this.#suite
    const size = hash === 'sha256' ? 32 : 48
    return new TrafficKeys(
      this.#suite,
      expandLabel(hash, this.#secret, 'traffic upd', size),
    )
  }

  /** a record that nobody reads still counts */
  skip(): void {
    this.#sequence++
  }

  /** null when the record was not made with these keys */
  open(version: number, body: Buffer): Opened | null {
    const cut = body.length - this.#suite.tagBytes
    const nonce = this.#nonce()
    this.#sequence++
    if (cut < 1) return null
    const header = Buffer.from([23, version >> 8, version & 255, 0, 0])
    header.writeUInt16BE(body.length, 3)
    try {
      return innerPlaintext(this.#decrypt(header, nonce, body, cut))
    } catch {
      // node:crypto reports a wrong tag by throwing
      return null
    }
  }

  #nonce(): Buffer {
    const nonce = Buffer.from(this.#iv)
    let rest = this.#sequence
    for (let at = 11; rest > 0; at--) {
      nonce[at] = (nonce[at] ?? 0) ^ (rest & 255)
      rest = Math.floor(rest / 256)
    }
    return nonce
  }

  #decrypt(header: Buffer, nonce: Buffer, body: Buffer, cut: number): Buffer {
    const { aead, tagBytes } = this.#suite
    const sealed = body.subarray(0, cut)
    // typed as CCM, the strictest: GCM and ChaCha20 ignore plaintextLength
    const ccm = aead as CipherCCMTypes
    const d = createDecipheriv(ccm, this.#key, nonce, {
      authTagLength: tagBytes,
    })
    d.setAuthTag(body.subarray(cut))
    d.setAAD(header, { plaintextLength: sealed.length })
    const plain = d.update(sealed)
    d.final()
    return plain
  }
}

/** TLSInnerPlaintext: content, one byte of type, any number of zeros. */
const innerPlaintext = (plain: Buffer): Opened | null => {
  let last = plain.length - 1
  while (last >= 0 && plain[last] === 0) last--
  const type = plain[last]
  return type === undefined ? null : { type, content: plain.subarray(0, last) }
}

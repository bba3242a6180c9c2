/** What the harness provides to both sides. */
import type { FileSize } from './conversation.js'
import type { CertificateSpec } from './settings.js'

export interface Clock {
  /** milliseconds, monotonic, since the start of the cell */
  now(): number
}

export interface Certificate {
  /** leaf first, in the order in which the server is to send them */
  readonly chainPem: string
  readonly keyPem: string
  /** the root that a client would have to trust */
  readonly rootPem: string
}

export interface CertificateStore {
  get(spec: CertificateSpec): Promise<Certificate>
  /** the root of every chain that is not self-signed or unknown-ca */
  rootPem(): Promise<string>
  /**
   * The PEM behind the value of an option of type `file`: `ca.pem` is the
   * root, `other-ca.pem` a root that signed nothing, anything else a path.
   */
  file(name: string): Promise<string>
}

export interface Contents {
  /** deterministic bytes; the same buffer for the same size */
  bytes(size: FileSize): Buffer
  sha256(size: FileSize): string
  fileName(size: FileSize): string
}

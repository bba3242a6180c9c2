/**
 * The cipher suites that this stack can run, and the list that z/OS V2R2's
 * FTP client was recorded to offer. Suites that can be offered but not run
 * (DSS, RC4, DES: OpenSSL 3 or the harness has no use for them) are only
 * numbers.
 */
export interface Suite {
  readonly id: number
  /** OpenSSL's name */
  readonly name: string
  readonly exchange: 'RSA' | 'DHE_RSA'
  readonly algorithm: 'aes-128-cbc' | 'aes-256-cbc' | 'des-ede3-cbc'
  readonly keyBytes: number
  readonly blockBytes: number
}

const suite = (
  id: number,
  name: string,
  exchange: Suite['exchange'],
  algorithm: Suite['algorithm'],
): Suite => ({
  id,
  name,
  exchange,
  algorithm,
  keyBytes:
    algorithm === 'aes-128-cbc' ? 16 : algorithm === 'aes-256-cbc' ? 32 : 24,
  blockBytes: algorithm === 'des-ede3-cbc' ? 8 : 16,
})

const runnable: readonly Suite[] = [
  suite(0x0a, 'DES-CBC3-SHA', 'RSA', 'des-ede3-cbc'),
  suite(0x16, 'DHE-RSA-DES-CBC3-SHA', 'DHE_RSA', 'des-ede3-cbc'),
  suite(0x2f, 'AES128-SHA', 'RSA', 'aes-128-cbc'),
  suite(0x33, 'DHE-RSA-AES128-SHA', 'DHE_RSA', 'aes-128-cbc'),
  suite(0x35, 'AES256-SHA', 'RSA', 'aes-256-cbc'),
  suite(0x39, 'DHE-RSA-AES256-SHA', 'DHE_RSA', 'aes-256-cbc'),
]

export const suiteById = (id: number): Suite | undefined =>
  runnable.find(s => s.id === id)

/** z/OS V2R2, recorded 2021-02-26, without the leading SCSV (RFC 5746). */
export const defaultSuites: readonly number[] = [
  0x35, 0x38, 0x39, 0x2f, 0x32, 0x33,
]

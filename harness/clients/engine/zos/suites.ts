/** Cipher suites by the names that AT-TLS and FTP.DATA give them. */
export interface NamedSuite {
  readonly number: number
  /** V3CipherSuites of a TTLSCipherParms statement */
  readonly policy: string
  /** CIPHERSUITE of FTP.DATA */
  readonly ftpData?: string
  readonly openssl: string
}

const suites: readonly NamedSuite[] = [
  {
    number: 0xc030,
    policy: 'TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384',
    openssl: 'ECDHE-RSA-AES256-GCM-SHA384',
  },
  {
    number: 0xc02f,
    policy: 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256',
    openssl: 'ECDHE-RSA-AES128-GCM-SHA256',
  },
  {
    number: 0xc02c,
    policy: 'TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384',
    openssl: 'ECDHE-ECDSA-AES256-GCM-SHA384',
  },
  {
    number: 0xc02b,
    policy: 'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256',
    openssl: 'ECDHE-ECDSA-AES128-GCM-SHA256',
  },
  {
    number: 0x9d,
    policy: 'TLS_RSA_WITH_AES_256_GCM_SHA384',
    openssl: 'AES256-GCM-SHA384',
  },
  {
    number: 0x9c,
    policy: 'TLS_RSA_WITH_AES_128_GCM_SHA256',
    openssl: 'AES128-GCM-SHA256',
  },
  {
    number: 0x3d,
    policy: 'TLS_RSA_WITH_AES_256_CBC_SHA256',
    openssl: 'AES256-SHA256',
  },
  {
    number: 0x35,
    policy: 'TLS_RSA_WITH_AES_256_CBC_SHA',
    ftpData: 'SSL_AES_256_SHA',
    openssl: 'AES256-SHA',
  },
  {
    number: 0x38,
    policy: 'TLS_DHE_DSS_WITH_AES_256_CBC_SHA',
    openssl: 'DHE-DSS-AES256-SHA',
  },
  {
    number: 0x39,
    policy: 'TLS_DHE_RSA_WITH_AES_256_CBC_SHA',
    openssl: 'DHE-RSA-AES256-SHA',
  },
  {
    number: 0x2f,
    policy: 'TLS_RSA_WITH_AES_128_CBC_SHA',
    ftpData: 'SSL_AES_128_SHA',
    openssl: 'AES128-SHA',
  },
  {
    number: 0x32,
    policy: 'TLS_DHE_DSS_WITH_AES_128_CBC_SHA',
    openssl: 'DHE-DSS-AES128-SHA',
  },
  {
    number: 0x33,
    policy: 'TLS_DHE_RSA_WITH_AES_128_CBC_SHA',
    openssl: 'DHE-RSA-AES128-SHA',
  },
  {
    number: 0x0a,
    policy: 'TLS_RSA_WITH_3DES_EDE_CBC_SHA',
    ftpData: 'SSL_3DES_SHA',
    openssl: 'DES-CBC3-SHA',
  },
]

const byName = new Map(
  suites.flatMap(suite => [
    [suite.policy, suite] as const,
    [suite.number.toString(16).toUpperCase().padStart(4, '0'), suite] as const,
    ...(suite.ftpData === undefined ? [] : [[suite.ftpData, suite] as const]),
  ]),
)

/** Names or four hex digits, separated by blanks or commas. */
export const suitesNamed = (list: string): readonly NamedSuite[] =>
  list
    .split(/[\s,]+/)
    .flatMap(name => byName.get(name) ?? byName.get(name.toUpperCase()) ?? [])

/** What z/OS V2R2's FTP client was recorded to offer without CIPHERSUITE. */
export const recorded =
  'TLS_RSA_WITH_AES_256_CBC_SHA TLS_DHE_DSS_WITH_AES_256_CBC_SHA TLS_DHE_RSA_WITH_AES_256_CBC_SHA TLS_RSA_WITH_AES_128_CBC_SHA TLS_DHE_DSS_WITH_AES_128_CBC_SHA TLS_DHE_RSA_WITH_AES_128_CBC_SHA'

/** A policy of today: forward secrecy first. */
export const current = `TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384 TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256 TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384 TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256 TLS_RSA_WITH_AES_256_GCM_SHA384 TLS_RSA_WITH_AES_128_GCM_SHA256 ${recorded}`

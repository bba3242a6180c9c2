/**
 * Every row of CSSMTP's decision table (APAR PH66548), and every fault beside
 * those that it is taken for, as cells with the finding that each must give.
 * No result is in here: what a run gives is held against it.
 */
import { canonicalCellId } from '../../harness/cell-id.js'

export interface MailCell {
  readonly id: string
  readonly row: string
  /** '' = it passes */
  readonly wanted: string
  /** whether STARTTLS goes over the wire; absent = not told by the row */
  readonly starttls?: boolean
}

export type MailServer = 'smtp-target' | 'postfix' | 'exim' | 'opensmtpd'

export const targets: readonly MailServer[] = [
  'smtp-target',
  'postfix',
  'exim',
  'opensmtpd',
]

type Told = readonly [
  row: string,
  scenario: string,
  client: readonly string[],
  wanted: string,
  starttls?: boolean,
]

const offered = 'auth-before-tls[offer="PLAIN LOGIN"]'
const attls = ['TCPCONFIG=TTLS', 'TTLSRule=mapped']
const wrongRing = [...attls, 'TTLSKeyringParms.Keyring=other-ca.pem']
const bug = 'maintenance=PH61015'
const before = 'maintenance="before PH61015"'
const secure = 'Secure=Yes'
const spool = 'SYSOUT.STARTTLS=Yes'
const entity = 'AuthEntity=configured'
const again = 'Options.TLSEhlo=YES'
const unwanted = 'cssmtp-unwanted-starttls'

/** Rows that send the mail in clear, or are the bug. */
const clearRows: readonly Told[] = [
  ['before PH61015: no, –, AUTH', offered, [before], '', false],
  ['before PH61015: no, –, no AUTH', 'deliver', [before], '', false],
  ['PH61015: no, not configured, AUTH', offered, [bug], unwanted, true],
  [
    'PH61015: no, not configured, AUTH LOGIN',
    'auth-before-tls[offer=LOGIN]',
    [bug],
    unwanted,
    true,
  ],
  ['PH61015: no, not configured, no AUTH', 'deliver', [bug], '', false],
  ['PH61015: no, configured, no AUTH', 'deliver', [bug, entity], '', false],
  ['PH66548: no, not configured, AUTH', offered, [], '', false],
  ['PH66548: no, not configured, no AUTH', 'deliver', [], '', false],
  ['PH66548: no, configured, no AUTH', 'deliver', [entity], '', false],
]

/** Rows that start TLS; a rule covers them. */
const tlsRows: readonly Told[] = [
  ['before PH61015: Secure Yes, AUTH', offered, [before, secure], '', true],
  ['before PH61015: Secure Yes', 'deliver', [before, secure], '', true],
  ['before PH61015: spool', 'deliver', [before, spool], '', true],
  ['PH61015: Secure Yes, AUTH', offered, [bug, secure], '', true],
  ['PH61015: Secure Yes, no AUTH', 'deliver', [bug, secure], '', true],
  ['PH61015: spool, AUTH', offered, [bug, spool], '', true],
  ['PH61015: no, configured, AUTH', offered, [bug, entity], '', true],
  ['PH66548: no, configured, AUTH', offered, [entity], '', true],
  ['PH66548: Secure Yes, AUTH', offered, [secure], '', true],
  ['PH66548: Secure Yes, no AUTH', 'deliver', [secure], '', true],
  ['PH66548: spool, AUTH', offered, [spool], '', true],
  ['PH66548: Secure Yes, configured', offered, [secure, entity], '', true],
]

const noStarttls = 'server-does-not-offer-starttls'

/** Neighbours in clear, or that never come to the end of a handshake. */
const clearNeighbours: readonly Told[] = [
  ['bug, no STARTTLS offered', 'auth-without-starttls', [bug], unwanted],
  [
    'bug, ioctl before STARTTLS',
    offered,
    ['emulated SIOCTTLSCTL="before STARTTLS"', bug],
    unwanted,
  ],
  ['bug, TTLS on, no rule', offered, ['TCPCONFIG=TTLS', bug], unwanted],
  ['bug, rule, NOTTLS', offered, ['TTLSRule=mapped', bug], unwanted],
  [
    'AUTH inside TLS only',
    'auth-before-tls[offer="inside TLS only"]',
    [bug],
    '',
  ],
  ['Secure Yes, no rule', 'deliver', [secure], 'attls-no-rule'],
  ['Secure Yes, AUTH, no rule', offered, [secure, bug], 'attls-no-rule'],
  ['spool STARTTLS, no rule', offered, [spool, bug], 'attls-no-rule'],
  ['AuthEntity, no rule', offered, [entity], 'attls-no-rule'],
  [
    'spool STARTTLS taken back by HELO',
    'deliver',
    ['SYSOUT.STARTTLS="before HELO"'],
    '',
  ],
  [
    'Secure Yes, target without STARTTLS',
    'starttls-required-by-client[starttls=not-offered]',
    attls,
    noStarttls,
  ],
  [
    'spool STARTTLS, target without STARTTLS',
    'auth-without-starttls',
    [spool, ...attls],
    noStarttls,
  ],
  [
    'wrong port: implicit TLS',
    'implicit-port',
    [],
    'explicit-client-implicit-server',
  ],
  [
    'wrong address: nobody listens',
    'deliver',
    ['TargetServer.TargetIp=127.0.0.9'],
    'not-ftps-port',
  ],
  [
    'first target down, second takes it',
    'deliver',
    ['TargetServer.TargetIp="127.0.0.9 own"'],
    '',
  ],
  ['TLS mandatory, Secure No', 'tls-mandatory', [], 'server-requires-starttls'],
  [
    'AUTH needed, none configured',
    'authentication[offered=inside-tls]',
    [],
    'server-requires-mail-auth',
  ],
  [
    'ApplicationControlled Off',
    'deliver',
    ['ApplicationControlled=Off', secure, ...attls],
    'attls-not-application-controlled',
  ],
  [
    'CA missing in the ring',
    'deliver',
    [secure, ...wrongRing],
    'client-distrusts-server-cert',
  ],
]

const tlsNeighbours: readonly Told[] = [
  ['bug, and a rule covers it', offered, [bug, ...attls], ''],
  ['bug, a rule covers it, CA missing', offered, [bug, ...wrongRing], unwanted],
  [
    'AUTH needed, AuthEntity configured',
    'authentication[offered=before-tls]',
    [entity, ...attls],
    '',
  ],
  [
    'TLSEhlo NO, EHLO wanted inside TLS',
    'ehlo-inside-tls',
    [secure, ...attls],
    'client-no-ehlo-after-starttls',
  ],
  [
    'expired certificate',
    'certificate[fault=expired]',
    attls,
    'server-cert-expired',
  ],
]

/** Only the emulated target can be told to. */
const emulated: readonly Told[] = [
  ['AUTH CRAM-MD5', 'auth-before-tls[offer=CRAM-MD5]', [bug], ''],
  ['AUTH= only', 'auth-before-tls[offer="AUTH=PLAIN"]', [bug], ''],
  [
    'text in the handshake',
    'plain-text-in-handshake',
    attls,
    'cleartext-reply-after-auth',
  ],
  ['injection obeyed', 'injection[behind=obeyed]', attls, 'starttls-injection'],
]

const told: Readonly<Record<MailServer, readonly Told[]>> = {
  'smtp-target': [
    ...clearRows,
    ...tlsRows,
    ...clearNeighbours,
    ...tlsNeighbours,
    ...emulated,
  ],
  postfix: [...clearRows, ...tlsRows, ...clearNeighbours, ...tlsNeighbours],
  exim: [...clearRows, ...tlsRows, ...clearNeighbours, ...tlsNeighbours],
  // offers no AUTH before TLS; 6.8.0p2 of Debian 12 ends no handshake
  opensmtpd: [
    ...[before, bug, ''].map((level): Told => [
      `${level === '' ? 'PH66548' : level}: AUTH inside TLS only`,
      'auth-before-tls[offer="inside TLS only"]',
      [level].filter(l => l !== ''),
      '',
      false,
    ]),
    ...[...clearRows, ...clearNeighbours].filter(
      ([, scenario]) => !scenario.startsWith('auth-'),
    ),
  ],
}

/** Exim wants EHLO again by default. */
const client = (server: MailServer, [row, scenario, options]: Told): string => {
  const all = [
    ...options,
    ...(tlsRows.some(r => r[0] === row) ? attls : []),
    ...(server === 'exim' && scenario !== 'ehlo-inside-tls' ? [again] : []),
  ]
  return all.length === 0 ? 'cssmtp' : `cssmtp[${all.join(',')}]`
}

export const mailCells = (server: MailServer): MailCell[] =>
  told[server].map(entry => {
    const [row, scenario, , wanted, starttls] = entry
    return {
      id: canonicalCellId(
        `smtp/${scenario} @ ${server} × ${client(server, entry)}`,
      ),
      row,
      wanted,
      ...(starttls === undefined ? {} : { starttls }),
    }
  })

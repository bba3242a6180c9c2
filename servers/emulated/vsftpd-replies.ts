/** What vsftpd says, by version: strings of the binary 3.0.3, and the log of changes. */
import {
  plainReplies,
  type Replies,
  type ReplyText,
} from '../engine/replies.js'
import type { Settings } from './vsftpd-settings.js'

const help = [
  214,
  'The following commands are recognized.',
  ' ABOR ACCT ALLO APPE CDUP CWD  DELE EPRT EPSV FEAT HELP LIST MDTM MKD',
  ' MODE NLST NOOP OPTS PASS PASV PORT PWD  QUIT REIN REST RETR RMD  RNFR',
  ' RNTO SITE SIZE SMNT STAT STOR STOU STRU SYST TYPE USER XCUP XCWD XMKD',
  ' XPWD XRMD',
  'Help OK.',
] as const satisfies ReplyText

/** values: client address, user, type, control and data encryption */
const status = (settings: Settings): ReplyText => {
  const idle = settings.number('idle_session_timeout')
  return [
    211,
    'FTP server status:',
    '     Connected to %s',
    '     Logged in as %s',
    '     TYPE: %s',
    '     No session bandwidth limit',
    idle > 0
      ? `     Session timeout in seconds is ${idle}`
      : '     No session timeout',
    '     Control connection is %s',
    '     Data connections will be %s',
    '     At session startup, client count was 1',
    `     vsFTPd ${settings.version} - secure, fast, stable`,
    'End of status',
  ]
}

const reuse = (settings: Settings): string => {
  if (!settings.on('require_ssl_reuse')) return 'SSL connection failed'
  if (settings.since('3.0.3'))
    return 'SSL connection failed: session reuse required'
  const text = 'SSL connection failed; session reuse required'
  return settings.since('2.1.1')
    ? `${text}: see require_ssl_reuse option in vsftpd.conf man page`
    : text
}

const banner = (settings: Settings): ReplyText => {
  const own = settings.text('ftpd_banner')
  return [220, own === '' ? `(vsFTPd ${settings.version})` : own]
}

export const vsftpdReplies = (settings: Settings): Replies => {
  // one text for every failed check, whatever failed
  const refused: ReplyText = [522, reuse(settings)]
  return {
    ...plainReplies,
    greeting: banner(settings),
    help,
    status: status(settings),
    'login-needs-tls': [530, 'Non-anonymous sessions must use encryption.'],
    'anonymous-needs-tls': [530, 'Anonymous sessions must use encryption.'],
    'anonymous-forbids-tls': [
      530,
      'Anonymous sessions may not use encryption.',
    ],
    'too-many-clients': [
      421,
      'There are too many connected users, please try later.',
    ],
    'too-many-per-address': [
      421,
      'There are too many connections from your internet address.',
    ],
    // AUTH is not known any more once TLS is on
    'auth-again': [530, 'Please login with USER and PASS.'],
    'port-ok': [200, 'PORT command successful. Consider using PASV.'],
    'eprt-ok': [200, 'EPRT command successful. Consider using EPSV.'],
    'eprt-protocol': [500, 'Bad EPRT protocol.'],
    // a full stop until 3.0.3, which gave in to a middlebox
    'epsv-ok': [
      229,
      `Entering Extended Passive Mode (|||%s|)${settings.since('3.0.3') ? '' : '.'}`,
    ],
    // 521 before 2.0.6
    'data-needs-tls': [
      settings.since('2.0.6') ? 522 : 521,
      'Data connections must be encrypted.',
    ],
    'data-not-reused': refused,
    'data-certificate-differs': refused,
  }
}

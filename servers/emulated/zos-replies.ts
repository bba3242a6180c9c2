/**
 * What the z/OS FTP server says. Texts of IBM's IP and SNA Codes book and of
 * public transcripts; those marked `own` have a documented code and a wording
 * that is ours.
 */
import {
  plainReplies,
  type Replies,
  type ReplyText,
} from '../engine/replies.js'

const level: ReplyText = [536, 'Data connection protection level not supported']
const data: ReplyText = [
  534,
  'TLS negotiation failed -- data connection closed',
]
const options: ReplyText = [
  501,
  'command OPTS aborted -- no options supported for UTF8',
]
const closed: ReplyText = [250, 'Transfer completed successfully.']

export const zosReplies = (implicit: boolean): Replies => ({
  ...plainReplies,
  'auth-ok': [234, 'Security environment established - ready for negotiation'],
  'auth-again': implicit
    ? [503, 'Server on the TLS secure port does not accept the AUTH command']
    : [503, 'Authentication already established'],
  // own
  'auth-unknown': [504, 'Security mechanism not supported by the server'],
  'tls-off': [504, 'Security mechanism not supported by the server'],
  'auth-after-login': [503, 'Authentication already established'],
  'pbsz-ok': [200, 'Protection buffer size accepted'],
  'pbsz-clear': [503, 'Must first establish authentication'],
  'prot-clear-channel': [503, 'Must first establish authentication'],
  'prot-before-pbsz': [503, 'Must first issue PBSZ'],
  'prot-p': [200, 'Data connection protection set to private'],
  'prot-c': [200, 'Data connection protection set to clear'],
  'prot-c-refused': level,
  'prot-unsupported': level,
  'prot-unknown': level,
  // own
  'ccc-ok': [200, 'CCC command successful'],
  'ccc-refused': implicit
    ? [534, 'Command ccc not allowed for connection to secure port']
    : [534, 'Command ccc refused: SECURE_CTRLCONN requires protection'],
  // own
  'login-needs-tls': [534, 'Server requires TLS authentication before USER'],
  'user-ok': [331, 'Send password please.'],
  'type-binary': [200, 'Representation type is Image'],
  'type-ascii': [200, 'Representation type is Ascii NonPrint'],
  'mode-ok': [200, 'Data transfer mode is Stream'],
  'stru-ok': [250, 'Data structure is File'],
  'noop-ok': [200, 'OK'],
  'abor-idle': [226, 'Abort successful.'],
  'abor-done': [226, 'Abort successful.'],
  'opts-utf8': options,
  'opts-unknown': options,
  'rnfr-ok': [350, 'RNFR accepted. Please supply new name for RNTO.'],
  'mkd-failed': [550, 'MKDIR failed: EDC5117I File exists.'],
  help: [214, 'HELP command successful.'],
  status: [211, 'FTP server status:', 'End of status.'],
  'pass-first': [503, 'PASS command must be preceded by USER'],
  'login-failed': [530, 'Not logged in.'],
  'not-logged-in': [530, 'Not logged in.'],
  'unknown-command': [500, 'unknown command %s'],
  'not-implemented': [500, 'unknown command %s'],
  quit: [221, 'Quit command received. Goodbye.'],
  'syst-ok': [
    215,
    'MVS is the operating system of this server. FTP Server is running on z/OS.',
  ],
  'pasv-ok': [227, 'Entering Passive Mode (%s)'],
  'port-ok': [200, 'Port request OK.'],
  'eprt-ok': [200, 'EPRT request OK'],
  'pwd-ok': [257, '"%s" is the HFS working directory.'],
  'list-start': [125, 'List started OK'],
  'list-done': [250, 'List completed successfully.'],
  'retr-start': [125, 'Sending file %s'],
  'retr-done': closed,
  'stor-start': [125, 'Storing data set'],
  'stor-done': closed,
  'data-needs-tls': [
    425,
    'Server requires protected data connection.',
    "Can't open data connection.",
  ],
  'data-tls-failed': data,
  'data-certificate-differs': data,
  'data-not-reused': data,
})

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
  'pass-first': [503, 'PASS command must be preceded by USER'],
  'login-failed': [530, 'Not logged in.'],
  'not-logged-in': [530, 'You must first login with USER and PASS.'],
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
  'cwd-ok': [250, 'HFS directory is the current working directory'],
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

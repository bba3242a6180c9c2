/** What pyftpdlib says: taken from the wire of 1.5.7, and its source. */
import type { CommandLine } from '../engine/lines.js'
import type { SessionView } from '../engine/hooks.js'
import {
  plainReplies,
  type Replies,
  type ReplyText,
} from '../engine/replies.js'

const start: ReplyText = [
  125,
  'Data connection already open. Transfer starting.',
]
const missing: ReplyText = [550, 'No such file or directory.']
const controlTls: ReplyText = [550, 'SSL/TLS required on the control channel.']
const badEprt: ReplyText = [501, 'Invalid EPRT format.']
const tooMany: ReplyText = [
  421,
  'Too many connections. Service temporarily unavailable.',
]

export const pyftpdlibReplies = (version: string): Replies => ({
  ...plainReplies,
  greeting: [220, `pyftpdlib ${version} ready.`],
  'unknown-command': [500, 'Command "%verb" not understood.'],
  'line-too-long': [500, 'Command too long.'],
  'too-many-clients': tooMany,
  'too-many-per-address': tooMany,
  'permission-denied': [550, 'Permission denied.'],
  'not-logged-in': [530, 'Log in with USER and PASS first.'],
  'user-ok': [331, 'Username ok, send password.'],
  'user-again': [
    331,
    'Previous account information was flushed, send password.',
  ],
  'user-change': [
    331,
    'Previous account information was flushed, send password.',
  ],
  'pass-first': [503, 'Login with USER first.'],
  'login-ok': [230, 'Login successful.'],
  'login-again': [503, 'User already authenticated.'],
  'login-failed': [530, 'Authentication failed.'],
  'anonymous-off': [530, 'Anonymous access not allowed.'],
  'login-needs-tls': controlTls,
  'anonymous-needs-tls': controlTls,
  'auth-ok': [234, 'AUTH %mechanism successful.'],
  'auth-unknown': [502, 'Unrecognized encryption type (use TLS or SSL).'],
  'auth-again': [503, 'Already using TLS.'],
  'pbsz-ok': [200, 'PBSZ=0 successful.'],
  'pbsz-clear': [503, 'PBSZ not allowed on insecure control connection.'],
  'prot-clear-channel': [
    503,
    'PROT not allowed on insecure control connection.',
  ],
  'prot-before-pbsz': [503, 'You must issue the PBSZ command prior to PROT.'],
  'prot-c': [200, 'Protection set to Clear'],
  'prot-p': [200, 'Protection set to Private'],
  'prot-unsupported': [521, 'PROT %argument unsupported (use C or P).'],
  'prot-unknown': [502, 'Unrecognized PROT type (use C or P).'],
  'pasv-ok': [227, 'Entering passive mode (%s).'],
  'epsv-ok': [229, 'Entering extended passive mode (|||%s|).'],
  'epsv-all': [220, 'Other commands other than EPSV are now disabled.'],
  'epsv-protocol': [501, 'Unknown network protocol (use 1).'],
  'port-ok': [200, 'Active data connection established.'],
  'port-illegal': [
    501,
    'Rejected data connection to foreign address %argument.',
  ],
  'eprt-ok': [200, 'Active data connection established.'],
  'eprt-bad': badEprt,
  'eprt-protocol': badEprt,
  'eprt-illegal': [
    501,
    'Rejected data connection to foreign address %argument.',
  ],
  // it waits for a connection that nobody can make
  'no-data-port': [150, 'File status okay. About to open data connection.'],
  'data-failed': [425, "Can't connect to specified address."],
  'data-wrong-peer': [425, 'Rejected data connection from foreign address.'],
  'data-tls-failed': [522, 'SSL handshake failed.'],
  'data-timeout': [421, 'Data connection timed out.'],
  'list-start': start,
  'list-done': [226, 'Transfer complete.'],
  'retr-start': start,
  'retr-done': [226, 'Transfer complete.'],
  'retr-missing': missing,
  'stor-start': start,
  'stor-done': [226, 'Transfer complete.'],
  'upload-broken': [426, 'Transfer aborted; 0 bytes transmitted.'],
  'download-broken': [426, 'Transfer aborted; 0 bytes transmitted.'],
  'aborted-transfer': [426, 'Transfer aborted via ABOR.'],
  'abor-idle': [225, 'No transfer to abort.'],
  'abor-done': [226, 'ABOR command successful.'],
  'rest-ok': [350, 'Restarting at position %s.'],
  'size-missing': [550, '%argument is not retrievable.'],
  'mdtm-missing': [550, '%argument is not retrievable'],
  'type-binary': [200, 'Type set to: Binary.'],
  'type-ascii': [200, 'Type set to: ASCII.'],
  'type-bad': [504, 'Unsupported type "%argument".'],
  'mode-ok': [200, 'Transfer mode set to: S'],
  'mode-bad': [504, 'Unimplemented MODE type.'],
  'stru-ok': [200, 'File transfer structure set to: F.'],
  'stru-bad': [504, 'Unimplemented STRU type.'],
  'pwd-ok': [257, '"%s" is the current directory.'],
  'cwd-ok': [250, '"%argument" is the current directory.'],
  'cwd-failed': missing,
  'mkd-ok': [257, '"%s" directory created.'],
  'mkd-failed': [550, 'File exists.'],
  'rmd-ok': [250, 'Directory removed.'],
  'rmd-failed': missing,
  'dele-ok': [250, 'File removed.'],
  'dele-failed': missing,
  'rnfr-ok': [350, 'Ready for destination name.'],
  'rnfr-failed': missing,
  'rnto-first': [503, 'Bad sequence of commands: use RNFR first.'],
  'rnto-ok': [250, 'Renaming ok.'],
  // with the quote that is in its source
  'noop-ok': [200, "I successfully did nothing'."],
  'allo-ok': [202, 'No storage allocation necessary.'],
  'opts-utf8': [501, 'Unsupported command "UTF8".'],
  'opts-unknown': [501, 'Invalid argument.'],
  'rein-ok': [230, 'Ready for new user.'],
  idle: [421, 'Control connection timed out.'],
})

const dataVerbs = ['PASV', 'EPSV', 'PORT', 'EPRT']

/** commands whose answer hangs on more than the situation */
export const pyftpdlibAnswer =
  (features: readonly string[], dataRequired: boolean) =>
  (
    { verb, argument }: CommandLine,
    session: SessionView,
  ): ReplyText | undefined => {
    if (verb === 'FEAT')
      return [211, 'Features supported:', ...features, 'End FEAT.']
    if (verb === 'AUTH' && argument.trim() === '')
      return [501, 'Syntax error: command needs an argument.']
    const clear = session.loggedIn && session.protection === 'C'
    return dataRequired && clear && dataVerbs.includes(verb)
      ? [550, 'SSL/TLS required on the data channel.']
      : undefined
  }

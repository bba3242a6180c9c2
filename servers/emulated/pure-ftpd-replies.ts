/** What Pure-FTPd says: taken from the wire of 1.0.50, built in English. */
import type { CommandLine } from '../engine/lines.js'
import type { Hooks, SessionView } from '../engine/hooks.js'
import {
  plainReplies,
  type Replies,
  type ReplyText,
} from '../engine/replies.js'

const noScheme: ReplyText = [500, 'This security scheme is not implemented']
const unknown: ReplyText = [500, 'Unknown command']
const noClear: ReplyText = [
  421,
  'Sorry, cleartext sessions and weak ciphers are not accepted on this server.',
  'Please reconnect using TLS security mechanisms.',
]
const foreign: ReplyText = [
  500,
  "I won't open a connection to %argument (only to 127.0.0.1)",
]
const sent: ReplyText = [226, 'File successfully transferred']
const noCheck: ReplyText = [550, "Can't check for file existence"]

/** the time is that of the host, as the real one prints it */
export const pureFtpdGreeting = (port: number, clients: number): ReplyText => {
  const now = new Date().toTimeString().slice(0, 5)
  return [
    220,
    '--------- Welcome to Pure-FTPd [privsep] [TLS] ----------',
    `220-You are user number 1 of ${clients} allowed.`,
    `220-Local time is now ${now}. Server port: ${port}.`,
    '220-This is a private system - No anonymous login',
    'You will be disconnected after 15 minutes of inactivity.',
  ]
}

export const pureFtpdFeatures = [
  ' UTF8',
  ' EPRT',
  ' IDLE',
  ' MDTM',
  ' SIZE',
  ' MFMT',
  ' REST STREAM',
  ' MLST type*;size*;sizd*;modify*;UNIX.mode*;UNIX.uid*;UNIX.gid*;unique*;',
  ' MLSD',
  ' PRET',
  // a fixed text: there with --tls=0 too
  ' AUTH TLS',
  ' PBSZ',
  ' PROT',
  ' TVFS',
  ' ESTA',
  ' PASV',
  ' EPSV',
  ' ESTP',
] as const

export const pureFtpdReplies = (clients: number): Replies => ({
  ...plainReplies,
  'unknown-command': unknown,
  'not-logged-in': [530, "You aren't logged in"],
  'permission-denied': unknown,
  'too-many-clients': [
    421,
    `${clients} users (the maximum) are already logged in, sorry`,
  ],
  'too-many-per-address': [421, 'Too many connections from this IP'],
  'user-ok': [331, 'User %user OK. Password required'],
  'user-again': [530, "You're already logged in"],
  'user-change': [530, "You're already logged in"],
  'pass-first': [530, 'Please tell me who you are'],
  'login-ok': [230, 'OK. Current directory is /'],
  'login-again': [530, "We can't do that in the current session"],
  'login-failed': [530, 'Login authentication failed'],
  'anonymous-off': [530, 'Login authentication failed'],
  'login-needs-tls': noClear,
  'anonymous-needs-tls': noClear,
  'auth-ok': [234, 'AUTH TLS OK.'],
  'auth-unknown': noScheme,
  'auth-after-login': noScheme,
  'tls-off': noScheme,
  'pbsz-ok': [200, 'PBSZ=0'],
  'pbsz-clear': [503, 'PBSZ=0'],
  'prot-clear-channel': [
    503,
    'PROT must be preceded by a successful PBSZ command',
  ],
  'ccc-ok': [200, 'Control connection unencrypted'],
  'ccc-refused': [534, 'CCC not allowed at this point'],
  'pasv-ok': [227, 'Entering Passive Mode (%s)'],
  'epsv-ok': [229, 'Extended Passive mode OK (|||%s|)'],
  'epsv-all': [220, 'Active mode is disabled'],
  'port-illegal': foreign,
  'eprt-ok': [200, 'PORT command successful'],
  'eprt-illegal': foreign,
  'no-data-port': [425, 'No data connection'],
  'data-failed': [425, 'No data connection'],
  'data-needs-tls': [
    521,
    'Data connection cannot be opened with this PROT setting.',
  ],
  'list-start': [150, 'Accepted data connection'],
  'list-done': [226, 'Options: -l ', 'matches total'],
  'retr-start': [150, 'Accepted data connection'],
  'retr-done': sent,
  'retr-missing': [550, "Can't open %argument: No such file or directory"],
  'stor-start': [150, 'Accepted data connection'],
  'stor-done': sent,
  'aborted-transfer': sent,
  'abor-idle': [226, "Since you see this ABOR must've succeeded"],
  'abor-done': [226, "Since you see this ABOR must've succeeded"],
  'rest-ok': [350, 'Restarting at %s'],
  'size-missing': noCheck,
  'mdtm-missing': noCheck,
  'type-binary': [200, 'TYPE is now 8-bit binary'],
  'type-ascii': [200, 'TYPE is now ASCII'],
  'type-bad': [504, 'Unknown TYPE: %argument'],
  'mode-ok': [200, 'S OK'],
  'mode-bad': [504, 'Please use S(tream) mode'],
  'stru-ok': [200, 'F OK'],
  'pwd-ok': [257, '"%s" is your current location'],
  'cwd-ok': [250, 'OK. Current directory is /'],
  'cwd-failed': [
    550,
    "Can't change directory to %argument: No such file or directory",
  ],
  'mkd-failed': [550, "Can't create directory: File exists"],
  'rmd-failed': [550, "Can't remove directory: No such file or directory"],
  'dele-failed': [550, 'Could not delete %argument: No such file or directory'],
  'rnfr-failed': [550, "Sorry, but that file doesn't exist"],
  'rnto-first': [503, 'Need RNFR before RNTO'],
  'noop-ok': [200, 'Zzz...'],
  'site-unknown': [500, 'SITE %argument is an unknown extension'],
  'allo-ok': [200, "A L'HUILE"],
  'opts-utf8': [504, 'Unknown command'],
  'opts-unknown': [504, 'Unknown command'],
  status: [211, 'https://www.pureftpd.org/'],
  quit: [221, 'Goodbye. You uploaded 0 and downloaded 0 kbytes.', 'Logout.'],
  idle: [421, 'Timeout - try typing a little faster next time'],
})

/** commands whose answer hangs on more than the situation */
export const pureFtpdAnswer =
  (tls: boolean) =>
  ({ verb }: CommandLine, session: SessionView): ReplyText | undefined => {
    if (verb === 'FEAT')
      return [211, 'Extensions supported:', ...pureFtpdFeatures, 'End.']
    if (verb === 'CCC' && !session.loggedIn)
      return [534, 'CCC not allowed at this point']
    // said, and nothing follows: the next bytes are read as commands
    if (verb === 'AUTH' && session.secure)
      return session.loggedIn ? noScheme : [234, 'AUTH TLS OK.']
    if (tls) return undefined
    if (verb === 'PBSZ') return [503, 'PBSZ=0']
    return verb === 'PROT'
      ? [503, 'PROT must be preceded by a successful PBSZ command']
      : undefined
  }

/** S and E count as P, with 200; anything else, p too, falls back to clear. */
export const pureFtpdProt: NonNullable<Hooks['prot']> = level => {
  if (level === 'P')
    return {
      answer: [200, 'Data protection level set to "private"'],
      level: 'P',
    }
  if (level === 'C')
    return { answer: [200, 'Data protection level set to "clear"'], level: 'C' }
  if (level !== 'S' && level !== 'E')
    return { answer: [534, 'Fallback to [C]'], level: 'C' }
  const answer: ReplyText = [
    200,
    `Protection level ${level} not understood. Fallback to "private"`,
  ]
  return { answer, level: 'P' }
}

/** What ProFTPD says: taken from the wire of 1.3.8, in English as built. */
import type { CommandLine } from '../engine/lines.js'
import type { SessionView } from '../engine/hooks.js'
import {
  plainReplies,
  type Replies,
  type ReplyText,
} from '../engine/replies.js'
import { hookQuirk } from '../quirks/quirk.js'

/** with `ServerName "ftps-interop"`, as the process backend sets it */
const greeting = (address: string): ReplyText => [
  220,
  `ProFTPD Server (ftps-interop) [${address}]`,
]

const noData = (why: string): ReplyText => [
  425,
  `Unable to build data connection: ${why}`,
]
/** one text for every TLS failure on data: EPERM, whatever failed */
const notPermitted = noData('Operation not permitted')
const missing: ReplyText = [550, '%argument: No such file or directory']
const opening = 'Opening %type mode data connection for'
const illegalEprt: ReplyText = [522, 'Network protocol not supported, use (1)']

export const proftpdReplies = (address: string, idle: string): Replies => ({
  ...plainReplies,
  greeting: greeting(address),
  'unknown-command': [500, '%verb not understood'],
  'tls-off': [500, '%verb not understood'],
  'not-logged-in': [530, 'Please login with USER and PASS'],
  'permission-denied': [501, '%verb: Operation not permitted'],
  'user-ok': [331, 'Password required for %user'],
  'user-again': [230, 'User %user logged in'],
  'pass-first': [503, 'Login with USER first'],
  'login-ok': [230, 'User %user logged in'],
  'login-again': [503, 'You are already logged in'],
  'login-failed': [530, 'Login incorrect.'],
  'anonymous-off': [530, 'Login incorrect.'],
  'login-needs-tls': [550, 'SSL/TLS required on the control channel'],
  'anonymous-needs-tls': [550, 'SSL/TLS required on the control channel'],
  'auth-ok': [234, 'AUTH %mechanism successful'],
  'auth-unknown': [500, 'AUTH not understood'],
  'auth-again': [503, 'Unwilling to accept second AUTH'],
  'auth-after-login': [534, 'Unwilling to accept security parameters'],
  'pbsz-ok': [200, 'PBSZ=0 successful'],
  'pbsz-clear': [500, 'PBSZ not understood'],
  'prot-clear-channel': [500, 'PROT not understood'],
  'prot-c': [200, 'Protection set to Clear'],
  'prot-p': [200, 'Protection set to Private'],
  'prot-c-refused': [534, 'Unwilling to accept security parameters'],
  'prot-unsupported': [536, 'PROT %argument unsupported'],
  'prot-unknown': [504, 'PROT %argument unsupported'],
  'ccc-ok': [200, 'Clearing control channel protection'],
  'ccc-refused': [534, 'Unwilling to accept security parameters'],
  'epsv-all': [200, 'EPSV ALL command successful'],
  'epsv-protocol': illegalEprt,
  'port-ok': [200, 'PORT command successful'],
  'port-illegal': [500, 'Illegal PORT command'],
  'eprt-ok': [200, 'EPRT command successful'],
  'eprt-bad': illegalEprt,
  'eprt-protocol': illegalEprt,
  'eprt-illegal': [500, 'Illegal EPRT command'],
  'no-data-port': noData('Connection refused'),
  'data-failed': noData('Connection refused'),
  'data-wrong-peer': noData('Connection refused'),
  'data-needs-tls': [522, 'SSL/TLS required on the data channel'],
  'data-tls-failed': notPermitted,
  'data-not-reused': notPermitted,
  'data-timeout': [421, 'No transfer timeout: closing control connection'],
  'list-start': [150, `${opening} %verb`],
  'list-done': [226, 'Transfer complete'],
  'retr-start': [150, `${opening} %s (%s bytes)`],
  'retr-done': [226, 'Transfer complete'],
  'retr-missing': missing,
  'stor-start': [150, `${opening} %argument`],
  'stor-done': [226, 'Transfer complete'],
  'upload-broken': [426, 'Transfer aborted. Data connection closed'],
  'download-broken': [426, 'Transfer aborted. Data connection closed'],
  'aborted-transfer': [426, 'Transfer aborted. Data connection closed'],
  'abor-idle': [226, 'Abort successful'],
  'abor-done': [226, 'Abort successful'],
  'rest-ok': [
    350,
    'Restarting at %s. Send STORE or RETRIEVE to initiate transfer',
  ],
  'size-missing': missing,
  'mdtm-missing': missing,
  'type-binary': [200, 'Type set to I'],
  'type-ascii': [200, 'Type set to A'],
  'type-bad': [504, "TYPE not implemented for '%argument' parameter"],
  'mode-ok': [200, 'Mode set to S'],
  'mode-bad': [504, "'MODE %argument' unsupported transfer mode"],
  'stru-ok': [200, 'Structure set to F'],
  'stru-bad': [504, "'STRU %argument' unsupported structure type"],
  'cwd-ok': [250, '%verb command successful'],
  'cwd-failed': missing,
  'mkd-failed': [550, '%argument: File exists'],
  'rmd-ok': [250, '%verb command successful'],
  'rmd-failed': missing,
  'dele-ok': [250, 'DELE command successful'],
  'dele-failed': missing,
  'rnfr-ok': [350, 'File or directory exists, ready for destination name'],
  'rnfr-failed': missing,
  'rnto-first': [503, 'Bad sequence of commands'],
  'rnto-ok': [250, 'Rename successful'],
  'noop-ok': [200, 'NOOP command successful'],
  'site-help': [
    214,
    "The following SITE commands are recognized (* =>'s unimplemented)",
    ' HELP',
    ' CHGRP',
    ' CHMOD',
    'Direct comments to root@127.0.0.1',
  ],
  'site-unknown': [500, "'SITE %argument' not understood"],
  'allo-ok': [202, 'No storage allocation necessary'],
  'opts-utf8': [200, 'UTF8 set to on'],
  'opts-unknown': [500, 'OPTS %argument not understood'],
  idle: [421, `Idle timeout (${idle} seconds): closing control connection`],
  'not-implemented': [502, '%verb command not implemented'],
})

/** commands whose answer hangs on more than the situation */
export const proftpdAnswer =
  (features: readonly string[], tls: boolean) =>
  (
    { verb, argument }: CommandLine,
    session: SessionView,
  ): ReplyText | undefined => {
    const value = argument.trim()
    if (verb === 'FEAT') return [211, 'Features:', ...features, 'End']
    if (!tls) return undefined
    if (verb === 'AUTH' && value === '')
      return [504, 'AUTH requires at least one argument']
    if (verb === 'AUTH' && session.secure)
      return [503, 'Unwilling to accept second AUTH']
    // PROT needs no PBSZ here: nothing has to be remembered
    if (verb === 'PBSZ' && session.secure && value === '0')
      return [200, 'PBSZ 0 successful']
    return undefined
  }

/** 150 counts in English, and names MLSD only */
export const proftpdWording = hookQuirk({
  reply: ({ text: [code, ...lines] }) =>
    code === 150
      ? [
          code,
          ...lines.map(line =>
            line
              .replace(/ for (?:LIST|NLST)$/, ' for file list')
              .replace(/ \(0 bytes\)$/, '')
              .replace(/\(1 bytes\)$/, '(1 byte)'),
          ),
        ]
      : undefined,
})

/**
 * What a server says, by situation. A product overrides the texts; the engine
 * decides the situation. Nothing here knows how a reply is written.
 */

/** Code and lines; with several lines the middle ones go out as they are. */
export type ReplyText = readonly [code: number, ...lines: string[]]

const defaults = {
  greeting: [220, 'FTP server ready.'],
  'unknown-command': [500, 'Unknown command.'],
  'line-too-long': [500, 'Input line too long.'],
  'too-many-errors': [500, 'Too many errors.'],
  'http-verb': [500, 'HTTP protocol commands not allowed.'],
  'too-many-clients': [421, 'There are too many connected users.'],
  'too-many-per-address': [421, 'There are too many connections from you.'],
  'permission-denied': [550, 'Permission denied.'],
  'not-logged-in': [530, 'Please login with USER and PASS.'],
  'user-ok': [331, 'Please specify the password.'],
  'user-again': [331, 'Any password will do.'],
  'user-change': [530, "Can't change to another user."],
  'pass-first': [503, 'Login with USER first.'],
  'login-ok': [230, 'Login successful.'],
  'login-again': [230, 'Already logged in.'],
  'login-failed': [530, 'Login incorrect.'],
  'login-needs-tls': [530, 'Login must use encryption.'],
  'anonymous-needs-tls': [530, 'Anonymous login must use encryption.'],
  'anonymous-forbids-tls': [530, 'Anonymous login may not use encryption.'],
  'anonymous-off': [530, 'Login incorrect.'],
  'local-off': [530, 'This FTP server is anonymous only.'],
  'auth-ok': [234, 'Proceed with negotiation.'],
  'auth-unknown': [504, 'Unknown AUTH type.'],
  'auth-again': [503, 'Already using TLS.'],
  'auth-after-login': [503, 'AUTH is not allowed after login.'],
  'tls-off': [502, 'TLS is not available.'],
  'pbsz-ok': [200, 'PBSZ set to 0.'],
  'pbsz-clear': [503, 'PBSZ needs a secure connection.'],
  'prot-clear-channel': [503, 'PROT needs a secure connection.'],
  'prot-before-pbsz': [503, 'PBSZ first.'],
  'prot-c': [200, 'PROT now Clear.'],
  'prot-p': [200, 'PROT now Private.'],
  'prot-c-refused': [534, 'PROT C is not allowed.'],
  'prot-unsupported': [536, 'PROT not supported.'],
  'prot-unknown': [504, 'PROT not recognized.'],
  'ccc-ok': [200, 'Clearing control channel protection.'],
  'ccc-refused': [534, 'CCC is not allowed.'],
  'pasv-ok': [227, 'Entering Passive Mode (%s).'],
  'epsv-ok': [229, 'Entering Extended Passive Mode (|||%s|)'],
  'epsv-all': [200, 'EPSV ALL ok.'],
  'epsv-protocol': [522, 'Bad network protocol.'],
  'port-ok': [200, 'PORT command successful.'],
  'port-illegal': [500, 'Illegal PORT command.'],
  'eprt-ok': [200, 'EPRT command successful.'],
  'eprt-bad': [500, 'Bad EPRT command.'],
  'eprt-protocol': [522, 'Bad EPRT protocol.'],
  'eprt-illegal': [500, 'Illegal EPRT command.'],
  'no-data-port': [425, 'Use PORT or PASV first.'],
  'data-failed': [425, 'Failed to establish connection.'],
  'data-wrong-peer': [425, 'Security: Bad IP connecting.'],
  'data-needs-tls': [522, 'Data connections must be encrypted.'],
  'data-tls-failed': [522, 'TLS on the data connection failed.'],
  'data-not-reused': [522, 'The TLS session must be reused.'],
  'data-certificate-differs': [522, 'Client certificates differ.'],
  'data-timeout': [421, 'Data timeout. Reconnect. Sorry.'],
  'list-start': [150, 'Here comes the directory listing.'],
  'list-done': [226, 'Directory send OK.'],
  'retr-start': [150, 'Opening BINARY mode data connection for %s (%s bytes).'],
  'retr-done': [226, 'Transfer complete.'],
  'retr-missing': [550, 'Failed to open file.'],
  'restart-ascii': [550, 'No support for resume of ASCII transfer.'],
  'stor-start': [150, 'Ok to send data.'],
  'stor-done': [226, 'Transfer complete.'],
  'stor-refused': [553, 'Could not create file.'],
  'upload-broken': [426, 'Failure reading network stream.'],
  'download-broken': [426, 'Failure writing network stream.'],
  'aborted-transfer': [426, 'Transfer aborted.'],
  'abor-idle': [225, 'No transfer to ABOR.'],
  'abor-done': [226, 'ABOR successful.'],
  'rest-ok': [350, 'Restart position accepted (%s).'],
  'size-ok': [213, '%s'],
  'size-missing': [550, 'Could not get file size.'],
  'mdtm-ok': [213, '%s'],
  'mdtm-missing': [550, 'Could not get file modification time.'],
  'type-binary': [200, 'Switching to Binary mode.'],
  'type-ascii': [200, 'Switching to ASCII mode.'],
  'type-bad': [500, 'Unrecognised TYPE command.'],
  'mode-ok': [200, 'Mode set to S.'],
  'mode-bad': [504, 'Bad MODE command.'],
  'stru-ok': [200, 'Structure set to F.'],
  'stru-bad': [504, 'Bad STRU command.'],
  'pwd-ok': [257, '"%s" is the current directory'],
  'cwd-ok': [250, 'Directory successfully changed.'],
  'cwd-failed': [550, 'Failed to change directory.'],
  'mkd-ok': [257, '"%s" created'],
  'mkd-failed': [550, 'Create directory operation failed.'],
  'rmd-ok': [250, 'Remove directory operation successful.'],
  'rmd-failed': [550, 'Remove directory operation failed.'],
  'dele-ok': [250, 'Delete operation successful.'],
  'dele-failed': [550, 'Delete operation failed.'],
  'rnfr-ok': [350, 'Ready for RNTO.'],
  'rnfr-failed': [550, 'RNFR command failed.'],
  'rnto-first': [503, 'RNFR required first.'],
  'rnto-ok': [250, 'Rename successful.'],
  'noop-ok': [200, 'NOOP ok.'],
  'site-help': [214, 'CHMOD UMASK HELP'],
  'site-unknown': [500, 'Unknown SITE command.'],
  'syst-ok': [215, 'UNIX Type: L8'],
  'allo-ok': [202, 'ALLO command ignored.'],
  'rein-ok': [220, 'Service ready for new user.'],
  'opts-utf8': [200, 'Always in UTF8 mode.'],
  'opts-unknown': [501, 'Option not understood.'],
  help: [214, 'Help OK.'],
  status: [211, 'FTP server status: ok.'],
  quit: [221, 'Goodbye.'],
  idle: [421, 'Timeout.'],
  'not-implemented': [502, '%s not implemented.'],
} as const satisfies Record<string, ReplyText>

export type Situation = keyof typeof defaults
export type Replies = Readonly<Record<Situation, ReplyText>>

/** Texts of no product in particular. */
export const plainReplies: Replies = defaults

/** `%s` in the order of the values, over all lines. */
export const fill = (
  lines: readonly string[],
  values: readonly string[],
): readonly string[] => {
  let next = 0
  return lines.map(line => line.replace(/%s/g, () => values[next++] ?? ''))
}

/** The bytes of a reply, RFC 959 section 4.2. */
export const wireText = (code: number, lines: readonly string[]): string => {
  const last = lines.length - 1
  return lines
    .map((line, i) =>
      i === last
        ? `${code} ${line}\r\n`
        : i === 0
          ? `${code}-${line}\r\n`
          : `${line}\r\n`,
    )
    .join('')
}

/**
 * Secrets never leave: everything that can hold a peer's text passes through
 * here before it reaches an event, a log, the journal or a report.
 */

/** The argument of one command as it may be shown. */
export const redactArgument = (verb: string, argument: string): string => {
  switch (verb.toUpperCase()) {
    case 'PASS':
    case 'ACCT':
    case 'ADAT':
    case 'XAUT':
      return argument === '' ? '' : '<redacted>'
    case 'AUTH':
      // SMTP: AUTH PLAIN <base64>; FTP's AUTH has one word only (RFC 2228)
      return argument.replace(/^(\S+)\s+\S.*$/s, '$1 <redacted>')
    default:
      return redactText(argument)
  }
}

const secrets: readonly [RegExp, string][] = [
  // user:password@ in URLs of any scheme
  // up to the last @: a password may hold one
  [/\b([a-z][a-z0-9+.-]*:\/\/[^\s/:@]*):[^\s/]+@/gi, '$1:<redacted>@'],
  [/\b(PASS|ACCT|ADAT|XAUT)([ \t]+)(?!<redacted>)[^\r\n]+/g, '$1$2<redacted>'],
  [
    // not the list of mechanisms in a reply to EHLO
    /\b(AUTH (?:PLAIN|LOGIN|CRAM-MD5|XOAUTH2|OAUTHBEARER) +)(?!<redacted>|(?:PLAIN|LOGIN|(?:CRAM|DIGEST)-MD5|XOAUTH2|OAUTHBEARER|SCRAM-SHA-\S+|NTLM|GSSAPI|EXTERNAL|ANONYMOUS)(?![A-Za-z0-9+/=]))\S+/gi,
    '$1<redacted>',
  ],
  [/(Authorization: +\S+ +)\S+/gi, '$1<redacted>'],
  // a key that was cut off has no end
  [
    /-----BEGIN ([A-Z ]*PRIVATE KEY)-----[\s\S]*?(?:-----END \1-----|$)/g,
    '<redacted private key>',
  ],
]

/** Free text of unknown origin. */
export const redactText = (text: string): string =>
  secrets.reduce((t, [pattern, by]) => t.replace(pattern, by), text)

/**
 * Peers' text is hostile: no escape sequence, no control character, no bidi
 * trick reaches a terminal or a report. Newlines stay.
 */
export const printable = (text: string): string =>
  text.replace(
    /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g,
    c =>
      c === '\t' ? ' ' : `\\x${c.charCodeAt(0).toString(16).padStart(2, '0')}`,
  )

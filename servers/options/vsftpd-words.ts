/** What the lists of vsftpd's options share. */
export const yesNo = ['YES', 'NO'] as const
export const manual = 'vsftpd.conf(5)'

/** TLS 1.3 itself is to blame, or switching it off helps */
export const tls13Findings = [
  'upload-reset-unread-tickets-tls13',
  'data-session-not-reused-tls13',
  'data-session-not-reused-tls13-second-transfer',
  'session-of-lower-version',
  'psk-binder-rejected-after-hrr',
]

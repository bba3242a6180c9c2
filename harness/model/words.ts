/** Words that all subjects share. */

export type Side = 'client' | 'server'

/** Where a program runs: in this process, as a child, in a container. */
export type BackendName = 'embedded' | 'process' | 'docker' | 'real'

/** In the order in which an FTPS session goes through them; then SMTP. */
export const phases = [
  'connect',
  'greeting',
  'auth',
  'control-tls',
  'login',
  'protect',
  'passive',
  'active',
  'data-tcp',
  'data-tls',
  'transfer',
  'data-close',
  'reply',
  'idle',
  'quit',
  'ehlo',
  'starttls',
  'tls',
  'mail',
] as const

export type Phase = (typeof phases)[number]

export type TlsVersion =
  'SSLv2' | 'SSLv3' | 'TLSv1' | 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3'

/** Peers and scenarios of one protocol meet; absent = ftp. */
export type Protocol = 'ftp' | 'smtp'

/** Cells of the embedded matrix: one that raises a finding, one that does not. */
export interface LiveCase {
  readonly rule: string
  readonly statement: string | RegExp
  readonly cell: string
  /** the nearest relative that works, or fails for another reason */
  readonly neighbour: string
}

const own = ' @ vsftpd × modern-openssl'
const book = ' @ rfc4217 × modern-openssl'
const newer = ' @ vsftpd[version=3.0.5] × modern-openssl'

export const liveCases: readonly LiveCase[] = [
  {
    rule: 'active-mode-refused',
    statement: 'The server refuses PORT (550 Permission denied.).',
    cell: `data/mode-refused[off=active]${own}`,
    neighbour: `data/mode[mode=port]${own}`,
  },
  {
    rule: 'alpn-mismatch',
    statement:
      'The server refuses the ALPN protocols that the client offers (http/1.1).',
    cell: `handshake/alpn[alpn=http/1.1]${newer}`,
    neighbour: `handshake/alpn[alpn=ftp]${newer}`,
  },
  {
    rule: 'auth-refused-tls-off',
    statement:
      'The server refused AUTH TLS (530 Please login with USER and PASS.): TLS is not available there.',
    cell: `auth/tls-off${own}`,
    neighbour: `auth/order[order=GSSAPI-TLS]${own}`,
  },
  {
    rule: 'auth-verb-not-supported',
    statement: 'The server refused AUTH GSSAPI (504 Unknown AUTH type.).',
    cell: `auth/mechanism[mechanism=GSSAPI]${own}`,
    neighbour: `auth/order[order=GSSAPI-TLS]${own}`,
  },
  {
    rule: 'certreq-empty-ca-list-rejected',
    statement:
      "The client refused the server's CertificateRequest because it names no certificate authority.",
    cell: 'certs/request[request=empty-list,tls=1.2] @ vsftpd × zos-ftp',
    neighbour: `certs/request[request=empty-list,tls=1.2]${own}`,
  },
  {
    rule: 'client-cert-missing',
    statement:
      'The server requires a client certificate and the client sent none.',
    cell: `certs/request[request=required,tls=1.2]${own}`,
    neighbour: `certs/request[request=with-authorities,tls=1.2]${own}`,
  },
  {
    rule: 'client-cert-missing',
    statement:
      'The server requires a client certificate and the client sent none.',
    cell: `certs/request[request=required,tls=1.3]${own}`,
    neighbour: `certs/client-certificate[issuer=known,request=required]${own}`,
  },
  {
    rule: 'client-distrusts-server-cert',
    statement: "The client does not trust the server's certificate.",
    cell: `certs/chain[chain=self-signed]${own}`,
    neighbour: `certs/chain[chain=intermediate]${own}`,
  },
  {
    rule: 'client-hostname-mismatch',
    statement:
      "The server's certificate is not made out to the name that the client dialled.",
    cell: `certs/name[name=other]${own}`,
    neighbour: `certs/name[name=same]${own}`,
  },
  {
    rule: 'client-no-tls-on-data',
    statement:
      'The client agreed to PROT P and then started no TLS on the data connection.',
    cell: 'prot/transfer[level=P,operation=get] @ vsftpd × clear-data',
    neighbour: `prot/transfer[level=P,operation=get]${own}`,
  },
  {
    rule: 'client-no-tls-on-data',
    statement:
      'The client agreed to PROT P and then sent its data without TLS.',
    cell: 'prot/transfer[level=P,operation=put] @ vsftpd × clear-data',
    neighbour: 'prot/transfer[level=C,operation=put] @ vsftpd × clear-data',
  },
  {
    rule: 'client-prot-p-missing',
    statement:
      'The client never asked for encrypted data connections (PROT P); the server requires them (522 Data connections must be encrypted.).',
    cell: `prot/required[asked=nothing]${own}`,
    neighbour: `prot/required[asked=C]${own}`,
  },
  {
    rule: 'client-tls-too-new-only',
    statement:
      'The client offers only TLS versions that the server does not have.',
    cell: `handshake/version-gap[client=1.3]${own}`,
    neighbour: `handshake/version[tls=1.3]${own}`,
  },
  {
    rule: 'client-tls-too-old',
    statement:
      'The client offers at most TLSv1.2; the server accepts only later versions.',
    cell: `handshake/version-gap[client=1.2]${own}`,
    neighbour: `handshake/version-gap[client=1.3]${own}`,
  },
  {
    rule: 'command-not-supported',
    statement: 'The server does not know MLSD (500 Unknown command.).',
    cell: `data/listing[verb=MLSD]${own}`,
    neighbour: `data/listing[verb=NLST]${own}`,
  },
  {
    rule: 'data-not-encrypted',
    statement: 'Data connection 1 was not encrypted.',
    cell: `prot/transfer[level=C,operation=list]${own}`,
    neighbour: `prot/transfer[level=P,operation=list]${own}`,
  },
  {
    rule: 'data-session-not-reused-tls13-second-transfer',
    statement:
      'Under TLS 1.3 the client resumed on an earlier data connection but had no fresh ticket for number 2; the server requires resumption on each.',
    cell: 'reuse/data-must-resume[connections=2,tls=1.3] @ vsftpd × first-ticket-only',
    neighbour: `reuse/data-must-resume[connections=2,tls=1.3]${own}`,
  },
  {
    rule: 'data-session-not-reused',
    statement:
      'The client made a new TLS session on the data connection; the server requires the session of the control connection.',
    cell: `reuse/none-offered${own}`,
    neighbour: `reuse/not-required[tls=1.2]${own}`,
  },
  {
    rule: 'data-session-not-reused',
    statement:
      'The client made a new TLS session on the data connection; the server requires the session of the control connection.',
    cell: 'data/abort @ vsftpd × never-resumes',
    neighbour: 'reuse/not-required[tls=1.3] @ vsftpd × never-resumes',
  },
  {
    rule: 'data-session-of-another-connection',
    statement:
      'The client offered a session of another control connection on the data connection; the server accepts only that of this one.',
    cell: `reuse/other-login[how=session-id]${own}`,
    neighbour: `reuse/other-login[how=ticket]${own}`,
  },
  {
    rule: 'download-close-notify-unanswered',
    statement:
      "The client closed the data connection without answering the server's close_notify; the server requires it.",
    cell: `close/download-end[close-notify=no,server=strict]${own}`,
    neighbour: `close/download-end[close-notify=no,server=lenient]${own}`,
  },
  {
    rule: 'feat-hides-auth-tls',
    statement:
      'The server accepts AUTH TLS but does not list it in its reply to FEAT.',
    cell: `auth/feat${newer}`,
    neighbour: 'auth/feat @ vsftpd[version=3.0.3] × modern-openssl',
  },
  {
    rule: 'implicit-client-explicit-server',
    statement:
      'The client started TLS at once; the server greets in clear and expects AUTH.',
    cell: `auth/implicit-client-explicit-server${own}`,
    neighbour: `auth/implicit${own}`,
  },
  {
    rule: 'no-shared-cipher',
    statement:
      'The server found no cipher suite that it can use among those the client offers.',
    cell: `certs/key[key=ec-p384,tls=1.2]${own}`,
    neighbour: `certs/key[key=ec-p384,tls=1.3]${own}`,
  },
  {
    rule: 'passive-mode-refused',
    statement: 'The server refuses PASV (550 Permission denied.).',
    cell: `data/mode-refused[off=passive]${own}`,
    neighbour: `data/mode-refused[off=active]${own}`,
  },
  {
    rule: 'pasv-address-wrong',
    statement:
      /^The server's passive address cannot be reached by the client \(227 Entering Passive Mode \(192,0,2,10,\d+,\d+\)\.\)\.$/,
    cell: `data/passive-address${own}`,
    neighbour: `data/mode[mode=pasv]${own}`,
  },
  {
    rule: 'prot-before-auth',
    statement:
      'PBSZ was refused for its place in the dialogue (503 PBSZ needs a secure connection.).',
    cell: `prot/order[order=before-auth]${own}`,
    neighbour: `prot/order[order=before-login]${own}`,
  },
  {
    rule: 'prot-before-auth',
    statement:
      'PROT was refused for its place in the dialogue (503 PBSZ first.).',
    cell: `prot/order[order=prot-without-pbsz]${book}`,
    neighbour: `prot/order[order=prot-without-pbsz]${own}`,
  },
  {
    rule: 'prot-level-unsupported',
    statement: 'The server does not support PROT S (536 PROT not supported.).',
    cell: `prot/level[level=S]${own}`,
    neighbour: `prot/level[level=C]${own}`,
  },
  {
    rule: 'require-cert-disabled',
    statement: 'ssl_request_cert=NO makes require_cert=YES ineffective.',
    cell: 'certs/request[request=required,tls=1.2] @ vsftpd[ssl_request_cert=NO] × modern-openssl',
    neighbour: `certs/request[request=none,tls=1.2]${own}`,
  },
  {
    rule: 'reuse-not-bound-to-control',
    statement:
      'The server accepted on data connection 1 a session that it had issued on another control connection.',
    cell: `reuse/other-login[how=ticket]${own}`,
    neighbour: `reuse/by[how=ticket]${own}`,
  },
  {
    rule: 'server-cert-expired',
    statement:
      "The client refuses the server's certificate because it is outside its validity.",
    cell: `certs/validity[validity=expired]${own}`,
    neighbour: `certs/validity[validity=current]${own}`,
  },
  {
    rule: 'server-distrusts-client-cert',
    statement: "The server does not accept the client's certificate.",
    cell: `certs/client-certificate[issuer=unknown,request=verified]${own}`,
    neighbour: `certs/client-certificate[issuer=known,request=verified]${own}`,
  },
  {
    rule: 'server-does-not-offer-resumption',
    statement:
      'The server requires a resumed session on data connections but issued none on the control connection.',
    cell: `reuse/not-offered-by-server${book}`,
    neighbour: `reuse/none-offered${own}`,
  },
  {
    rule: 'server-forbids-ccc',
    statement: 'The server refuses CCC (500 Unknown command.).',
    cell: `auth/ccc${own}`,
    neighbour: `data/listing[verb=MLSD]${own}`,
  },
  {
    rule: 'server-handshake-broken',
    statement:
      'The server gave the handshake up: "500 OOPS: error:0A00010B:SSL routines::wrong version number\\n500 OOPS: priv_sock_get_cmd".',
    cell: `auth/injection${own}`,
    neighbour: `auth/injection${book}`,
  },
  {
    rule: 'server-requires-prot-p',
    statement:
      'The client asked for clear data connections (PROT C); the server requires encrypted ones (522 Data connections must be encrypted.).',
    cell: `prot/level[level=C]${own}`,
    neighbour: `prot/transfer[level=C,operation=list]${own}`,
  },
  {
    rule: 'server-requires-prot-p',
    statement:
      'The server refuses PROT C (534 PROT C is not allowed.): it requires encrypted data connections.',
    cell: `prot/level[level=C]${book}`,
    neighbour: `prot/level[level=S]${book}`,
  },
  {
    rule: 'server-requires-tls-login',
    statement:
      'The server refuses a login without TLS (530 Non-anonymous sessions must use encryption.).',
    cell: `auth/clear-login[login=required]${own}`,
    neighbour: `auth/clear-login[login=optional]${own}`,
  },
  {
    rule: 'server-tls-broken',
    statement:
      /^The server does not start with this TLS configuration: .*ee key too small$/,
    cell: `certs/key[key=rsa-1024,tls=1.3]${own}`,
    neighbour: `certs/key[key=rsa-2048,tls=1.3]${own}`,
  },
  {
    rule: 'sni-unknown',
    statement: 'The server does not accept the server name "localhost" (SNI).',
    cell: `handshake/sni[name=other]${book}`,
    neighbour: `handshake/sni[name=same]${book}`,
  },
  {
    rule: 'sni-unknown',
    statement:
      'The server insists on a server name (SNI) and the client sent none.',
    cell: 'handshake/sni[name=same] @ rfc4217 × zos-ftp',
    neighbour: `handshake/sni[name=same]${book}`,
  },
  {
    rule: 'starttls-injection',
    statement:
      'The server answered inside TLS (200 NOOP ok.) to a command that was sent in clear behind AUTH.',
    cell: 'auth/injection @ rfc4217[commands-behind-auth=obeyed] × modern-openssl',
    neighbour: `auth/injection${book}`,
  },
  {
    rule: 'upload-without-close-notify',
    statement:
      'The client ended its upload with a bare FIN; the server requires a TLS close_notify.',
    cell: `close/upload-end[close-notify=no,server=strict]${own}`,
    neighbour: `close/upload-end[close-notify=no,server=lenient]${own}`,
  },
]

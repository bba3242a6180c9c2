/** What to type to reach a server at the desk. Pure. */
export interface Reachable {
  readonly host: string
  readonly port: number
  readonly user: string
  readonly password: string
  /** path of the root that signed its certificate */
  readonly caFile: string
  readonly mode: 'explicit' | 'implicit'
  readonly protocol: 'ftp' | 'smtp'
}

const shell = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`

/** a host that is listened on but cannot be dialled */
export const dialled = (host: string): string =>
  host === '0.0.0.0' || host === '::' ? 'localhost' : host

const inUrl = (host: string): string =>
  host.includes(':') ? `[${host}]` : host

const mailLines = (to: Reachable, host: string): string[] => {
  const scheme = to.mode === 'implicit' ? 'smtps' : 'smtp'
  return [
    `URL       ${scheme}://${inUrl(host)}:${to.port}`,
    `try       curl -v ${to.mode === 'implicit' ? '' : '--ssl-reqd '}--cacert ${shell(to.caFile)} --mail-from a@localhost --mail-rcpt b@localhost -T FILE ${scheme}://${inUrl(host)}:${to.port}`,
    `          openssl s_client ${to.mode === 'implicit' ? '' : '-starttls smtp '}-connect ${host}:${to.port} -CAfile ${shell(to.caFile)}`,
  ]
}

export const connectLines = (to: Reachable): string[] => {
  const host = dialled(to.host)
  const account = [
    `user      ${to.user}`,
    `password  ${to.password}`,
    `CA file   ${to.caFile}`,
  ]
  if (to.protocol === 'smtp') {
    const [url = '', ...rest] = mailLines(to, host)
    return [url, ...account, ...rest]
  }
  const implicit = to.mode === 'implicit'
  const url = `${implicit ? 'ftps' : 'ftp'}://${inUrl(host)}:${to.port}/`
  const login = shell(`${to.user}:${to.password}`)
  return [
    `URL       ${url}${implicit ? '   (TLS from the first byte)' : '   (AUTH TLS)'}`,
    ...account,
    `try       curl -v ${implicit ? '' : '--ssl-reqd '}--cacert ${shell(to.caFile)} -u ${login} ${url}`,
    `          lftp -e 'set ssl:ca-file ${to.caFile}; ${implicit ? '' : 'set ftp:ssl-force yes; '}open -u ${to.user},${to.password} ${url}; ls; bye'`,
    ...(implicit
      ? [
          `          kermit -C 'set auth tls verify-file ${to.caFile}, ftp open ${host} ${to.port} /user:${to.user} /password:${to.password} /implicit, ftp dir, ftp bye, exit'`,
        ]
      : [
          `          kermit -C 'set auth tls verify-file ${to.caFile}, set ftp authtype tls, ftp open ${host} ${to.port} /user:${to.user} /password:${to.password}, ftp dir, ftp bye, exit'`,
        ]),
  ]
}

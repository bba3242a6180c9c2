/**
 * The openssl.cnf that a server is started with (OPENSSL_CONF) where its own
 * configuration has no switch for what OpenSSL can do. Read by every program
 * that makes an SSL_CTX with OpenSSL 1.1 or later.
 */

export const opensslPrefix = 'OPENSSL_CONF.'

/** Settings of the section that holds for all contexts, SSL_CONF_cmd(3). */
export const writeOpenssl = (
  settings: readonly (readonly [string, string])[],
): string =>
  [
    'openssl_conf = openssl_init',
    '[openssl_init]',
    'ssl_conf = ssl_module',
    '[ssl_module]',
    'system_default = tls_defaults',
    '[tls_defaults]',
    ...settings.map(([name, value]) => `${name} = ${value}`),
    '',
  ].join('\n')

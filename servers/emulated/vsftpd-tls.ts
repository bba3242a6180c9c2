/** vsftpd's TLS side: versions, suites, certificates, resumption. */
import { constants } from 'node:crypto'
import type { SecureVersion } from 'node:tls'
import type { CertificateStore, ListenerSpec } from '../../harness/model.js'
import type { ClientCertificateConfig, TlsConfig } from '../engine/config.js'
import type { Settings } from './vsftpd-settings.js'

export const tlsConfig = async (
  settings: Settings,
  spec: ListenerSpec,
  certificates: CertificateStore,
): Promise<TlsConfig> => {
  const { chainPem, keyPem } = await certificates.get(spec.certificate)
  const modern = settings.since('3.0.3')
  const serverName = settings.text('ssl_sni_hostname')
  return {
    chainPem,
    keyPem,
    ...versions(settings),
    ciphers: ciphers(settings),
    // SSL_CTX_set_tmp_ecdh since 3.0.3; before it there is no ECDHE at all
    ...(modern ? { groups: 'P-256' } : {}),
    clientCertificate: await clientCertificate(settings, certificates),
    resumption: resumption(settings),
    ...(settings.since('3.0.4') ? { alpn: ['ftp'] } : {}),
    ...(serverName === '' ? {} : { serverName }),
    failureText: modern ? 'openssl-3' : 'openssl-1',
    failureEcho: { control: 'priv_sock_get_cmd', data: 'priv_sock_get_result' },
  }
}

const order: readonly SecureVersion[] = [
  'TLSv1',
  'TLSv1.1',
  'TLSv1.2',
  'TLSv1.3',
]

const versions = (
  settings: Settings,
): Pick<TlsConfig, 'minVersion' | 'maxVersion' | 'options'> => {
  // the OpenSSL of the time: 0.9.8, 1.0.1, 3
  const library = settings.since('3.0.3') ? 3 : settings.since('2.2.2') ? 2 : 0
  const bound = (name: string, otherwise: number): number => {
    const at = order.indexOf(settings.text(name) as SecureVersion)
    return at < 0 ? otherwise : at
  }
  const lowest = bound('OPENSSL_CONF.MinProtocol', 0)
  const highest = Math.min(library, bound('OPENSSL_CONF.MaxProtocol', 3))
  const single = settings.since('3.0.4')
  const off =
    (settings.on('ssl_tlsv1') ? 0 : constants.SSL_OP_NO_TLSv1) |
    (!single || settings.on('ssl_tlsv11') ? 0 : constants.SSL_OP_NO_TLSv1_1) |
    (!single || settings.on('ssl_tlsv12') ? 0 : constants.SSL_OP_NO_TLSv1_2) |
    (!single || settings.on('ssl_tlsv13') ? 0 : constants.SSL_OP_NO_TLSv1_3)
  return {
    minVersion: order[lowest] ?? 'TLSv1',
    maxVersion: order[highest] ?? 'TLSv1.3',
    options: off,
  }
}

const ciphers = (settings: Settings): string => {
  const list = settings
    .text('ssl_ciphers')
    .replaceAll('DES-CBC3-SHA', 'AES128-SHA')
  // Debian builds OpenSSL 3 with security level 2; levels came with 1.1
  if (settings.since('3.0.3'))
    return list.includes('@SECLEVEL') ? list : `${list}:@SECLEVEL=2`
  return `${list}:!kECDHE:!kDHE:@SECLEVEL=0`
}

const clientCertificate = async (
  settings: Settings,
  certificates: CertificateStore,
): Promise<ClientCertificateConfig> => {
  const file = settings.text('ca_certs_file')
  const request =
    settings.since('2.0.6') &&
    (!settings.since('2.0.7') || settings.on('ssl_request_cert'))
  const pem = file === '' ? '' : await certificates.file(file)
  return {
    request,
    // the names go out since 2.2.1
    authorities: settings.since('2.2.1') ? pem : '',
    trusted: pem,
    require: settings.on('require_cert'),
    verify: settings.on('validate_cert'),
    sameOnData: settings.since('2.0.7'),
  }
}

const resumption = (settings: Settings): TlsConfig['resumption'] => {
  const forever = settings.since('2.2.1') && settings.on('require_ssl_reuse')
  const ticketless = settings.text('OPENSSL_CONF.Options') === '-SessionTicket'
  return {
    by: ticketless ? 'session-id' : 'ticket',
    // SSL_CTX_set_timeout(INT_MAX) since 2.2.1, OpenSSL's default before
    lifetime: forever ? 2147483647 : 300,
    // the context is made once, in the listener
    binding: 'listener',
  }
}

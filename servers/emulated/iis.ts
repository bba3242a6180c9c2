/**
 * The FTP service of IIS from Microsoft's documentation and issue reports;
 * never run here. SChannel is OpenSSL here, and its long list of roots in the
 * CertificateRequest is one.
 */
import type { CertificateStore, ListenerSpec } from '../../harness/model.js'
import { effectiveValue } from '../../harness/versions.js'
import type { EngineConfig } from '../engine/config.js'
import type { ReplyText } from '../engine/replies.js'
import { iisOptions } from '../options/iis.js'
import { dosListing } from '../quirks/dos-listing.js'
import { policyRefusesProtP } from '../quirks/policy-refuses-prot-p.js'
import { withQuirks, type Quirk } from '../quirks/quirk.js'
import { byTheBook } from './by-the-book.js'

const policy: ReplyText = [534, 'Policy requires SSL.']

const texts: Partial<EngineConfig['replies']> = {
  greeting: [220, 'Microsoft FTP Service'],
  'auth-ok': [234, 'AUTH command ok. Expecting TLS Negotiation.'],
  'tls-off': [
    534,
    'Local policy on server does not allow TLS secure connections.',
  ],
  'login-needs-tls': policy,
  'data-needs-tls': policy,
  'user-ok': [331, 'Password required'],
  'login-ok': [230, 'User logged in.'],
  'login-failed': [530, 'User cannot log in.'],
  'pbsz-ok': [200, 'PBSZ command successful.'],
  'prot-p': [200, 'PROT command successful.'],
  'prot-c': [200, 'PROT command successful.'],
  'syst-ok': [215, 'Windows_NT'],
  'list-start': [125, 'Data connection already open; Transfer starting.'],
  'retr-start': [125, 'Data connection already open; Transfer starting.'],
  'stor-start': [125, 'Data connection already open; Transfer starting.'],
  'list-done': [226, 'Transfer complete.'],
}

export const iisToEngine = async (
  spec: ListenerSpec,
  certificates: CertificateStore,
): Promise<EngineConfig> => {
  const value = (name: string): string =>
    effectiveValue(iisOptions, spec.options, name, spec.version)
  const control = value('controlChannelPolicy')
  const data = value('dataChannelPolicy')
  const asked = value('clientCertificatePolicy')
  const config = await byTheBook(spec, certificates, {
    // AUTH SSL is AUTH TLS there
    'auth-mechanisms': 'TLS SSL',
    tls: value('serverCertHash') === '' ? 'off' : 'on',
    'tls-versions': 'TLSv1-TLSv1.2',
    ciphers: 'ALL:@SECLEVEL=0',
    'login-protection': control === 'SslAllow' ? 'optional' : 'required',
    'data-protection': data === 'SslRequire' ? 'required' : 'optional',
    'upload-end': 'lenient',
    'passive-address': value('firewallSupport.externalIp4Address'),
    ...(asked === 'CertIgnore'
      ? {}
      : {
          'client-certificate':
            asked === 'CertRequire' ? 'verified' : 'requested',
          authorities: 'ca.pem',
        }),
  })
  const quirks: readonly Quirk[] = [
    dosListing,
    ...(data === 'SslDeny' ? [policyRefusesProtP] : []),
  ]
  return withQuirks(
    {
      ...config,
      replies: { ...config.replies, ...texts },
      protect: {
        ...config.protect,
        // PROT C is taken, and the transfer refused
        levels: ['C', 'P'],
        ccc: control !== 'SslRequire',
        cccEnd: 'notify',
      },
    },
    quirks,
  )
}

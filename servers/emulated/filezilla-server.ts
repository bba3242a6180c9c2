/**
 * FileZilla Server 0.9 and 1.x from reports and their source's texts; never
 * run here. 1.x stands on GnuTLS, here on OpenSSL.
 */
import type { CertificateStore, ListenerSpec } from '../../harness/model.js'
import { effectiveValue } from '../../harness/versions.js'
import type { EngineConfig } from '../engine/config.js'
import type { Replies, ReplyText } from '../engine/replies.js'
import { filezillaServerOptions } from '../options/filezilla-server.js'
import { withoutExtendedMasterSecret } from '../quirks/no-extended-master-secret.js'
import { withQuirks, type Quirk } from '../quirks/quirk.js'
import { resumptionDemanded } from '../quirks/resumption-demanded.js'
import { byTheBook } from './by-the-book.js'

const refusals: Readonly<Record<'old' | 'new', ReplyText>> = {
  old: [
    450,
    'TLS session of data connection has not resumed or the session does not match the control connection',
  ],
  new: [
    425,
    'Unable to build data connection: TLS session of data connection not resumed.',
  ],
}

const replies = (
  config: EngineConfig,
  version: string,
  old: boolean,
): Replies => ({
  ...config.replies,
  greeting: old
    ? [
        220,
        `FileZilla Server ${version} beta`,
        '220-written by Tim Kosse (tim.kosse@filezilla-project.org)',
        'Please visit https://filezilla-project.org/',
      ]
    : [
        220,
        `FileZilla Server ${version}`,
        'Please visit https://filezilla-project.org/',
      ],
  'auth-ok': [234, `Using authentication type TLS${old ? '' : '.'}`],
  'pbsz-ok': [200, 'PBSZ=0'],
  'prot-p': [200, 'Protection level set to P'],
  'prot-c': [200, 'Protection level set to C'],
  'data-needs-tls': [521, 'PROT P required'],
  'login-needs-tls': old
    ? [530, 'Unencrypted FTP is not allowed: TLS required']
    : [503, 'Use AUTH first: TLS required.'],
  'list-start': [
    150,
    old
      ? 'Opening data channel for directory listing of "/"'
      : 'Starting data transfer.',
  ],
  'retr-start': [
    150,
    old
      ? 'Opening data channel for file download from server of "%s"'
      : 'Starting data transfer.',
  ],
  'stor-start': [
    150,
    old
      ? 'Opening data channel for file upload to server'
      : 'Starting data transfer.',
  ],
})

export const filezillaServerToEngine = async (
  spec: ListenerSpec,
  certificates: CertificateStore,
): Promise<EngineConfig> => {
  const { version, options } = spec
  const value = (name: string): string =>
    effectiveValue(filezillaServerOptions, options, name, version)
  const checked = (name: string): boolean => value(name) === 'checked'
  const old = version.startsWith('0.')
  const needsTls = old
    ? checked('Disallow plain unencrypted FTP')
    : value('protocol') === 'Require explicit FTP over TLS'
  const forced = checked(
    'Force PROT P to encrypt file transfers when using FTP over TLS',
  )
  const config = await byTheBook(spec, certificates, {
    'auth-mechanisms': 'TLS SSL',
    'login-protection': needsTls ? 'required' : 'optional',
    'data-protection': old && forced ? 'required' : 'optional',
    ...(old
      ? { 'tls-versions': 'TLSv1-TLSv1.2', ciphers: 'ALL:@SECLEVEL=0' }
      : {}),
  })
  const demanded =
    !old ||
    checked(
      'Require TLS session resumption on data connection when using PROT P',
    )
  const quirks: readonly Quirk[] = [
    ...(old ? [withoutExtendedMasterSecret] : []),
    ...(demanded ? [resumptionDemanded(refusals[old ? 'old' : 'new'])] : []),
  ]
  const made = { ...config, replies: replies(config, version, old) }
  return withQuirks(
    {
      ...made,
      // PROT C is accepted, and the transfer refused
      protect: { ...made.protect, levels: ['C', 'P'] },
    },
    quirks,
  )
}

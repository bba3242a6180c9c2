/**
 * The ftpd of netkit with SSL patches, as ftpd-ssl 0.17.36 of Debian 11 does:
 * data is in TLS once the control connection is, whatever mechanism AUTH
 * named; PROT C and CCC are refused, and nothing ends with close_notify.
 * Not emulated: TLS 1.3, under which the real one serves the control
 * connection and no data connection.
 */
import type { CertificateStore, ListenerSpec } from '../../harness/model.js'
import { effectiveValue } from '../../harness/versions.js'
import type { EngineConfig } from '../engine/config.js'
import { netkitFtpdOptions } from '../options/netkit-ftpd.js'
import { repliesNameTheCommand } from '../quirks/replies-name-the-command.js'
import { withQuirks } from '../quirks/quirk.js'
import { byTheBook, lenient } from './by-the-book.js'

const texts: Partial<EngineConfig['replies']> = {
  greeting: [
    220,
    'localhost FTP server (Version 6.4/OpenBSD/Linux-ftpd-0.17) ready.',
  ],
  'auth-ok': [234, 'AUTH %mechanism OK.'],
  'auth-unknown': [504, 'AUTH type not supported.'],
  'pbsz-ok': [200, 'PBSZ=0'],
  'pbsz-clear': [503, 'Not valid without AUTH.'],
  'prot-clear-channel': [503, 'Not valid without AUTH.'],
  'prot-before-pbsz': [503, 'Negotiate PBSZ first.'],
  'prot-p': [200, 'Protection at level P.'],
  'prot-c-refused': [534, 'Only P will be accepted.'],
  'prot-unsupported': [534, 'Only P will be accepted.'],
  'prot-unknown': [504, 'Unknown protection level'],
  'ccc-refused': [534, 'Will not talk unprotected!'],
  'login-needs-tls': [504, 'SSL is mandatory.'],
  'user-ok': [331, 'Password required for %user.'],
  'login-ok': [230, 'User %user logged in.'],
  'type-binary': [200, 'Type set to I.'],
  'type-ascii': [200, 'Type set to A.'],
  'pwd-ok': [257, '"%s" is current directory.'],
  'epsv-ok': [229, 'Extended Passive Mode OK (|||%s|)'],
  'pasv-ok': [227, 'Entering Passive Mode (%s)'],
  'list-start': [150, 'Opening %type mode SSL data connection for /bin/ls.'],
  'list-done': [226, 'Transfer complete.'],
  'noop-ok': [200, 'NOOP command successful.'],
  'syst-ok': [215, 'UNIX Type: L8 (Linux)'],
  'unknown-command': [500, "'%verb': command not understood."],
}

const versions = (from: string, to: string): string =>
  `${from || 'TLSv1'}-${to === '' || to === 'TLSv1.3' ? 'TLSv1.2' : to}`

const asked = (verify: string): Readonly<Record<string, string>> => {
  if (verify === '0') return {}
  return { 'client-certificate': verify === '1' ? 'requested' : 'verified' }
}

export const netkitFtpdToEngine = async (
  spec: ListenerSpec,
  certificates: CertificateStore,
): Promise<EngineConfig> => {
  const value = (name: string): string =>
    effectiveValue(netkitFtpdOptions, spec.options, name, spec.version)
  const config = await byTheBook(spec, certificates, {
    ...lenient,
    'auth-mechanisms': 'SSL TLS TLS-C TLS-P',
    'tls-versions': versions(
      value('OPENSSL_CONF.MinProtocol'),
      value('OPENSSL_CONF.MaxProtocol'),
    ),
    ciphers: value('-z cipher') || 'ALL:@SECLEVEL=0',
    'login-protection': value('-z secure') === 'YES' ? 'required' : 'optional',
    resumption: 'session-id',
    'upload-end': 'lenient',
    ...asked(value('-z verify')),
    ...(value('-z cacert') === '' ? {} : { authorities: value('-z cacert') }),
  })
  return withQuirks(
    {
      ...config,
      replies: { ...config.replies, ...texts },
      auth: {
        ...config.auth,
        mechanisms: { SSL: 'P', TLS: 'P', 'TLS-C': 'P', 'TLS-P': 'P' },
      },
      protect: {
        ...config.protect,
        levels: ['P'],
        ignoreCase: false,
        pbszFirst: true,
        ccc: false,
      },
      closeNotify: { control: false, data: false },
      features: [],
      verbs: {
        ...config.verbs,
        afterLogin: config.verbs.afterLogin.filter(
          v => !['FEAT', 'MLSD', 'MLST', 'OPTS'].includes(v),
        ),
        beforeLogin: config.verbs.beforeLogin.filter(v => v !== 'FEAT'),
        unknownBeforeLogin: 'unknown-command',
      },
    },
    [repliesNameTheCommand()],
  )
}

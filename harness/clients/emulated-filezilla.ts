/**
 * The FileZilla client, from its source: AUTH TLS then AUTH SSL, SYST and
 * FEAT behind login, PBSZ and PROT behind those, and on every data connection
 * the control connection's session. Its GnuTLS is stood in for by OpenSSL:
 * order of suites and of extensions are not FileZilla's. Whether it drops a
 * connection that is not resumed depends on what it remembers of the server,
 * and is not emulated.
 */
import { supportedBy } from './child/abilities.js'
import { fileZilla } from './emulated/abilities.js'
import { emulated, type Read } from './engine/profile.js'
import { soundTraits, type Traits } from './engine/traits.js'
import {
  fileZillaLine,
  fileZillaOptions,
  fileZillaVersions,
} from './emulated/filezilla-options.js'
import { versionOf } from './emulated/option-kit.js'

const modes: Readonly<Record<string, Traits['mode']>> = {
  '0': 'explicit',
  '3': 'implicit',
  '4': 'explicit',
  '6': 'clear',
}

const traits = (read: Read): Traits => ({
  ...soundTraits,
  mode: modes[read('Protocol')] ?? 'explicit',
  auth: ['TLS', 'SSL'],
  authRefused: read('Protocol') === '0' ? 'clear' : 'give-up',
  afterLogin: ['SYST', 'FEAT', 'CLNT FileZilla', 'OPTS UTF8 ON'],
  ifAnnounced: { 'CLNT FileZilla': /\bCLNT\b/, 'OPTS UTF8 ON': /\bUTF8\b/ },
  // a refused PROT leaves data in clear, without a word
  protectRefused: 'clear',
  beforeSteps: ['PWD', 'TYPE I'],
  data: read('Use Pasv mode') === '0' ? 'port' : 'pasv',
  ...(read('Allow transfermode fallback') === '1'
    ? { modeFallsBack: 'both-ways' as const }
    : {}),
  passiveAddress: read('Pasv reply fallback mode') === '2' ? 'peer' : 'reply',
  dataSession: 'control',
  tls: {
    ...soundTraits.tls,
    minVersion: versionOf(
      fileZillaVersions,
      read('Minimum TLS Version'),
      'TLSv1.2',
    ),
    verify: read('trustedcerts.xml') === 'trusted' ? 'none' : 'chain-and-name',
  },
})

export default emulated({
  id: 'emulated-filezilla',
  product: 'FileZilla client',
  title: 'FileZilla 3: AUTH TLS, SSL; resumes the control session',
  versions: ['3.60'],
  defaultVersion: '3.60',
  evidence: 'source',
  inDefaultMatrix: false,
  options: fileZillaOptions,
  traits,
  decides: {
    Protocol: 'mode',
    'Use Pasv mode': 'data',
    'Minimum TLS Version': 'minVersion',
    'trustedcerts.xml': 'verify',
  },
  supports: conversation => supportedBy(fileZilla, conversation),
  configurationLine: fileZillaLine,
})

/**
 * Python's ftplib.FTP_TLS as shipped, compared with the real one: a full
 * handshake on every data connection, and the reply's host is not trusted.
 */
import type { TlsVersion } from '../model.js'
import { endsAtFirstError } from './emulated/scripted.js'
import { emulated, type Read } from './engine/profile.js'
import { soundTraits, type Traits } from './engine/traits.js'
import python from './python-ftplib.js'

const traits = (read: Read): Traits => ({
  ...soundTraits,
  afterLogin: [],
  protect: read('prot_p') === 'False' ? 'never' : 'after-login',
  pbszWithP: true,
  listType: 'A',
  repeatsType: 'always',
  restBehindMode: true,
  data: read('set_pasv') === 'False' ? 'port' : 'pasv',
  passiveAddress:
    read('trust_server_pasv_ipv4_address') === 'True' ? 'reply' : 'peer',
  dataHandshake: 'after-1yz',
  dataSession: read('session-reuse') === 'YES' ? 'control' : 'none',
  whenAsked: 'control',
  afterFailure: endsAtFirstError,
  silentBehindQuit: true,
  closeNotifyBehindFin: role => role === 'data',
  tls: {
    ...soundTraits.tls,
    maxVersion: (read('maximum_version') || 'TLSv1.3') as TlsVersion,
    verify: read('verify_mode') === 'CERT_NONE' ? 'none' : 'chain-and-name',
    // bad_certificate, by X509_VERIFY_PARAM_set1_host
    nameAlert: 42,
    trust: read('load_verify_locations') || 'other-ca.pem',
    // Debian's OpenSSL, and ssl.create_default_context
    usualLevel: 2,
  },
})

export default emulated({
  id: 'emulated-python-ftplib',
  product: 'Python ftplib',
  title: 'ftplib.FTP_TLS: no resumption unless subclassed',
  versions: python.versions,
  defaultVersion: python.defaultVersion,
  evidence: 'verified',
  inDefaultMatrix: false,
  options: python.options,
  matrix: python.matrix ?? [{}],
  traits,
  decides: {
    'session-reuse': 'dataSession',
    prot_p: 'protect',
    set_pasv: 'data',
    maximum_version: 'maxVersion',
    verify_mode: 'verify',
  },
  supports: conversation => python.supports(conversation, {}),
  configurationLine: (option, value) => python.configurationLine(option, value),
})

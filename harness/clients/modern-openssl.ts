/**
 * A client as it should be: newest session on every data connection, reads
 * to the end, close_notify. What fails with it fails with every client.
 */
import { genericOptions, genericTraits } from './engine/generic-options.js'
import { emulated } from './engine/profile.js'

export default emulated({
  id: 'modern-openssl',
  product: 'OpenSSL client',
  title: 'sound client on OpenSSL 3, resumes on every data connection',
  versions: ['3.0'],
  defaultVersion: '3.0',
  evidence: 'verified',
  inDefaultMatrix: true,
  options: genericOptions,
  traits: genericTraits,
})

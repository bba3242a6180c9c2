/** `--cert` and `--key`: a certificate of the user's in place of ours. */
import { createPrivateKey, X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { InteropError } from '../errors.js'
import type { Certificate, CertificateStore } from '../model.js'

const pemBlocks =
  /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----\n?/g

const read = async (flag: string, path: string): Promise<string> => {
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    throw new InteropError('FI_FILE', {
      message: `cannot read ${flag} ${path} (${(cause as NodeJS.ErrnoException).code ?? 'error'})`,
      hint: 'give the path of a file that exists and that you may read',
      cause,
    })
  }
}

const bad = (path: string, why: string, cause?: unknown): InteropError =>
  new InteropError('FI_BAD_VALUE', {
    message: `${path}: ${why}`,
    hint: 'it is PEM: the certificate, behind it the intermediate ones; the key without a passphrase',
    cause,
  })

const parsed = <T>(path: string, what: string, make: () => T): T => {
  try {
    return make()
  } catch (cause) {
    throw bad(path, `no ${what} can be read from it`, cause)
  }
}

/** The key may lie in the certificate's file. */
export const ownCertificate = async (
  cert: string,
  key: string | undefined,
): Promise<Certificate> => {
  const certPem = await read('--cert', cert)
  const keyPem = key === undefined ? certPem : await read('--key', key)
  const chain = certPem.match(pemBlocks) ?? []
  const leaf = parsed(
    cert,
    'certificate',
    () => new X509Certificate(chain[0] ?? ''),
  )
  const secret = parsed(key ?? cert, 'private key', () =>
    createPrivateKey(keyPem),
  )
  if (!leaf.checkPrivateKey(secret))
    throw bad(key ?? cert, `its key does not belong to ${cert}`)
  return {
    chainPem: chain.join(''),
    keyPem: secret.export({ type: 'pkcs8', format: 'pem' }) as string,
    rootPem: chain.at(-1) ?? '',
  }
}

/** Everything as in `store`, but every server shows this certificate. */
export const showing = (
  store: CertificateStore,
  certificate: Certificate,
): CertificateStore => ({
  ...store,
  get: () => Promise.resolve(certificate),
  rootPem: () => Promise.resolve(certificate.rootPem),
})

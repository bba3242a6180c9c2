import { createPrivateKey, X509Certificate } from 'node:crypto'
import t from 'tap'
import { createCertificates } from '../harness/certificates.js'
import type { CertificateSpec } from '../harness/model.js'

const store = createCertificates()

const chain = async (spec: CertificateSpec) => {
  const made = await store.get(spec)
  const blocks = made.chainPem.match(
    /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g,
  )
  const sent = (blocks ?? []).map(block => new X509Certificate(block))
  const [leaf] = sent
  if (leaf === undefined) throw new Error('no certificate')
  return { made, sent, leaf, root: new X509Certificate(made.rootPem) }
}

t.test('the ordinary certificate', async t => {
  const { made, leaf, root, sent } = await chain({})
  t.equal(sent.length, 1)
  t.ok(leaf.checkIssued(root) && leaf.verify(root.publicKey))
  t.ok(leaf.checkPrivateKey(createPrivateKey(made.keyPem)))
  t.ok(leaf.checkHost('localhost') && leaf.checkIP('127.0.0.1'))
  t.ok(leaf.checkIP('::1'))
  t.notOk(leaf.ca)
  t.ok(root.ca)
  t.ok(Date.parse(leaf.validFrom) < Date.now() - 23 * 3600 * 1000)
  t.ok((await store.rootPem()).includes(made.rootPem.trim()))
  t.equal(leaf.publicKey.asymmetricKeyDetails?.modulusLength, 2048)
})

t.test('the same words are the same certificate', async t => {
  t.equal(
    await store.get({}),
    await store.get({ digest: 'sha256', chain: 'direct' }),
  )
  t.not(await store.get({}), await store.get({ digest: 'sha384' }))
  const [a, b] = [await store.get({}), await store.get({ digest: 'sha512' })]
  t.equal(a.keyPem, b.keyPem, 'one key for all of a kind')
  t.not((await createCertificates().get({})).keyPem, a.keyPem, 'and per run')
})

t.test('keys and digests', async t => {
  const oid: Readonly<Record<string, string>> = {
    md5: '2a864886f70d010104',
    sha1: '2a864886f70d010105',
    sha256: '2a864886f70d01010b',
    sha384: '2a864886f70d01010c',
    sha512: '2a864886f70d01010d',
  }
  for (const digest of ['md5', 'sha1', 'sha256', 'sha384', 'sha512'] as const) {
    const { leaf, root } = await chain({ digest })
    t.ok(leaf.raw.toString('hex').includes(oid[digest] ?? 'x'), digest)
    t.ok(leaf.verify(root.publicKey), `${digest} verifies`)
  }
  for (const [key, bits] of [
    ['rsa-1024', 1024],
    ['rsa-3072', 3072],
  ] as const) {
    const { leaf } = await chain({ key })
    t.equal(leaf.publicKey.asymmetricKeyDetails?.modulusLength, bits)
  }
  for (const key of ['ec-p256', 'ec-p384', 'ec-p521'] as const) {
    const { leaf, root, made } = await chain({ key })
    t.equal(leaf.publicKey.asymmetricKeyType, 'ec', key)
    t.ok(leaf.verify(root.publicKey), `${key} verifies`)
    t.ok((await store.rootPem()).includes(made.rootPem.trim()))
  }
  await t.rejects(store.get({ key: 'ec-p256', digest: 'md5' }), {
    code: 'FI_BAD_VALUE',
  })
})

t.test('validity', async t => {
  const expired = (await chain({ validity: 'expired' })).leaf
  t.ok(Date.parse(expired.validTo) < Date.now())
  const future = (await chain({ validity: 'future' })).leaf
  t.ok(Date.parse(future.validFrom) > Date.now())
})

t.test('names', async t => {
  const { leaf } = await chain({ names: ['ftp.example.test', '10.0.0.1'] })
  t.ok(leaf.checkHost('ftp.example.test') && leaf.checkIP('10.0.0.1'))
  t.notOk(leaf.checkHost('localhost'))
  t.match(leaf.subject, /CN=ftp\.example\.test/)
  const wide = (await chain({ names: ['*.example.test'] })).leaf
  t.ok(wide.checkHost('a.example.test'))
  const idn = (await chain({ names: ['bücher.example'] })).leaf
  t.ok(idn.checkHost('xn--bcher-kva.example'))
  await t.rejects(store.get({ names: ['a, O=evil'] }), { code: 'FI_BAD_VALUE' })
})

t.test('chains', async t => {
  const root = new X509Certificate((await chain({})).made.rootPem)
  const issues = (a?: X509Certificate, b?: X509Certificate): boolean =>
    a !== undefined && b?.checkIssued(a) === true && b.verify(a.publicKey)
  const self = await chain({ chain: 'self-signed' })
  t.ok(self.leaf.verify(self.leaf.publicKey))
  t.equal(self.leaf.subject, self.leaf.issuer)
  t.equal(self.made.rootPem.trim(), self.made.chainPem.trim())
  const middle = await chain({ chain: 'intermediate' })
  t.equal(middle.sent.length, 2)
  t.ok(issues(middle.sent[1], middle.leaf) && issues(root, middle.sent[1]))
  t.equal(middle.root.fingerprint256, root.fingerprint256, 'one root')
  const missing = await chain({ chain: 'intermediate-missing' })
  t.equal(missing.sent.length, 1)
  t.notOk(issues(root, missing.leaf))
  const wrong = await chain({ chain: 'wrong-order' })
  t.equal(wrong.sent.length, 3)
  t.notOk(issues(wrong.sent[1], wrong.leaf))
  t.ok(
    issues(wrong.sent[2], wrong.leaf) && issues(wrong.sent[1], wrong.sent[2]),
  )
  t.ok(issues(root, wrong.sent[1]))
  const unknown = await chain({ chain: 'unknown-ca' })
  t.notOk(issues(root, unknown.leaf))
  t.ok(issues(unknown.root, unknown.leaf))
})

t.test('usage', async t => {
  const server = (await chain({ usage: 'server' })).leaf
  t.same(server.keyUsage, ['1.3.6.1.5.5.7.3.1'])
  const client = (await chain({ usage: 'client' })).leaf
  t.same(client.keyUsage, ['1.3.6.1.5.5.7.3.2'])
  t.ok((await chain({ usage: 'ca' })).leaf.ca)
})

t.test('files by name', async t => {
  t.equal(await store.file('ca.pem'), await store.rootPem())
  const other = new X509Certificate(await store.file('other-ca.pem'))
  t.notOk((await chain({})).leaf.checkIssued(other))
  await t.rejects(store.file('/nonexistent.pem'), { code: 'FI_FILE' })
})

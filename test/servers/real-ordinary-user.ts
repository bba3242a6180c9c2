/**
 * Run as root by real-vsftpd.test: becomes `nobody`, starts vsftpd as such a
 * user would, and prints what it saw. Imports come first: afterwards the
 * build may not be readable any more.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createCertificates } from '../../harness/certificates.js'
import { startClock } from '../../harness/clock.js'
import { contents } from '../../harness/contents.js'
import { vsftpdProcess } from '../../servers/real/vsftpd-process.js'
import { connectReal } from './real-client.js'

const store = createCertificates()
const nobody = 65_534
process.setgroups?.([])
process.setgid?.(nobody)
process.setuid?.(nobody)

const here = await vsftpdProcess.available()
const directory = await mkdtemp(join(tmpdir(), 'ftps-interop-nobody-'))
const instance = await vsftpdProcess.start({
  certificates: store,
  directory,
  clock: startClock(),
})
try {
  const listener = await instance.listen({
    version: here.ok ? here.version : '',
    options: {},
    certificate: {},
    implicit: false,
  })
  const address = '127.78.0.1'
  const observed = listener.observe({ address, clock: startClock() })
  const client = await connectReal(listener.port, address)
  await client.reply()
  await client.command('AUTH TLS')
  await client.secure()
  await client.login(listener.user, listener.password)
  await client.command('PBSZ 0')
  await client.command('PROT P')
  const list = await client.transfer('LIST')
  const name = `STOR ${listener.uploadDirectory}/u.bin`
  await client.transfer(name, { upload: contents.bytes('small') })
  const refused = await client.transfer('LIST', { session: false })
  client.end()
  const plain = await connectReal(listener.port, '127.78.0.2')
  await plain.reply()
  const clear = await plain.command(`USER ${listener.user}`)
  plain.end()
  process.stdout.write(
    JSON.stringify({
      uid: process.getuid?.(),
      user: listener.user,
      detail: here.ok ? here.detail : here.why,
      list,
      refused: refused.reply,
      clear,
      stored: await observed.stored('u.bin'),
    }),
  )
} finally {
  await instance.stop()
  await rm(directory, { recursive: true, force: true })
}

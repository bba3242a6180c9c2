/** Exim 4 as a process of this host. */
import { chown, mkdir, writeFile } from 'node:fs/promises'
import { identifyExim } from '../../harness/logs/mail-server.js'
import { writeExim } from './exim-config.js'
import { mailBackend } from './mail-daemons.js'
import { eximMessage } from './mail-queue.js'

const account = 'Debian-exim'
const program = 'usr/sbin/exim4'

export const eximProcess = mailBackend({
  name: 'exim',
  folder: 'exim4',
  program,
  version: {
    program,
    arguments: ['-bV'],
    form: /Exim version (\d[\w.]*)/,
    caged: true,
  },
  accounts: [account],
  log: 'spool/mainlog',
  queue: 'spool/input',
  toMessage: eximMessage,
  identify: identifyExim,
  greets: /SMTP connection from|no host name found|TLS error on connection/,
  write: async (options, place) => {
    const { path, cage, chainPem, keyPem } = place
    const uid = cage.uid(account)
    const conf = writeExim(options, { ...place, root: cage.root })
    await mkdir(path('spool'), { recursive: true, mode: 0o750 })
    await Promise.all([
      writeFile(path('exim.conf'), conf, { mode: 0o640 }),
      writeFile(path('certificate.pem'), chainPem),
      writeFile(path('key.pem'), keyPem, { mode: 0o640 }),
      writeFile(path('spool/mainlog'), ''),
    ])
    await Promise.all([
      chown(path('spool'), uid, uid),
      chown(path('spool/mainlog'), uid, uid),
      chown(path('key.pem'), 0, uid),
      chown(path('exim.conf'), 0, uid),
    ])
    return { arguments: ['-C', `${cage.root}/exim.conf`, '-bdf'] }
  },
})

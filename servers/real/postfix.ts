/**
 * Postfix as a process of this host: one master per listener, with a queue, a
 * configuration and accounts of its own. Mail is held, never delivered.
 */
import { chmod, chown, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { identifyPostfix } from '../../harness/logs/mail-server.js'
import type { OptionValues } from '../../harness/model.js'
import type { Cage } from './mail-cage.js'
import { mailBackend, type MailDaemon, type MailPlace } from './mail-daemons.js'
import { postfixMessage } from './mail-queue.js'
import { queues, writePostfix } from './postfix-config.js'
import { startSaslauthd } from './saslauthd.js'

/** What `postfix set-permissions` would see to. */
const makeQueue = async (directory: string, cage: Cage): Promise<void> => {
  const owner = cage.uid('postfix')
  const drop = cage.uid('postdrop')
  for (const name of queues) {
    const path = join(directory, 'queue', name)
    await mkdir(path, { recursive: true, mode: 0o700 })
    const group = name === 'public' || name === 'maildrop' ? drop : 0
    await chown(path, name === 'pid' ? 0 : owner, group)
  }
  await chmod(join(directory, 'queue/public'), 0o710)
  await chmod(join(directory, 'queue/maildrop'), 0o730)
  await chmod(join(directory, 'queue'), 0o755)
  await mkdir(join(directory, 'data'), { recursive: true, mode: 0o700 })
  await chown(join(directory, 'data'), owner, 0)
}

const write = async (
  options: OptionValues,
  place: MailPlace,
): Promise<MailDaemon> => {
  const { directory, path, cage, chainPem, keyPem } = place
  const { root } = cage
  await makeQueue(directory, cage)
  const { main, master, sasl } = writePostfix(options, { ...place, root })
  await mkdir(path('sasl'), { recursive: true, mode: 0o755 })
  await Promise.all([
    writeFile(path('main.cf'), main),
    writeFile(path('master.cf'), master),
    writeFile(path('sasl/smtpd.conf'), sasl),
    writeFile(path('chain.pem'), `${keyPem}\n${chainPem}`, { mode: 0o600 }),
    writeFile(path('log'), ''),
  ])
  const checker = await startSaslauthd(path('sasl/mux'), place)
  return {
    arguments: ['-d', '-c', root],
    env: { MAIL_CONFIG: root },
    end: () => {
      checker.close()
    },
  }
}

/** Without the stamp of syslog. */
const complaint = (said: string): string =>
  said
    .split('\n')
    .filter(line => /\b(?:fatal|error|panic|warning): /.test(line))
    .map(line => line.replace(/^.*?postfix\/\S+: /, ''))
    .join(' ') || said

export const postfixProcess = mailBackend({
  name: 'postfix',
  folder: 'postfix',
  program: 'usr/lib/postfix/sbin/master',
  version: {
    program: 'usr/sbin/postconf',
    arguments: ['-d', '-h', 'mail_version'],
    form: /^(\d[\w.]*)/,
  },
  libraries: prefix => join(prefix, 'usr/lib/postfix'),
  accounts: ['postfix', 'postdrop'],
  log: 'log',
  queue: 'queue/hold',
  toMessage: postfixMessage,
  identify: identifyPostfix,
  greets: /\/smtpd\[\d+\]: connect from/,
  useless: /\/smtpd\[\d+\]: fatal|bad command startup/,
  complaint,
  write,
})

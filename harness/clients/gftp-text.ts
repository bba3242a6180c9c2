/**
 * The real gftp-text of this host, driven by its standard input. It opens a
 * control connection per transfer and exits 0 whatever happened.
 */
import { symlink } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { readGftpLines } from '../logs/gftp.js'
import { installed } from './child/installed.js'
import type { ChildStep } from './child/marked-steps.js'
import { blind, choice, passiveCures, rootsFile } from './child/option-kit.js'
import { realClient, type Work } from './child/program.js'

const manual = 'gFTP 2.9, gftprc'

const options = {
  passive_transfer: choice('0: EPRT', ['1', '0'], '1', manual, {
    cures: passiveCures('0', '1'),
  }),
  verify_ssl_peer: choice(
    'whether the server certificate is verified',
    ['1', '0'],
    '1',
    manual,
    { cures: blind(['1'], '0') },
  ),
  SSL_CERT_FILE: rootsFile(
    'OpenSSL 3 manual, SSL_CTX_set_default_verify_paths',
  ),
}

/** It names files alike on both ends: links lead from its name to ours. */
const link = async (
  { step, local, remote }: ChildStep,
  directory: string,
): Promise<void> => {
  const own = join(directory, basename(remote))
  if (step.do === 'get') await symlink(own, local)
  if (step.do === 'put') await symlink(local, own)
}

const commands = ({ step, remote }: ChildStep): string[] => {
  if (step.do === 'list') return ['ls']
  if (step.do === 'get') return [`get ${remote}`]
  if (step.do !== 'put') return []
  const folder = dirname(remote)
  return [
    ...(folder === '.' ? [] : [`cd ${folder}`]),
    `put ${basename(remote)}`,
    ...(folder === '.' || folder === '/' ? [] : ['cd ..']),
  ]
}

const session = (work: Work): string => {
  const { host, port, user, password, conversation } = work.request
  const { mode = 'explicit', verify } = conversation
  const schemes = { explicit: 'ftps', implicit: 'ftpsi', clear: 'ftp' }
  const passive = work.value('passive_transfer')
  // what it dials, it compares with the common name alone
  const name = host === '127.0.0.1' ? 'localhost' : host
  const verifies = work.set('verify_ssl_peer') ?? (verify === false ? '0' : '1')
  return [
    `set passive_transfer=${passive}`,
    `set verify_ssl_peer=${verifies}`,
    `open ${schemes[mode]}://${user}:${password}@${name}:${port}/`,
    ...work.steps.flatMap((step, i) => [
      // it repeats what it does not know
      `${work.mark} step ${i}`,
      ...commands(step),
    ]),
    'close',
    'quit',
    '',
  ].join('\n')
}

export default realClient({
  id: 'gftp-text',
  product: 'gFTP',
  title: 'gftp-text, as installed on this host; one login per transfer',
  testedVersion: '2.9.1b',
  options,
  matrix: [{ verify_ssl_peer: '0' }, {}],
  rootsOption: 'SSL_CERT_FILE',
  abilities: {
    name: 'gFTP',
    modes: ['explicit', 'implicit', 'clear'],
    auth: ['TLS'],
    protect: ['before-login'],
    levels: ['P'],
    // with passive_transfer=0 it names an address that is not its own
    data: ['epsv'],
    versions: [],
    ciphers: false,
    verify: [true, false],
    certificate: false,
    steps: ['list', 'get', 'put'],
  },
  available: () =>
    installed({
      program: 'dpkg-query',
      args: ['-W', '-f', '${Status} ${Version}\\n', 'gftp-text'],
      version: /^install ok installed (\d[\w.]*)/,
      from: 'gftp-text',
    }),
  invocations: async work => {
    for (const step of work.steps) await link(step, work.directory)
    return [
      {
        program: 'gftp-text',
        args: [],
        stdin: session(work),
        environment: {
          ...(work.roots === '' ? {} : { SSL_CERT_FILE: work.roots }),
        },
      },
    ]
  },
  tidy: (text, mark) => {
    const at = text.indexOf(`> ${mark} `)
    return at < 0 ? text : text.slice(at + 2)
  },
  read: readGftpLines,
  plan: () => ({ auth: 'TLS', level: 'P', protect: 'before-login' }),
  configurationLine: (option, value) => `${option}=${value}`,
})

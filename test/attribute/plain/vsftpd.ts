/**
 * A vsftpd as a customer runs it: one file with lines of text, no part of the
 * harness between. What is printed as a cure is appended to that file.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'

export interface Plain {
  readonly directory: string
  readonly port: number
  readonly caFile: string
  /** what was uploaded, by name */
  uploads(): readonly { readonly name: string; readonly bytes: Buffer }[]
  stop(): Promise<void>
}

export interface PlainInit {
  /** `option=value`, one by one; the last of two holds */
  readonly lines: readonly string[]
  readonly caPem: string
  readonly chainPem: string
  readonly keyPem: string
  readonly download: { readonly name: string; readonly bytes: Buffer }
}

/** `ftp` comes with the vsftpd package of Debian. */
const guest = 'ftp'

const idsOf = (name: string): readonly [number, number] => {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find(l => l.startsWith(`${name}:`))
  const [, , uid, gid] = line?.split(':') ?? []
  if (uid === undefined || gid === undefined) throw new Error(`no user ${name}`)
  return [Number(uid), Number(gid)]
}

const free = async (port: number): Promise<boolean> => {
  const server = createServer()
  try {
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
    return true
  } catch {
    return false
  } finally {
    server.close()
  }
}

/** Blocks of 20 that nothing else of the tests asks for. */
let next = 26_000 + (process.pid % 150) * 40
const block = async (): Promise<number> => {
  for (let i = 0; i < 50; i += 1) {
    const first = next
    next += 20
    if (await free(first)) return first
  }
  throw new Error('no free port')
}

const answers = async (port: number, child: ChildProcess): Promise<void> => {
  for (let i = 0; i < 100; i += 1) {
    if (child.exitCode !== null)
      throw new Error(`vsftpd ended with ${child.exitCode}`)
    const socket = connect(port, '127.0.0.1')
    const open = await new Promise<boolean>(resolve => {
      socket.once('connect', () => resolve(true))
      socket.once('error', () => resolve(false))
    })
    socket.destroy()
    if (open) return
    await wait(50)
  }
  throw new Error('vsftpd does not answer')
}

const makeTree = (directory: string, { download }: PlainInit): void => {
  for (const name of ['root', 'root/up', 'empty', 'pam.d'])
    mkdirSync(join(directory, name), { recursive: true })
  chmodSync(directory, 0o755)
  writeFileSync(join(directory, 'root', download.name), download.bytes)
  chownSync(join(directory, 'root/up'), ...idsOf(guest))
  // any password will do: the tests look at TLS
  writeFileSync(
    join(directory, 'pam.d/plain'),
    'auth required pam_permit.so\naccount required pam_permit.so\nsession required pam_permit.so\n',
  )
}

/** vsftpd 3.0.3 has no option for it: its OpenSSL has. */
const isOpenssl = (line: string): boolean => line.startsWith('OPENSSL_CONF.')

const opensslConf = (lines: readonly string[]): string =>
  [
    'openssl_conf = init',
    '[init]',
    'ssl_conf = modules',
    '[modules]',
    'system_default = system',
    '[system]',
    ...lines.filter(isOpenssl).map(line => line.slice('OPENSSL_CONF.'.length)),
    '',
  ].join('\n')

const writeConf = (directory: string, port: number, init: PlainInit): void => {
  writeFileSync(join(directory, 'ca.pem'), init.caPem)
  writeFileSync(join(directory, 'server.pem'), init.chainPem)
  writeFileSync(join(directory, 'server.key'), init.keyPem, { mode: 0o600 })
  writeFileSync(join(directory, 'openssl.cnf'), opensslConf(init.lines))
  writeFileSync(
    join(directory, 'vsftpd.conf'),
    [
      'listen=YES',
      'listen_ipv6=NO',
      'listen_address=127.0.0.1',
      `listen_port=${port}`,
      `pasv_min_port=${port + 1}`,
      `pasv_max_port=${port + 19}`,
      'background=NO',
      'seccomp_sandbox=NO',
      `secure_chroot_dir=${join(directory, 'empty')}`,
      'anonymous_enable=NO',
      'local_enable=YES',
      'guest_enable=YES',
      `guest_username=${guest}`,
      'virtual_use_local_privs=YES',
      'chroot_local_user=YES',
      `local_root=${join(directory, 'root')}`,
      'pam_service_name=plain',
      'write_enable=YES',
      'ssl_enable=YES',
      'rsa_cert_file=server.pem',
      'rsa_private_key_file=server.key',
      ...init.lines.filter(line => !isOpenssl(line)),
      '',
    ].join('\n'),
  )
}

const uploadsIn = (directory: string) =>
  readdirSync(join(directory, 'root/up')).map(name => ({
    name,
    bytes: readFileSync(join(directory, 'root/up', name)),
  }))

export const startPlain = async (init: PlainInit): Promise<Plain> => {
  const directory = mkdtempSync(join(tmpdir(), 'fi-plain-'))
  const port = await block()
  makeTree(directory, init)
  writeConf(directory, port, init)
  const child = spawn(
    'setpriv',
    [
      // also where the test itself is killed
      '--pdeathsig',
      'KILL',
      '--',
      'unshare',
      '--mount',
      '--kill-child',
      '--fork',
      'sh',
      '-c',
      'mount --bind pam.d /etc/pam.d && exec vsftpd vsftpd.conf',
    ],
    {
      cwd: directory,
      stdio: 'ignore',
      ...(init.lines.some(isOpenssl)
        ? {
            env: {
              ...process.env,
              OPENSSL_CONF: join(directory, 'openssl.cnf'),
            },
          }
        : {}),
    },
  )
  const ended = once(child, 'exit')
  const stop = async (): Promise<void> => {
    child.kill('SIGKILL')
    await ended
    rmSync(directory, { recursive: true, force: true })
  }
  try {
    await answers(port, child)
  } catch (error) {
    await stop()
    throw error
  }
  return {
    directory,
    port,
    caFile: join(directory, 'ca.pem'),
    uploads: () => uploadsIn(directory),
    stop,
  }
}

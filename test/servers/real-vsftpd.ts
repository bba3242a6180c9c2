/**
 * The installed vsftpd for comparison, one daemon per option set: local
 * logins with any name, PAM replaced in a mount namespace of its own.
 */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, chown, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { contents } from '../../harness/contents.js'
import { downloads, type OptionValues } from '../../harness/model.js'
import { certificates } from './emulated.js'

const program = '/usr/sbin/vsftpd'
const permit = ['auth', 'account', 'session']
  .map(kind => `${kind} required pam_permit.so\n`)
  .join('')

/** Why it cannot run here; null: it can. */
export const whyNoVsftpd = (): string | null => {
  if (process.getuid?.() !== 0) return 'not root'
  if (!existsSync(program)) return 'vsftpd is not installed'
  if (spawnSync('unshare', ['-m', 'true']).status !== 0)
    return 'no mount namespaces'
  const account = spawnSync('id', ['-u', 'ftp'])
  return account.status === 0 ? null : 'no account ftp'
}

/** below the kernel's own range, which outgoing connections use */
const freePort = async (): Promise<number> => {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 12_000)
    const server = createServer()
    const free = await new Promise<boolean>(resolve => {
      server.once('error', () => resolve(false))
      server.listen(port, '127.0.0.1', () => resolve(true))
    })
    server.close()
    if (free) return port
  }
}

export interface RealVsftpd {
  readonly version: string
  /** port of a daemon with these options */
  start(options: OptionValues): Promise<number>
  stop(): Promise<void>
}

export const realVsftpd = async (): Promise<RealVsftpd> => {
  const base = await mkdtemp(join(tmpdir(), 'vsftpd-compare-'))
  const root = join(base, 'home')
  const uid = Number(spawnSync('id', ['-u', 'ftp']).stdout.toString())
  await chmod(base, 0o755)
  await mkdir(join(root, 'up'), { recursive: true })
  await mkdir(join(base, 'pam'))
  await mkdir(join(base, 'empty'))
  await writeFile(join(base, 'pam', 'vsftpd'), permit)
  await chown(join(root, 'up'), uid, -1)
  for (const size of downloads) {
    const file = join(root, contents.fileName(size))
    await writeFile(file, contents.bytes(size))
  }
  const certificate = await certificates.get({})
  await writeFile(
    join(base, 'cert.pem'),
    certificate.keyPem + certificate.chainPem,
  )
  await writeFile(join(base, 'ca.pem'), await certificates.file('ca.pem'))
  const daemons: ChildProcess[] = []
  const said = spawnSync(program, ['-v'], { stdio: ['pipe', 'pipe', 'pipe'] })
  // it prints its version on descriptor 0
  const version =
    /[\d.]+/.exec(`${said.stdout.toString()}${said.stderr.toString()}`)?.[0] ??
    '3.0.3'
  let count = 0
  return {
    version,
    start: async options => {
      const port = await freePort()
      const file = join(base, `${count++}.conf`)
      await writeFile(file, configuration(base, root, port, options))
      const script =
        `mount --bind ${join(base, 'pam')} /etc/pam.d && ` +
        `exec ${program} ${file}`
      const daemon = spawn('unshare', ['-m', 'sh', '-c', script], {
        stdio: 'ignore',
      })
      daemons.push(daemon)
      await ready(port, daemon)
      return port
    },
    stop: async () => {
      for (const daemon of daemons) {
        const gone = once(daemon, 'exit')
        if (daemon.exitCode !== null) continue
        daemon.kill('SIGKILL')
        await gone
      }
      await rm(base, { recursive: true, force: true })
    },
  }
}

const configuration = (
  base: string,
  root: string,
  port: number,
  options: OptionValues,
): string => {
  const all: Record<string, string> = {
    listen: 'YES',
    listen_address: '127.0.0.1',
    listen_port: String(port),
    background: 'NO',
    anonymous_enable: 'NO',
    local_enable: 'YES',
    guest_enable: 'YES',
    guest_username: 'ftp',
    virtual_use_local_privs: 'YES',
    chroot_local_user: 'YES',
    local_root: root,
    write_enable: 'YES',
    ssl_enable: 'YES',
    rsa_cert_file: join(base, 'cert.pem'),
    secure_chroot_dir: join(base, 'empty'),
    seccomp_sandbox: 'NO',
    isolate: 'NO',
    isolate_network: 'NO',
    ...options,
  }
  if (all['ca_certs_file'] === 'ca.pem')
    all['ca_certs_file'] = join(base, 'ca.pem')
  return Object.entries(all)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('')
}

const ready = async (port: number, daemon: ChildProcess): Promise<void> => {
  for (let i = 0; i < 200 && daemon.exitCode === null; i++) {
    const socket = connect({ port, host: '127.0.0.1' })
    const up = await new Promise<boolean>(resolve => {
      socket.once('connect', () => resolve(true))
      socket.once('error', () => resolve(false))
    })
    socket.destroy()
    if (up) return
    await new Promise(resolve => setTimeout(resolve, 20))
  }
  throw new Error(`vsftpd did not start: ${String(daemon.exitCode)}`)
}

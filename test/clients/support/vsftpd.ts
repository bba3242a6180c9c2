/**
 * A real vsftpd for one test: anonymous, on loopback, as root only. The test
 * is skipped with a reason where that is not possible, unless
 * FTPS_INTEROP_REQUIRE_REAL=1 forbids it.
 */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, chown, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import net from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { generate } from 'selfsigned'
import { createPortAllotment } from '../../../harness/ports.js'

const program = '/usr/sbin/vsftpd'

/** Why a real vsftpd cannot run here; false when it can, or must. */
export const noVsftpd = (required: boolean): string | false => {
  if (required) return false
  if (!existsSync(program)) return 'vsftpd is not installed'
  if (process.getuid?.() !== 0) return 'vsftpd needs root here'
  return false
}

export interface TestCertificate {
  readonly certificate: string
  readonly key: string
}

let made: Promise<TestCertificate> | undefined

/** Self-signed RSA for localhost and 127.0.0.1, made once. */
export const testCertificate = (): Promise<TestCertificate> => {
  made ??= generate([{ name: 'commonName', value: 'localhost' }], {
    keySize: 2048,
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: 'localhost' },
          { type: 7, ip: '127.0.0.1' },
        ],
      },
    ],
  }).then(({ cert, private: key }) => ({ certificate: cert, key }))
  return made
}

export interface TestVsftpd {
  readonly port: number
  /** holds the downloads, and `up/` for uploads */
  readonly root: string
  readonly caFile: string
  stop(): Promise<void>
}

const reachable = (port: number): Promise<boolean> =>
  new Promise(resolve => {
    const socket = net.connect(port, '127.0.0.1')
    socket
      .once('connect', () => resolve(true))
      .once('error', () => resolve(false))
    socket.once('close', () => resolve(false))
    socket.setTimeout(500, () => socket.destroy())
    socket.once('connect', () => socket.destroy())
  })

const directories = async (files: Readonly<Record<string, Buffer>>) => {
  const base = await mkdtemp(join(tmpdir(), 'ftps-interop-test-'))
  const root = join(base, 'root')
  const upload = join(root, 'up')
  await chmod(base, 0o755)
  await mkdir(root, { mode: 0o755 })
  await mkdir(upload)
  await chmod(upload, 0o777)
  await mkdir(join(base, 'empty'), { mode: 0o755 })
  for (const [name, bytes] of Object.entries(files)) {
    await writeFile(join(root, name), bytes)
    await chown(join(root, name), 0, 0)
    await chmod(join(root, name), 0o644)
  }
  return { base, root }
}

/** Options in vsftpd's spelling, on top of what the test needs to run at all. */
export const startVsftpd = async (
  options: Readonly<Record<string, string>> = {},
  files: Readonly<Record<string, Buffer>> = {},
  identity?: TestCertificate,
): Promise<TestVsftpd> => {
  const { base, root } = await directories(files)
  const { certificate, key } = identity ?? (await testCertificate())
  const caFile = join(base, 'ca.pem')
  await writeFile(caFile, certificate)
  await writeFile(join(base, 'key.pem'), key, { mode: 0o600 })
  const allotment = createPortAllotment({ size: 9 })
  const block = await allotment.take()
  const settings: Readonly<Record<string, string>> = {
    listen: 'YES',
    listen_address: '127.0.0.1',
    listen_port: String(block.first),
    pasv_min_port: String(block.data[0]),
    pasv_max_port: String(block.data.at(-1)),
    background: 'NO',
    anonymous_enable: 'YES',
    anon_root: root,
    anon_upload_enable: 'YES',
    anon_other_write_enable: 'YES',
    anon_umask: '022',
    write_enable: 'YES',
    no_anon_password: 'YES',
    allow_anon_ssl: 'YES',
    connect_from_port_20: 'NO',
    secure_chroot_dir: join(base, 'empty'),
    seccomp_sandbox: 'NO',
    isolate: 'NO',
    isolate_network: 'NO',
    ssl_enable: 'YES',
    ssl_tlsv1: 'YES',
    ssl_ciphers: 'ALL:@SECLEVEL=0',
    rsa_cert_file: caFile,
    rsa_private_key_file: join(base, 'key.pem'),
    ...options,
  }
  const conf = join(base, 'vsftpd.conf')
  const lines = Object.entries(settings).map(([k, v]) => `${k}=${v}\n`)
  await writeFile(conf, lines.join('').replaceAll('@caFile@', caFile))
  const child = spawn(program, [conf], { stdio: 'ignore' })
  const ended = new Promise<void>(resolve =>
    child.once('close', () => resolve()),
  )
  const stop = async () => {
    child.kill('SIGKILL')
    await ended
    allotment.release(block)
    await rm(base, { recursive: true, force: true })
  }
  for (let tries = 0; tries < 100; tries += 1) {
    if (child.exitCode !== null) break
    if (await reachable(block.first))
      return { port: block.first, root, caFile, stop }
    await sleep(20)
  }
  await stop()
  throw new Error('vsftpd did not start')
}

/**
 * A private mount namespace, held open by one shell for the life of an
 * instance: daemons inside see our PAM service and our files, the host's /etc
 * stays as it is. Needs root. The shell ends by itself when we do.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync } from 'node:fs'
import { findProgram } from './programs.js'

export interface Bind {
  readonly from: string
  readonly to: string
}

export interface Namespace {
  /** what to put in front of a command so that it runs inside */
  readonly enter: readonly string[]
  stop(): Promise<void>
}

export interface NamespaceFailure {
  readonly why: string
}

/** Places that exist everywhere and that everybody may pass through. */
const places = ['/mnt', '/srv', '/media', '/opt'] as const

/** Where to bind a tree that lies below a private directory. */
export const visiblePlace = (directory: string): string | null =>
  places.find(p => existsSync(p) && !`${directory}/`.startsWith(`${p}/`)) ??
  null

/** Positional parameters only: no path is ever read as shell text. */
const script =
  'set -e; while [ $# -gt 0 ]; do mount --bind -- "$1" "$2"; shift 2; done; ' +
  'echo ready; exec cat >/dev/null'

const firstWord = (child: ChildProcess): Promise<string> =>
  new Promise(resolve => {
    let text = ''
    const take = (chunk: Buffer): void => {
      text = (text + chunk.toString('utf8')).slice(0, 1000)
      if (text.startsWith('ready\n')) resolve('ready')
    }
    child.stdout?.on('data', take)
    child.stderr?.on('data', take)
    child.once('error', error => resolve(error.message))
    child.once('close', () => resolve(text.trim() || 'unshare ended'))
  })

export const openNamespace = async (
  binds: readonly Bind[],
): Promise<Namespace | NamespaceFailure> => {
  const [unshare, nsenter] = await Promise.all([
    findProgram('unshare'),
    findProgram('nsenter'),
  ])
  if (unshare === null || nsenter === null)
    return { why: 'unshare and nsenter (util-linux) are not installed' }
  const child = spawn(
    unshare,
    ['--mount', '--propagation', 'private', 'sh', '-c', script, 'sh'].concat(
      binds.flatMap(({ from, to }) => [from, to]),
    ),
    { stdio: ['pipe', 'pipe', 'pipe'], cwd: '/' },
  )
  const gone = new Promise<void>(resolve => {
    child.once('close', () => resolve())
    child.once('error', () => resolve())
  })
  const word = await firstWord(child)
  if (word !== 'ready' || child.pid === undefined) {
    child.kill('SIGKILL')
    return { why: word }
  }
  return {
    enter: [nsenter, '--mount', '--target', String(child.pid), '--'],
    stop: async () => {
      child.stdin.end()
      await gone
    },
  }
}

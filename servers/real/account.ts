/** An account of this host that can do the work of guests. */
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'

export interface Account {
  readonly name: string
  readonly uid: number
  readonly gid: number
}

/** vsftpd first changes to the home of the guest account: it has to exist. */
const candidates = ['ftp', 'daemon', 'bin']

export const findGuest = async (
  passwd = '/etc/passwd',
): Promise<Account | null> => {
  const lines = (await readFile(passwd, 'utf8').catch(() => '')).split('\n')
  for (const name of candidates) {
    const [, , uid, gid, , home] =
      lines.find(line => line.startsWith(`${name}:`))?.split(':') ?? []
    if (uid === undefined || gid === undefined || !home) continue
    if (Number(uid) > 0 && existsSync(home))
      return { name, uid: Number(uid), gid: Number(gid) }
  }
  return null
}

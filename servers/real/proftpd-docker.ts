/** ProFTPD with mod_tls in containers, one per Debian release. */
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import type { ServerBackend } from '../../harness/model.js'
import {
  containerBackend,
  unpackedInside,
  type ContainerProduct,
  type ContainerSettings,
} from './container-daemons.js'
import { rootInside } from './container-host.js'
import { md5Crypt } from './crypt.js'
import {
  proftpdComplaint,
  proftpdFormat,
  proftpdGreets,
  proftpdUseless,
} from './proftpd.js'
import { describeProftpd, proftpdArguments } from './proftpd-files.js'

const program = `${unpackedInside}/usr/sbin/proftpd`

const product: ContainerProduct = {
  name: 'proftpd',
  versions: { '1.3.7a': 'bullseye', '1.3.8': 'bookworm', '1.3.8c': 'trixie' },
  usualVersion: '1.3.8',
  versionScript: `${program} -v`,
  versionForm: /Version (\d[\w.]*)/,
  format: proftpdFormat,
  greets: proftpdGreets,
  useless: proftpdUseless,
  complaint: proftpdComplaint,
  describe: async (spec, place, { certificates }) => {
    const { account, user, password, directory } = place
    const users = join(directory, 'users')
    const hash = md5Crypt(password, randomBytes(4).toString('hex'))
    const files = await describeProftpd(
      spec,
      {
        ...place,
        users,
        account: { user: account.name, group: account.group },
        modules: `${unpackedInside}/usr/lib/proftpd`,
      },
      certificates,
    )
    const line = `${user}:${hash}:${account.uid}:${account.gid}::${rootInside}:/bin/sh\n`
    return {
      files: [...files, { target: users, content: line, mode: 0o600 }],
      before: [],
      command: [program, ...proftpdArguments(place)],
      env: {},
    }
  },
}

export const createProftpdDocker = (
  settings: ContainerSettings = {},
): ServerBackend => containerBackend(product, settings)

export const proftpdDocker = createProftpdDocker()

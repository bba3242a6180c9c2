/**
 * Pure-FTPd in containers, one per Debian release. It logs to syslog only:
 * images/servers/syslog.py gives each daemon a log of its own.
 */
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
  pureFtpdComplaint,
  pureFtpdFormat,
  pureFtpdGreets,
} from './pure-ftpd.js'
import { describePureFtpd } from './pure-ftpd-files.js'

const program = `${unpackedInside}/usr/sbin/pure-ftpd`

const product: ContainerProduct = {
  name: 'pure-ftpd',
  versions: {
    '1.0.49': 'bullseye',
    '1.0.50': 'bookworm',
    '1.0.50-trixie': 'trixie',
  },
  usualVersion: '1.0.50',
  versionScript: `${program} --help`,
  versionForm: /pure-ftpd v(\d[\w.]*)/,
  format: pureFtpdFormat,
  greets: pureFtpdGreets,
  complaint: pureFtpdComplaint,
  // it lets in half as many users as it has passive ports
  ports: 65,
  // it gives up where it cannot have these
  capabilities: ['SYS_NICE', 'DAC_READ_SEARCH'],
  syslog: true,
  describe: async (spec, place, { certificates }) => {
    const { account, user, password, directory } = place
    const path = (name: string): string => join(directory, name)
    const hash = md5Crypt(password, randomBytes(4).toString('hex'))
    const start = await describePureFtpd(
      spec,
      { ...place, users: path('users.pdb') },
      certificates,
    )
    const { uid, gid } = account
    const line = `${user}:${hash}:${uid}:${gid}::${rootInside}/./::::::::::::\n`
    return {
      files: [
        ...start.files,
        { target: path('passwd'), content: line, mode: 0o600 },
      ],
      before: [
        `${unpackedInside}/usr/bin/pure-pw`,
        'mkdb',
        path('users.pdb'),
        '-f',
        path('passwd'),
      ],
      command: [program, ...start.arguments],
      env: start.env,
    }
  },
}

export const createPureFtpdDocker = (
  settings: ContainerSettings = {},
): ServerBackend => containerBackend(product, settings)

export const pureFtpdDocker = createPureFtpdDocker()

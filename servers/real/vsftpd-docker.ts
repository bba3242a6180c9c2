/** vsftpd in containers, one per Debian release. */
import type { ServerBackend } from '../../harness/model.js'
import {
  containerBackend,
  type ContainerProduct,
  type ContainerSettings,
} from './container-daemons.js'
import { rootInside } from './container-host.js'
import { vsftpdFormat } from './log-tail.js'
import { describeDaemon } from './vsftpd-files.js'

const product: ContainerProduct = {
  name: 'vsftpd',
  // bullseye has OpenSSL 1.1.1, bookworm 3.0, trixie 3.5
  versions: {
    '3.0.3-bullseye': 'bullseye',
    '3.0.3': 'bookworm',
    '3.0.5': 'trixie',
  },
  usualVersion: '3.0.3',
  // it prints its version to descriptor 0
  versionScript: 'vsftpd -v 0<>/tmp/v; cat /tmp/v',
  versionForm: /version (\d[\w.]*)/,
  format: vsftpdFormat,
  // a connection is the first that it logs
  greets: /./,
  describe: async (spec, place, { certificates }) => {
    const { files, conf, openssl } = await describeDaemon(
      spec,
      {
        access: 'local',
        guest: place.account.name,
        address: place.address,
        port: place.port,
        dataPorts: place.dataPorts,
        root: rootInside,
        empty: '/srv/empty',
        directory: place.directory,
        log: place.log,
      },
      certificates,
    )
    return {
      files,
      before: [],
      command: ['vsftpd', conf],
      env: openssl === null ? {} : { OPENSSL_CONF: openssl },
    }
  },
}

export const createVsftpdDocker = (
  settings: ContainerSettings = {},
): ServerBackend => containerBackend(product, settings)

export const vsftpdDocker = createVsftpdDocker()

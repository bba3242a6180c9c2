/** pyftpdlib, TLS_FTPHandler: the real one as process, container, or emulated. */
import { defineServer } from '../../harness/define.js'
import { pyftpdlibToEngine } from '../emulated/pyftpdlib.js'
import { embeddedBackend } from '../engine/backend.js'
import {
  pyftpdlibDefaultVersion,
  pyftpdlibLine,
  pyftpdlibOptions,
  pyftpdlibVersions,
  realisePyftpdlib,
} from '../options/pyftpdlib.js'
import { pyftpdlibDocker } from '../real/pyftpdlib-docker.js'
import { pyftpdlibProcess } from '../real/pyftpdlib.js'

export default defineServer({
  id: 'pyftpdlib',
  product: 'pyftpdlib',
  title: 'pyftpdlib, TLS_FTPHandler',
  versions: pyftpdlibVersions,
  defaultVersion: pyftpdlibDefaultVersion,
  options: pyftpdlibOptions,
  realise: realisePyftpdlib,
  backends: [
    pyftpdlibProcess,
    pyftpdlibDocker,
    embeddedBackend(pyftpdlibToEngine),
  ],
  configurationLine: pyftpdlibLine,
})

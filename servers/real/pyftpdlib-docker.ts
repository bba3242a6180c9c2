/** pyftpdlib in containers, one per Debian release. */
import { join } from 'node:path'
import type { ServerBackend } from '../../harness/model.js'
import {
  containerBackend,
  type ContainerProduct,
  type ContainerSettings,
} from './container-daemons.js'
import { rootInside } from './container-host.js'
import {
  pyftpdlibComplaint,
  pyftpdlibFormat,
  pyftpdlibGreets,
} from './pyftpdlib.js'
import { describePyftpdlib } from './pyftpdlib-files.js'
import { pyftpdlibScript } from './pyftpdlib-script.js'

const product: ContainerProduct = {
  name: 'pyftpdlib',
  versions: { '1.5.4': 'bullseye', '1.5.7': 'bookworm', '2.0.1': 'trixie' },
  usualVersion: '1.5.7',
  versionScript:
    'python3 -c \'import pyftpdlib; print("pyftpdlib", pyftpdlib.__ver__)\'',
  versionForm: /^pyftpdlib (\d[\w.]*)/m,
  format: pyftpdlibFormat,
  greets: pyftpdlibGreets,
  complaint: pyftpdlibComplaint,
  oneAtATime: true,
  describe: async (spec, place, { certificates }) => {
    const script = join(place.directory, 'serve.py')
    const files = await describePyftpdlib(
      spec,
      { ...place, root: rootInside },
      certificates,
    )
    return {
      files: [
        ...files,
        { target: script, content: pyftpdlibScript, mode: 0o600 },
      ],
      before: [],
      command: ['python3', script, join(place.directory, 'settings.json')],
      env: { PYTHONDONTWRITEBYTECODE: '1' },
    }
  },
}

export const createPyftpdlibDocker = (
  settings: ContainerSettings = {},
): ServerBackend => containerBackend(product, settings)

export const pyftpdlibDocker = createPyftpdlibDocker()

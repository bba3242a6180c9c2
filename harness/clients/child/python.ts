/** The system's Python: a version manager's shim in front of it has its own TLS. */
import { existsSync } from 'node:fs'

const system = '/usr/bin/python3'

export const python = (): string =>
  (process.env['PATH'] ?? '').split(':').includes('/usr/bin') &&
  existsSync(system)
    ? system
    : 'python3'

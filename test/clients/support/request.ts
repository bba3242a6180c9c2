/** A ClientRequest for a driver of a real client, against a port here. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Test } from 'tap'
import { createCertificates } from '../../../harness/certificates.js'
import { startClock } from '../../../harness/clock.js'
import { createContents } from '../../../harness/contents.js'
import type {
  ClientProfile,
  ClientRequest,
  Conversation,
  StepOutcome,
} from '../../../harness/model.js'
import { startVsftpd, type TestVsftpd } from './vsftpd.js'

export const certificates = createCertificates()
export const contents = createContents()

export interface Target {
  readonly port: number
  readonly user?: string
  readonly password?: string
}

let made = 0

export const requestFor = async (
  test: Test,
  profile: ClientProfile,
  target: Target,
  conversation: Conversation,
  rest: Partial<ClientRequest> = {},
): Promise<ClientRequest> => {
  const directory = await mkdtemp(join(tmpdir(), 'ftps-interop-client-'))
  test.teardown(() => rm(directory, { recursive: true, force: true }))
  made += 1
  const here = await profile.available()
  return {
    host: '127.0.0.1',
    port: target.port,
    user: target.user ?? 'ftp',
    password: target.password ?? 'pass-word-secret',
    uploadDirectory: 'up',
    conversation,
    options: {},
    version: here.ok ? here.version : profile.defaultVersion,
    localAddress: `127.7.${process.pid % 250}.${(made % 250) + 1}`,
    certificates,
    contents,
    token: `t${made}`,
    clock: startClock(),
    deadlines: { stepMs: 5000, cellMs: 15_000 },
    signal: new AbortController().signal,
    directory: () => Promise.resolve(directory),
    ...rest,
  }
}

/** With a certificate that the root of the harness signed. */
export const trustedVsftpd = async (
  options: Readonly<Record<string, string>> = {},
): Promise<TestVsftpd> => {
  const { chainPem, keyPem } = await certificates.get({})
  const files = Object.fromEntries(
    (['empty', 'small', '1MiB'] as const).map(size => [
      contents.fileName(size),
      contents.bytes(size),
    ]),
  )
  return startVsftpd({ max_per_ip: '0', ...options }, files, {
    certificate: chainPem,
    key: keyPem,
  })
}

/** `LIST 226`, `put small 226 !data-tls`: what to compare with. */
export const told = (steps: readonly StepOutcome[]): string[] =>
  steps.map(({ label, code, ok, phase, why }) =>
    [
      label.replace(/^connect .*/, 'connect'),
      code,
      ok ? undefined : why === 'not reached' ? '-' : `!${phase}`,
    ]
      .filter(part => part !== undefined)
      .join(' '),
  )

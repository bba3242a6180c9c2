/** Runs a real client against an emulated vsftpd of this process. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Test } from 'tap'
import t from 'tap'
import type {
  ClientProfile,
  ClientResult,
  Conversation,
  OptionValues,
} from '../../harness/model.js'
import { certificates, TestServer } from '../servers/emulated.js'
import { requestTo } from './request.js'

/** False, and told, when the program is not here. */
export const isHere = async (
  test: Test,
  client: ClientProfile,
): Promise<boolean> => {
  const here = await client.available()
  if (here.ok) return true
  if (process.env['FTPS_INTEROP_REQUIRE_REAL'])
    test.fail(`${client.id}: ${here.why}; ${here.hint}`)
  else test.plan(0, `${client.id}: ${here.why}; ${here.hint}`)
  return false
}

/** Two servers for a whole file: one asks for resumption. */
export const servers = async () => {
  const strict = await TestServer.start({
    options: { require_ssl_reuse: 'YES' },
  })
  const lenient = await TestServer.start({
    options: { require_ssl_reuse: 'NO' },
  })
  t.teardown(async () => {
    await strict.stop()
    await lenient.stop()
  })
  return { strict, lenient }
}

let count = 0

export const runAgainst = async (
  server: TestServer,
  client: ClientProfile,
  conversation: Conversation,
  options: OptionValues = {},
): Promise<ClientResult> => {
  const directory = await mkdtemp(join(tmpdir(), 'real-client-'))
  const { listener } = server
  try {
    const base = requestTo(listener.port, conversation, { options })
    return await client.run({
      ...base,
      // of the servers, so that they are trusted
      certificates,
      password: listener.password,
      uploadDirectory: listener.uploadDirectory,
      version: client.defaultVersion,
      localAddress: client.choosesAddress ? TestServer.address() : '127.0.0.1',
      token: `t${process.pid}x${count++}`,
      directory: () => Promise.resolve(directory),
    })
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

export const problems = ({ steps }: ClientResult): string[] =>
  steps.flatMap(s => (s.ok ? [] : [`${s.label}: ${s.why ?? ''}`]))

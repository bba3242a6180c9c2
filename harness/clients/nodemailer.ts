/**
 * Nodemailer on the Node that runs this: the one that smtp-server, a
 * dependency of ours, brings with it. Nothing has to be installed.
 */
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { readNodemailer } from '../logs/smtp-clients.js'
import type { Availability } from '../model.js'
import { scriptPath } from './child/script.js'
import { mailJob } from './mail/job.js'
import { tlsChoice, tlsMode } from './mail/options.js'
import { mailClient } from './mail/program.js'

const words = {
  clear: 'ignoreTLS: true',
  opportunistic: 'secure: false',
  explicit: 'requireTLS: true',
  implicit: 'secure: true',
} as const

/** As smtp-server resolves it, wherever npm has put it. */
const place = (): string => {
  const own = createRequire(import.meta.url)
  return createRequire(own.resolve('smtp-server')).resolve('nodemailer')
}

const packageFile = async (file: string): Promise<string> => {
  for (let folder = dirname(file); folder !== dirname(folder);) {
    const text = await readFile(join(folder, 'package.json'), 'utf8').catch(
      () => '{}',
    )
    const { name, version } = JSON.parse(text) as Readonly<
      Record<string, unknown>
    >
    if (name === 'nodemailer' && typeof version === 'string') return version
    folder = dirname(folder)
  }
  throw new Error('nodemailer names no version')
}

const available = async (): Promise<Availability> => {
  try {
    const version = await packageFile(place())
    const detail = `nodemailer ${version} on Node ${process.versions.node}`
    return { ok: true, version, detail }
  } catch {
    return {
      ok: false,
      why: 'smtp-server has no nodemailer beside it',
      hint: 'install the dependencies again: npm ci',
    }
  }
}

export default mailClient({
  id: 'nodemailer',
  product: 'Nodemailer',
  title: 'Nodemailer, on the Node that runs this',
  testedVersion: '10.6.0',
  options: {
    tls: tlsChoice(
      words,
      'Nodemailer, SMTP transport, TLS options',
      words.opportunistic,
    ),
  },
  mode: tlsMode(words),
  modes: ['clear', 'explicit', 'implicit'],
  choosesAddress: true,
  available,
  invocation: work =>
    Promise.resolve({
      program: process.execPath,
      args: [scriptPath('nodemailer_client.cjs'), place()],
      stdin: JSON.stringify(mailJob(work)),
    }),
  read: readNodemailer,
  configurationLine: (_, value) => `createTransport({ ${value} })`,
})

// What our scripts for npm clients share: the job, JSON on stdin, marks on
// stdout, TLS settings and what became of each handshake, the loop of steps.
// Speaks no FTP.
'use strict'
const fs = require('node:fs')
const tls = require('node:tls')
const { createRequire } = require('node:module')

const job = JSON.parse(fs.readFileSync(0, 'utf8'))

/** A package from the folder that the argument names. */
const library = name => createRequire(`${process.argv[2]}/`)(name)

const mark = (word, facts) =>
  process.stdout.write(
    `${job.mark} ${word}${facts ? ` ${JSON.stringify(facts)}` : ''}\n`,
  )
const told = error =>
  `${error.code ? `${error.code}: ` : ''}${error.message}`.replace(/\s+/g, ' ')

/** handshakes so far: the first one is the control connection's */
let secured = 0
const connect = tls.connect
tls.connect = (...args) => {
  const socket = connect(...args)
  const role = secured === 0 ? 'control' : 'data'
  secured += 1
  socket.on('keylog', line => fs.appendFileSync(job.keylog, line))
  // before the library goes on, or its next command comes first
  socket.prependOnceListener('secureConnect', () =>
    mark('tls', {
      role,
      version: socket.getProtocol(),
      cipher: socket.getCipher()?.name ?? '',
      resumed: socket.isSessionReused(),
    }),
  )
  socket.once('error', error => {
    if (
      /^(?:ERR_SSL|ERR_TLS|CERT_|DEPTH_|SELF_|UNABLE_)/.test(error.code ?? '')
    )
      mark('tls-failed', { role, text: told(error) })
  })
  return socket
}

const read = file => (file === '' ? undefined : fs.readFileSync(file))
const old = [job.min, job.max].some(v => v === 'TLSv1' || v === 'TLSv1.1')
const secureOptions = {
  host: job.host,
  servername: job.serverName,
  rejectUnauthorized: job.verify,
  ca: read(job.roots),
  cert: read(job.certificate),
  key: read(job.key),
  minVersion: job.min || (old ? job.max : undefined),
  maxVersion: job.max || undefined,
  // OpenSSL 3 has no SHA-1 signatures, so no TLS 1.0, above level 0
  ciphers: job.ciphers || (old ? 'DEFAULT:@SECLEVEL=0' : undefined),
}

const pause = ms => new Promise(resolve => setTimeout(resolve, ms))

/** False when one failed; ends behind one that cannot be gone on from. */
const allSteps = async perform => {
  let ok = true
  for (const [number, step] of job.steps.entries()) {
    mark(`step ${number}`)
    try {
      if (step.do === 'wait') await pause(step.number)
      else await perform(step)
      mark(`done ${number}`, { ok: true })
    } catch (error) {
      ok = false
      if (/Timeout/i.test(error.message)) mark('timeout', { text: 'a reply' })
      mark(`done ${number}`, { ok: false, error: told(error) })
      if (!['command', 'prot', 'pbsz'].includes(step.do)) break
    }
  }
  return ok
}

module.exports = { allSteps, job, library, mark, secureOptions, told }

// One FTPS conversation with the npm client basic-ftp. The job comes as JSON
// on stdin, the client's place as the argument; its own verbose lines and
// marks of ours go to stdout. Judges nothing.
'use strict'
const fs = require('node:fs')
const tls = require('node:tls')
const { createRequire } = require('node:module')
const library = createRequire(`${process.argv[2]}/`)('basic-ftp')

const job = JSON.parse(fs.readFileSync(0, 'utf8'))

const mark = (word, facts) =>
  process.stdout.write(
    `${job.mark} ${word}${facts ? ` ${JSON.stringify(facts)}` : ''}\n`,
  )
const told = error =>
  `${error.code ? `${error.code}: ` : ''}${error.message}`.replace(/\s+/g, ' ')

let greeted = false
/** handshakes so far: the first one is the control connection's */
let secured = 0
const connect = tls.connect
tls.connect = (...args) => {
  const socket = connect(...args)
  const role = secured === 0 ? 'control' : 'data'
  secured += 1
  socket.on('keylog', line => fs.appendFileSync(job.keylog, line))
  socket.once('secureConnect', () =>
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

const open = async client => {
  const implicit = job.mode === 'implicit'
  const secure = job.mode === 'clear' ? false : implicit ? 'implicit' : true
  if (implicit) mark('open')
  const { host, port, user, password } = job
  try {
    await client.access({ host, port, user, password, secure, secureOptions })
  } catch (error) {
    const refused = /ECONNREFUSED|EHOSTUNREACH|ENETUNREACH/.test(error.code)
    if (refused) mark('open-failed', { role: 'control', text: told(error) })
    if (/Timeout/i.test(error.message)) {
      if (!greeted) mark('open')
      mark('timeout', { text: greeted ? 'a reply' : 'the greeting' })
    }
    throw error
  }
}

const perform = async (client, step) => {
  switch (step.do) {
    case 'list': {
      client.availableListCommands = [step.line]
      const files = await client.list()
      fs.writeFileSync(step.local, files.map(f => `${f.name}\n`).join(''))
      return
    }
    case 'get':
      await client.downloadTo(step.local, step.remote, step.number)
      return
    case 'put':
      if (step.line === 'APPE') await client.appendFrom(step.local, step.remote)
      else await client.uploadFrom(step.local, step.remote)
      return
    case 'wait':
      await new Promise(resolve => setTimeout(resolve, step.number))
      return
    case 'prot':
      await client.send(`PROT ${step.level}`)
      return
    case 'pbsz':
      await client.send(`PBSZ ${step.number}`)
      return
    case 'command': {
      const reply = await client.sendIgnoringError(step.line)
      if (!step.accept.includes(reply.code)) throw new Error(reply.message)
    }
  }
}

const main = async () => {
  const client = new library.Client(job.seconds * 1000, {
    allowSeparateTransferHost: job.options.allowSeparateTransferHost === 'true',
  })
  client.ftp.verbose = true
  client.ftp.log = line => {
    if (/^< 220/.test(line)) greeted = true
    process.stdout.write(`${line}\n`)
  }
  // EPSV, and PASV where it is refused, unless told otherwise
  if (job.options.prepareTransfer !== '')
    client.prepareTransfer = library[job.options.prepareTransfer]
  try {
    await open(client)
  } catch (error) {
    mark('note', { text: told(error) })
    client.close()
    return 1
  }
  let failed = false
  for (const [number, step] of job.steps.entries()) {
    mark(`step ${number}`)
    try {
      await perform(client, step)
      mark(`done ${number}`, { ok: true })
    } catch (error) {
      failed = true
      if (/Timeout/i.test(error.message)) mark('timeout', { text: 'a reply' })
      mark(`done ${number}`, { ok: false, error: told(error) })
      if (!['command', 'prot', 'pbsz'].includes(step.do)) break
    }
  }
  if (!client.closed) await client.sendIgnoringError('QUIT').catch(() => {})
  client.close()
  return failed ? 1 : 0
}

main().then(code => process.exit(code))

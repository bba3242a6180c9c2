// One FTPS conversation with the npm client basic-ftp: its own verbose lines,
// with marks of ours between them. Judges nothing.
'use strict'
const fs = require('node:fs')
const {
  allSteps,
  job,
  library,
  mark,
  secureOptions,
  told,
} = require('./npm_job.cjs')
const basicFtp = library('basic-ftp')

let greeted = false

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
  const client = new basicFtp.Client(job.seconds * 1000, {
    allowSeparateTransferHost: job.options.allowSeparateTransferHost === 'true',
  })
  client.ftp.verbose = true
  client.ftp.log = line => {
    if (/^< 220/.test(line)) greeted = true
    process.stdout.write(`${line}\n`)
  }
  // EPSV, and PASV where it is refused, unless told otherwise
  if (job.options.prepareTransfer !== '')
    client.prepareTransfer = basicFtp[job.options.prepareTransfer]
  try {
    await open(client)
  } catch (error) {
    mark('note', { text: told(error) })
    client.close()
    return 1
  }
  const ok = await allSteps(step => perform(client, step))
  if (!client.closed) await client.sendIgnoringError('QUIT').catch(() => {})
  client.close()
  return ok ? 0 : 1
}

main().then(code => process.exit(code))

// One FTPS conversation with the npm client ftp (node-ftp): what it gives to
// its debug function, with marks of ours between. It waits for replies without
// an end, and forgets its callbacks when the connection ends, so every wait
// here is bounded. Judges nothing.
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
const Client = library('ftp')

const ms = job.seconds * 1000
const client = new Client()
let connected = false
let greeted = false

/** Of the control connection; nothing comes behind it. */
const broken = new Promise((_, reject) => {
  client.on('error', reject)
  client.on('end', () => reject(new Error('the server ended the connection')))
  client.on('close', () => reject(new Error('the connection was closed')))
})
broken.catch(() => {})

/** Lines of its log and bytes of its data connection so far. */
let lines = 0
const progress = () => {
  const { bytesRead = 0, bytesWritten = 0 } = client._pasvSocket ?? {}
  return [lines, bytesRead, bytesWritten].join()
}

const bounded = promise => {
  let timer
  const late = new Promise((_, reject) => {
    let before = progress()
    let since = Date.now()
    timer = setInterval(() => {
      const now = progress()
      if (now !== before) since = Date.now()
      before = now
      if (Date.now() - since > ms)
        reject(new Error('Timeout (none of its own)'))
    }, 50)
  })
  return Promise.race([promise, broken, late]).finally(() =>
    clearInterval(timer),
  )
}

const call = (method, ...args) =>
  new Promise((resolve, reject) =>
    client[method](...args, (error, value) =>
      error ? reject(error) : resolve(value),
    ),
  )

const open = async () => {
  const { host, port, user, password } = job
  const secure =
    job.mode === 'clear'
      ? false
      : job.options.secure === 'control'
        ? 'control'
        : true
  client.once('greeting', () => (greeted = true))
  const ready = new Promise(resolve => client.once('ready', resolve))
  client.connect({
    host,
    port,
    user,
    password,
    secure,
    secureOptions,
    connTimeout: ms,
    pasvTimeout: ms,
    debug: line => {
      lines += 1
      process.stdout.write(`${line}\n`)
    },
  })
  client._socket.once('connect', () => (connected = true))
  try {
    await bounded(ready)
  } catch (error) {
    if (!connected) mark('open-failed', { role: 'control', text: told(error) })
    else if (/Timeout/.test(error.message)) {
      if (!greeted) mark('open')
      mark('timeout', { text: greeted ? 'a reply' : 'the greeting' })
    }
    throw error
  }
}

/** README: pipe it, and wait for its end. */
const download = async (remote, local, flags) => {
  const stream = await call('get', remote)
  await new Promise((resolve, reject) => {
    const file = fs.createWriteStream(local, { flags })
    stream.once('error', reject)
    file.once('error', reject)
    file.once('close', resolve)
    stream.pipe(file)
  })
}

/** There is no public call for a command of one's own. */
const command = line =>
  new Promise((resolve, reject) =>
    client._send(line, (error, text, code) => {
      const number = error?.code ?? code
      if (typeof number !== 'number') reject(error)
      else if (number >= 200)
        resolve({ code: number, text: error?.message ?? text })
    }),
  )

const required = async (line, accept) => {
  const { code, text } = await command(line)
  if (!accept(code)) throw new Error(`${code} ${text}`)
}
const completed = code => code >= 200 && code < 300

const act = async step => {
  switch (step.do) {
    case 'list': {
      const files = await call('list')
      const names = files.map(f => `${f.name ?? f}\n`)
      fs.writeFileSync(step.local, names.join(''))
      return
    }
    case 'get':
      if (step.number > 0) await call('restart', step.number)
      await download(step.remote, step.local, step.number > 0 ? 'a' : 'w')
      return
    case 'put':
      await call(
        step.line === 'APPE' ? 'append' : 'put',
        step.local,
        step.remote,
      )
      return
    case 'prot':
      return required(`PROT ${step.level}`, completed)
    case 'pbsz':
      return required(`PBSZ ${step.number}`, completed)
    case 'command':
      return required(step.line, code => step.accept.includes(code))
  }
}

const perform = async step => {
  try {
    await bounded(act(step))
  } catch (error) {
    if (
      /^(?:Unable to make data|Timed out while making data)/.test(error.message)
    )
      mark('open-failed', { role: 'data', text: told(error) })
    throw error
  }
}

const main = async () => {
  try {
    await open()
  } catch (error) {
    mark('note', { text: told(error) })
    return 1
  }
  const ok = await allSteps(perform)
  // it sends no QUIT unless it is told to
  await bounded(call('logout')).catch(() => {})
  client.end()
  return ok ? 0 : 1
}

main().then(code => process.exit(code))

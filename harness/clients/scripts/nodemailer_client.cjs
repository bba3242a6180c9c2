// One mail with Nodemailer. The job comes as JSON on stdin, the library's place
// as the argument; Nodemailer's own log and marks of ours go to stdout. Judges
// nothing.
'use strict'
const fs = require('node:fs')
const tls = require('node:tls')
const nodemailer = require(process.argv[2])

const job = JSON.parse(fs.readFileSync(0, 'utf8'))

const mark = (word, facts) =>
  process.stdout.write(`${job.mark} ${word} ${JSON.stringify(facts)}\n`)
const told = error =>
  `${error.code ?? error.name}: ${error.message}`.replace(/\s+/g, ' ')

const connect = tls.connect
tls.connect = (...args) => {
  const socket = connect(...args)
  let secured = false
  socket.on('keylog', line => fs.appendFileSync(job.keylog, line))
  // before Nodemailer goes on
  socket.prependOnceListener('secureConnect', () => {
    secured = true
    mark('tls', {
      role: 'control',
      version: socket.getProtocol(),
      cipher: socket.getCipher()?.name ?? '',
      resumed: socket.isSessionReused(),
    })
  })
  socket.once('error', error => {
    // what Exim sends behind the end of TLS is no failed handshake
    if (secured) return
    if (
      /^(?:ERR_SSL|ERR_TLS|CERT_|DEPTH_|SELF_|UNABLE_)/.test(error.code ?? '')
    )
      mark('tls-failed', { role: 'control', text: told(error) })
  })
  return socket
}

const milliseconds = job.seconds * 1000
const transport = nodemailer.createTransport({
  host: job.host,
  port: job.port,
  localAddress: job.localAddress,
  name: 'zos.example',
  secure: job.mode === 'implicit',
  requireTLS: job.mode === 'explicit',
  ignoreTLS: job.mode === 'clear',
  // it counts its own start and the handshake; a greeting only waits
  connectionTimeout: 3 * milliseconds,
  greetingTimeout: milliseconds,
  socketTimeout: 3 * milliseconds,
  logger: true,
  debug: true,
  // the certificate's name is localhost, whatever address is dialled
  tls: { servername: 'localhost', ca: fs.readFileSync(job.roots) },
  auth: job.user ? { user: job.user, pass: job.password } : undefined,
})

transport
  .sendMail({
    envelope: { from: job.from, to: [job.to] },
    raw: job.text,
  })
  .then(() => transport.close())
  .catch(error => {
    transport.close()
    process.stdout.write(`${told(error)}\n`)
    process.exitCode = 1
  })

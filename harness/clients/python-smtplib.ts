/** Python's smtplib as a script would use it. */
import { readSmtplib } from '../logs/smtp-clients.js'
import { installed } from './child/installed.js'
import { scriptPath } from './child/script.js'
import { mailJob } from './mail/job.js'
import { tlsChoice, tlsMode } from './mail/options.js'
import { mailClient } from './mail/program.js'

const words = {
  clear: 'SMTP()',
  explicit: 'SMTP().starttls()',
  implicit: 'SMTP_SSL()',
} as const

export default mailClient({
  id: 'python-smtplib',
  product: 'Python smtplib',
  title: "Python's smtplib, as installed on this host",
  testedVersion: '3.11.2',
  options: { tls: tlsChoice(words, 'Python Library Reference, smtplib') },
  mode: tlsMode(words),
  modes: ['clear', 'explicit', 'implicit'],
  choosesAddress: true,
  available: () =>
    installed({
      program: '/usr/bin/python3',
      args: ['-c', 'import ssl, sys; print(sys.version)'],
      version: /^([\d.]+)/,
      from: 'python3',
    }),
  invocation: work =>
    Promise.resolve({
      program: '/usr/bin/python3',
      args: ['-I', '-u', scriptPath('smtplib_client.py')],
      stdin: JSON.stringify(mailJob(work)),
    }),
  read: readSmtplib,
  configurationLine: (_, value) => `smtplib.${value}`,
})

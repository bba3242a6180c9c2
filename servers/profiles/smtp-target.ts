/** A mail server with a switch for every way in which TLS and AUTH can meet. */
import { defineServer } from '../../harness/define.js'
import { smtpTarget } from '../emulated/smtp-target.js'
import { mailBackend } from '../mail/backend.js'
import { realiseSmtpTarget, smtpTargetOptions } from '../options/smtp-target.js'

export default defineServer({
  id: 'smtp-target',
  protocol: 'smtp',
  product: 'smtp-target',
  title: 'An emulated target server for mail, with a switch for all',
  versions: ['1'],
  defaultVersion: '1',
  options: smtpTargetOptions,
  inDefaultMatrix: true,
  realise: realiseSmtpTarget,
  backends: [mailBackend(smtpTarget)],
  configurationLine: (option, value) =>
    `${option}: ${value === '' ? '(none)' : value}`,
})

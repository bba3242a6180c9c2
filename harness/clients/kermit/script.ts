/**
 * The script (a .ksc file, readable by its owner alone) for a conversation,
 * and the openssl.cnf that goes with it. Before each step the script prints a
 * mark, so that the log can be cut into steps again.
 */
import type { ClientRequest, Step } from '../../model.js'
import { effectiveValue } from '../../versions.js'
import { kermitOptions } from './options.js'

export interface KermitFiles {
  readonly roots: string
  readonly certificate: string
  readonly key: string
}

/** A step with the file that it reads or writes here, and its name there. */
export interface KermitStep {
  readonly step: Step
  readonly local: string
  readonly remote: string
}

export const valueOf = (request: ClientRequest, name: string): string =>
  effectiveValue(kermitOptions, request.options, name, request.version)

/**
 * A word that Kermit takes as it is: whatever could be a brace, a backslash
 * code, a comment or a space is written as its number.
 */
export const quoted = (word: string): string =>
  [...Buffer.from(word, 'utf8')]
    .map(byte => {
      const char = String.fromCharCode(byte)
      return /[A-Za-z0-9._/-]/.test(char) ? char : `\\{${byte}}`
    })
    .join('')

export const stepMark = '@step'

const set = (name: string, value: string): string =>
  value === '' ? '' : `set ${name} ${value}\n`

const verifyLines = (request: ClientRequest, files: KermitFiles): string => {
  const { verify } = request.conversation
  const asked =
    verify === undefined ? '' : verify ? 'fail-if-no-peer-cert' : 'no'
  return [
    set('auth tls verify', request.options['auth tls verify'] ?? asked),
    set('auth tls verify-file', files.roots),
    valueOf(request, 'auth tls certs-ok') === 'on'
      ? set('auth tls certs-ok', 'on')
      : '',
    set('auth tls rsa-cert-file', files.certificate),
    set('auth tls rsa-key-file', files.key),
  ].join('')
}

const settings = (request: ClientRequest, files: KermitFiles): string => {
  const { conversation, options } = request
  const { mode, auth, protect, data, ciphers = '' } = conversation
  const one = auth?.length === 1 ? (auth[0]?.toLowerCase() ?? '') : ''
  const authenticates =
    options['ftp autoauthentication'] ?? (mode === 'clear' ? 'off' : 'on')
  const encrypts =
    options['ftp autoencryption'] ?? (protect === 'never' ? 'off' : 'on')
  const passive =
    options['ftp passive-mode'] ?? (data === 'port' ? 'off' : 'on')
  return [
    set('ftp debug', 'on'),
    set('ftp dates', 'off'),
    set('ftp passive-mode', passive),
    set('ftp autoauthentication', authenticates),
    set('ftp autoencryption', encrypts),
    set('ftp authtype', options['ftp authtype'] ?? one),
    verifyLines(request, files),
    set('auth tls cipher-list', options['auth tls cipher-list'] ?? ciphers),
  ].join('')
}

const open = (request: ClientRequest): string => {
  const { host, port, user, password, conversation } = request
  const implicit = conversation.mode === 'implicit' ? '/tls ' : ''
  return (
    `ftp open ${implicit}${host} ${port} ` +
    `/user:{${quoted(user)}} /password:{${quoted(password)}}\n` +
    'if fail exit 2\n'
  )
}

const afterOpen = (request: ClientRequest): string => {
  const { level, mode } = request.conversation
  const wanted =
    request.options['ftp data-protection-level'] ??
    (level === 'C' ? 'clear' : '')
  // with /TLS Kermit refuses the setting, so it is sent by hand
  const quotes =
    mode === 'implicit' ? valueOf(request, 'ftp quote').split(', ') : []
  return [
    ...quotes.map(line => (line === '' ? '' : `ftp quote ${line}\n`)),
    wanted === 'clear' ? set('ftp data-protection-level', 'clear') : '',
    set(
      'ftp command-protection-level',
      valueOf(request, 'ftp command-protection-level'),
    ),
  ].join('')
}

const stepLines = ({ step, local, remote }: KermitStep): string => {
  const stop = 'if fail exit 4\n'
  switch (step.do) {
    case 'list':
      return `ftp directory\n${stop}`
    case 'get': {
      const recover = step.restartAt ? '/recover ' : ''
      return `ftp get /binary ${recover}${quoted(remote)} ${quoted(local)}\n${stop}`
    }
    case 'put': {
      const verb = step.verb === 'APPE' ? 'append' : 'put'
      return `ftp ${verb} /binary ${quoted(local)} ${quoted(remote)}\n${stop}`
    }
    case 'prot': {
      const level = step.level === 'C' ? 'clear' : 'private'
      return set('ftp data-protection-level', level)
    }
    case 'ccc':
      return set('ftp command-protection-level', 'clear')
    case 'pbsz':
      return `ftp quote PBSZ ${step.size ?? 0}\n`
    case 'wait':
      return `msleep ${step.ms}\n`
    case 'command':
      return `ftp quote ${step.line.split(' ').map(quoted).join(' ')}\n`
    default:
      return ''
  }
}

export const kermitScript = (
  request: ClientRequest,
  steps: readonly KermitStep[],
  files: KermitFiles,
): string =>
  [
    settings(request, files),
    open(request),
    afterOpen(request),
    ...steps.map((step, i) => `echo ${stepMark} ${i}\n${stepLines(step)}`),
    `echo ${stepMark} quit\n`,
    'ftp bye\n',
    'exit 0\n',
  ].join('')

/** Null: the host's own OpenSSL configuration holds. */
export const opensslConf = (request: ClientRequest): string | null => {
  const { minVersion, maxVersion } = request.conversation
  const max = request.options['OPENSSL_CONF.MaxProtocol'] ?? maxVersion ?? ''
  const min = request.options['OPENSSL_CONF.MinProtocol'] ?? minVersion ?? ''
  if (max === '' && min === '') return null
  const old = [min, max].some(v => v === 'TLSv1' || v === 'TLSv1.1')
  // OpenSSL 3 has no SHA-1 signatures, so no TLS 1.0, above level 0
  const lines = [
    max === '' ? '' : `MaxProtocol = ${max}\n`,
    min === '' ? '' : `MinProtocol = ${min}\n`,
    old && min === '' ? `MinProtocol = ${max}\n` : '',
    old ? 'CipherString = DEFAULT:@SECLEVEL=0\n' : '',
  ].join('')
  return (
    'openssl_conf = init\n[init]\nssl_conf = modules\n' +
    `[modules]\nsystem_default = system\n[system]\n${lines}`
  )
}

/**
 * One curl config (`curl -K -`) for a whole conversation: one block per
 * transfer, joined by `next`, so that curl keeps its control connection. The
 * config goes in by stdin: the password never stands in the arguments.
 */
import { join } from 'node:path'
import { isIP } from 'node:net'
import type { ClientRequest, Step } from '../../model.js'
import { effectiveValue } from '../../versions.js'
import { curlOptions } from './options.js'

export interface CurlFiles {
  readonly directory: string
  readonly cacert: string
  /** client certificate with key */
  readonly cert: string
}

/** A transfer of curl's, with the commands that are to go before it. */
export interface CurlTransfer {
  /** null: only the commands, no data */
  readonly step: Extract<Step, { do: 'list' | 'get' | 'put' }> | null
  readonly commands: readonly string[]
  /** where it writes to, or reads from */
  readonly local: string
  /** name on the server */
  readonly remote: string
}

const line = (name: string, value?: string): string =>
  value === undefined
    ? `${name}\n`
    : `${name} = "${value.replace(/["\\]/g, '\\$&')}"\n`

export const valueOf = (request: ClientRequest, name: string): string =>
  effectiveValue(curlOptions, request.options, name, request.version)

const on = (request: ClientRequest, name: string): boolean =>
  valueOf(request, name) === 'YES'

const numbers = {
  SSLv2: '1.0',
  SSLv3: '1.0',
  TLSv1: '1.0',
  'TLSv1.1': '1.1',
  'TLSv1.2': '1.2',
  'TLSv1.3': '1.3',
} as const

const versionLines = (request: ClientRequest): string => {
  const { minVersion, maxVersion, ciphers } = request.conversation
  const min = request.options['tlsv1.x'] ?? (minVersion && numbers[minVersion])
  const max = request.options['tls-max'] ?? (maxVersion && numbers[maxVersion])
  const old = [min, max].some(v => v === '1.0' || v === '1.1')
  const wanted = request.options['ciphers'] ?? ciphers ?? ''
  // OpenSSL 3 has no SHA-1 signatures, so no TLS 1.0, above level 0
  const list = wanted === '' && old ? 'DEFAULT:@SECLEVEL=0' : wanted
  const lowest = min || (old ? max : '')
  return [
    lowest ? line(`tlsv${lowest}`) : '',
    max ? line('tls-max', max) : '',
    list ? line('ciphers', list) : '',
  ].join('')
}

const identityLines = (request: ClientRequest, files: CurlFiles): string => {
  const { verify } = request.conversation
  const blind = request.options['insecure'] ?? (verify === false ? 'YES' : 'NO')
  return [
    blind === 'YES' ? line('insecure') : '',
    files.cacert === '' ? '' : line('cacert', files.cacert),
    files.cert === '' ? '' : line('cert', files.cert),
  ].join('')
}

const securityLines = (request: ClientRequest, files: CurlFiles): string => {
  const { mode = 'explicit', level, dataSession, steps } = request.conversation
  if (mode === 'clear') return ''
  const dataClear =
    request.options['ftp-ssl-control'] ?? (level === 'C' ? 'YES' : 'NO')
  const unresumed =
    request.options['no-sessionid'] ?? (dataSession === 'none' ? 'YES' : 'NO')
  const ccc = steps?.some(s => s.do === 'ccc') || on(request, 'ftp-ssl-ccc')
  return [
    // ssl-reqd beside it would win and make it PROT P (7.88.1)
    dataClear === 'YES'
      ? line('ftp-ssl-control')
      : line(on(request, 'ssl-reqd') ? 'ssl-reqd' : 'ssl'),
    unresumed === 'YES' ? line('no-sessionid') : '',
    ccc ? line('ftp-ssl-ccc') : '',
    versionLines(request),
    identityLines(request, files),
  ].join('')
}

const dataLines = (request: ClientRequest): string => {
  const { data } = request.conversation
  const active = data === 'port' || data === 'eprt'
  const port = request.options['ftp-port'] ?? (active ? '-' : '')
  const noEpsv =
    request.options['disable-epsv'] ?? (data === 'pasv' ? 'YES' : 'NO')
  const noEprt =
    request.options['disable-eprt'] ?? (data === 'port' ? 'YES' : 'NO')
  return [
    port === '' ? '' : line('ftp-port', port),
    noEpsv === 'YES' ? line('disable-epsv') : '',
    noEprt === 'YES' ? line('disable-eprt') : '',
    line(
      on(request, 'ftp-skip-pasv-ip')
        ? 'ftp-skip-pasv-ip'
        : 'no-ftp-skip-pasv-ip',
    ),
    line('ftp-method', valueOf(request, 'ftp-method')),
  ].join('')
}

/** The name that is verified is not the address that is dialled. */
const hostLines = (request: ClientRequest): readonly [string, string] => {
  const { host, port, conversation } = request
  const name = conversation.serverName ?? 'localhost'
  return isIP(name) === 0
    ? [name, line('resolve', `${name}:${port}:${host}`)]
    : [host, '']
}

const urlPath = (remote: string): string =>
  remote
    .replace(/^\//, '%2F')
    .split('/')
    .map(part => part.split('%2F').map(encodeURIComponent).join('%2F'))
    .join('/')

const transferLines = (transfer: CurlTransfer): string => {
  const { step, commands, local } = transfer
  // an asterisk lets the transfer go on after a refusal
  const quotes = commands.map(c => line('quote', `*${c}`)).join('')
  if (step === null) return `${quotes}${line('head')}${line('output', local)}`
  switch (step.do) {
    case 'list':
      return [
        quotes,
        step.verb === 'NLST' ? line('list-only') : '',
        step.verb === 'MLSD' ? line('request', 'MLSD') : '',
        line('output', local),
      ].join('')
    case 'get':
      return [
        quotes,
        step.restartAt ? line('continue-at', String(step.restartAt)) : '',
        line('output', local),
      ].join('')
    case 'put':
      return [
        quotes,
        line('upload-file', local),
        step.verb === 'APPE' ? line('append') : '',
      ].join('')
  }
}

/** Ahead of --write-out's `%{…}`; an @ there would name a file. */
export const reportMark = 'transfer:'
const report = `${reportMark} %{exitcode} %{response_code} %{errormsg}\\n`

export const curlConfig = (
  request: ClientRequest,
  transfers: readonly CurlTransfer[],
  files: CurlFiles,
): string => {
  const { conversation, user, password, localAddress, port } = request
  const scheme = conversation.mode === 'implicit' ? 'ftps' : 'ftp'
  const [host, resolve] = hostLines(request)
  const seconds = (ms: number) => String(Math.max(1, Math.ceil(ms / 1000)))
  const common = [
    line('silent'),
    line('show-error'),
    line('verbose'),
    line('user', `${user}:${password}`),
    line('interface', localAddress),
    line('connect-timeout', seconds(2 * request.deadlines.stepMs)),
    line('max-time', seconds(3 * request.deadlines.stepMs)),
    resolve,
    securityLines(request, files),
    dataLines(request),
    `write-out = "${report}"\n`,
  ].join('')
  const blocks = transfers.map(transfer => {
    const folder = transfer.step?.do === 'list' ? '' : urlPath(transfer.remote)
    const url = `${scheme}://${host}:${port}/${folder}`
    return `${common}${transferLines(transfer)}${line('url', url)}`
  })
  return `fail-early\n${blocks.join('next\n')}`
}

/** Steps as curl's transfers: commands ride on the transfer behind them. */
export const curlTransfers = (
  request: ClientRequest,
  directory: string,
): CurlTransfer[] => {
  const { contents, token, uploadDirectory } = request
  const folder = uploadDirectory.replace(/([^/])$/, '$1/')
  const transfers: CurlTransfer[] = []
  let commands: string[] = []
  let uploads = 0
  for (const step of request.conversation.steps ?? [{ do: 'list' }]) {
    if (step.do === 'command') commands.push(step.line)
    if (step.do !== 'list' && step.do !== 'get' && step.do !== 'put') continue
    if (step.do === 'put') uploads += 1
    const local = join(directory, `${step.do}-${transfers.length + 1}`)
    const remote =
      step.do === 'put'
        ? `${folder}${token}-${uploads}.bin`
        : step.do === 'get'
          ? contents.fileName(step.size)
          : ''
    transfers.push({ step, commands, local, remote })
    commands = []
  }
  if (commands.length > 0 || transfers.length === 0)
    transfers.push({
      step: null,
      commands,
      local: join(directory, 'none'),
      remote: '',
    })
  return transfers
}

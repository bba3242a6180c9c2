/** Ruby's Net::FTP as a script would use it. */
import { readRubyNetFtpLines } from '../logs/ruby-net-ftp.js'
import { installed } from './child/installed.js'
import {
  blind,
  free,
  highestTls,
  passiveCures,
  protectedData,
  rootsFile,
  yesNo,
} from './child/option-kit.js'
import { realClient } from './child/program.js'
import { scriptInvocation, scriptPath } from './child/script.js'

const library = 'Ruby net-ftp, Net::FTP.new'
const context = 'Ruby openssl, OpenSSL::SSL::SSLContext'
const booleans = { values: ['true', 'false'] as const }

const options = {
  private_data_connection: yesNo('false: PROT is never sent', 'true', library, {
    ...booleans,
    cures: protectedData(['false'], 'true'),
  }),
  passive: yesNo('false: PORT', 'true', library, {
    ...booleans,
    cures: passiveCures('false', 'true'),
  }),
  use_pasv_ip: yesNo(
    'true: dials the address in 227, not that of the control connection',
    'false',
    'Ruby net-ftp 0.1.2 change log, CVE-2021-31810',
    { ...booleans, cures: [free('pasv-address-wrong', ['true'], 'false')] },
  ),
  max_version: highestTls(
    { v12: 'TLS1_2', v13: 'TLS1_3' },
    ['TLS1', 'TLS1_1', 'TLS1_2', 'TLS1_3'],
    context,
  ),
  verify_mode: {
    effect: 'whether the server certificate is verified, and its name',
    type: 'choice',
    values: ['VERIFY_PEER', 'VERIFY_NONE'],
    default: 'VERIFY_PEER',
    reference: context,
    evidence: 'verified',
    cures: blind(['VERIFY_PEER'], 'VERIFY_NONE'),
  },
  ca_file: rootsFile(context),
} as const

const versions: Readonly<Record<string, string>> = {
  TLS1: 'TLSv1',
  TLS1_1: 'TLSv1.1',
  TLS1_2: 'TLSv1.2',
  TLS1_3: 'TLSv1.3',
}

export default realClient({
  id: 'ruby-net-ftp',
  product: 'Ruby Net::FTP',
  title: "Ruby's Net::FTP with ssl, as installed on this host",
  testedVersion: '0.1.3',
  options,
  matrix: [{}, { max_version: 'TLS1_2' }],
  rootsOption: 'ca_file',
  abilities: {
    name: 'Net::FTP of Ruby',
    // ssl with implicit_ftps is ignored before net-ftp 0.3
    modes: ['explicit', 'clear'],
    auth: ['TLS'],
    protect: ['before-login', 'never'],
    levels: ['C', 'P'],
    data: ['pasv', 'port'],
    versions: ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'],
    ciphers: true,
    dataSession: ['control'],
    verify: [true, false],
    certificate: true,
    serverName: true,
    steps: ['list', 'get', 'put', 'prot', 'pbsz', 'wait', 'command'],
    listVerbs: ['LIST', 'NLST', 'MLSD'],
    restart: true,
    append: true,
    besides: ({ level, protect }) =>
      level === 'C' && protect !== 'never'
        ? 'Net::FTP of Ruby sends PROT P or no PROT at all'
        : null,
  },
  available: () =>
    installed({
      program: 'ruby',
      args: [
        '-e',
        'require "net/ftp"; require "openssl"; puts Net::FTP::VERSION',
      ],
      version: /^([\d.]+)/,
      from: 'ruby',
    }),
  invocations: work => {
    const { data, verify, maxVersion = '' } = work.request.conversation
    const never = work.value('private_data_connection') === 'false'
    const max = work.set('max_version')
    const mode = work.set('verify_mode')
    return Promise.resolve([
      scriptInvocation(work, 'ruby', [scriptPath('net_ftp_client.rb')], {
        options: {
          passive: work.set('passive') ?? (data === 'port' ? 'false' : 'true'),
          use_pasv_ip: work.value('use_pasv_ip'),
        },
        max: max === undefined ? maxVersion : (versions[max] ?? ''),
        verify: mode === undefined ? verify !== false : mode !== 'VERIFY_NONE',
        ...(never ? { protect: 'never' } : {}),
      }),
    ])
  },
  read: readRubyNetFtpLines,
  plan: ({ request, value }) => ({
    auth: 'TLS',
    level:
      request.conversation.protect === 'never' ||
      value('private_data_connection') === 'false'
        ? null
        : 'P',
    protect: 'before-login',
  }),
  configurationLine: (option, value) =>
    option === 'passive' || option === 'private_data_connection'
      ? `Net::FTP.new(host, ${option}: ${value})`
      : option === 'use_pasv_ip'
        ? `ftp.use_pasv_ip = ${value}`
        : option === 'ca_file'
          ? `Net::FTP.new(host, ssl: { ca_file: '${value}' })`
          : `Net::FTP.new(host, ssl: { ${option}: ${value === '' ? 'nil' : option === 'max_version' ? `:${value}` : `OpenSSL::SSL::${value}`} })`,
})

/**
 * PHP's ext/ftp as a script would use it. It shows no dialogue, verifies no
 * certificate and takes TLS versions from OpenSSL's configuration alone.
 */
import { readPhpFtpLines } from '../logs/php-ftp.js'
import { stepMarks } from '../logs/marks.js'
import type { TimedLine } from '../logs/timed-line.js'
import type { StepOutcome } from '../model.js'
import { privateFile } from './child/files.js'
import { installed } from './child/installed.js'
import { free, highestTls, passiveCures, yesNo } from './child/option-kit.js'
import { realClient } from './child/program.js'
import { scriptInvocation, scriptPath } from './child/script.js'
import { opensslConf } from './kermit/script.js'

const manual = 'PHP manual, FTP functions'
const booleans = { values: ['true', 'false'] as const }

const options = {
  ftp_pasv: yesNo('false: PORT, as PHP does unless told', 'true', manual, {
    ...booleans,
    cures: passiveCures('false', 'true'),
  }),
  FTP_USEPASVADDRESS: yesNo(
    'false: dials the control address, not the one in 227',
    'true',
    'PHP manual, ftp_set_option',
    { ...booleans, cures: [free('pasv-address-wrong', ['true'], 'false')] },
  ),
  'OPENSSL_CONF.MaxProtocol': highestTls(
    { v12: 'TLSv1.2', v13: 'TLSv1.3' },
    ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'],
    'OpenSSL SSL_CONF_cmd(3), MaxProtocol',
  ),
} as const

/** What it tells: whether it connected, and whether ftp_login worked. */
const opening = (lines: readonly TimedLine[], mark: string): StepOutcome[] => {
  const { began, ended, told } = stepMarks(lines, mark)
  return (['connect', 'login'] as const).map(step => {
    const at = began.get(step) ?? 0
    const { ok, error } = told.get(step) ?? { ok: false, error: 'not reached' }
    const phase = step === 'connect' ? 'connect' : 'login'
    return {
      step,
      label: step === 'connect' ? 'ftp_ssl_connect' : 'ftp_login',
      ok,
      at,
      ms: (ended.get(step) ?? at) - at,
      ...(ok ? {} : { why: error || 'PHP gave no reason', phase }),
    }
  })
}

export default realClient({
  id: 'php-ftp',
  product: 'PHP ext/ftp',
  title: "PHP's ftp_ssl_connect, as installed on this host",
  testedVersion: '8.2.35',
  options,
  matrix: [{}, { 'OPENSSL_CONF.MaxProtocol': 'TLSv1.2' }],
  rootsOption: '',
  abilities: {
    name: "PHP's ext/ftp",
    modes: ['explicit', 'clear'],
    auth: ['TLS,SSL'],
    protect: ['before-login'],
    levels: ['P'],
    data: ['pasv', 'port'],
    versions: ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'],
    ciphers: false,
    dataSession: ['control'],
    verify: [false],
    certificate: false,
    steps: ['list', 'get', 'put', 'prot', 'pbsz', 'wait', 'command'],
    listVerbs: ['LIST', 'NLST'],
    restart: true,
    append: true,
  },
  available: () =>
    installed({
      program: 'php',
      args: [
        '-r',
        'echo PHP_VERSION, " ", implode(" ", get_loaded_extensions());',
      ],
      version: /^(\d[\d.]*)/,
      from: 'php-cli',
      needs: [[/\bftp\b/, 'its ext/ftp is not loaded']],
    }),
  invocations: async work => {
    const { data } = work.request.conversation
    const conf = opensslConf(work.request)
    const own = scriptInvocation(
      work,
      'php',
      [
        '-d',
        'display_errors=stderr',
        '-d',
        'html_errors=0',
        scriptPath('ext_ftp_client.php'),
      ],
      {
        options: {
          ftp_pasv:
            work.set('ftp_pasv') ?? (data === 'port' ? 'false' : 'true'),
          FTP_USEPASVADDRESS: work.value('FTP_USEPASVADDRESS'),
        },
      },
    )
    if (conf === null) return [own]
    const file = await privateFile(work.directory, 'openssl.cnf', conf)
    return [{ ...own, environment: { OPENSSL_CONF: file } }]
  },
  read: readPhpFtpLines,
  plan: () => ({
    auth: 'TLS, SSL',
    level: 'P',
    protect: 'before-login',
    opening,
  }),
  configurationLine: (option, value) =>
    option === 'ftp_pasv'
      ? `ftp_pasv($ftp, ${value});`
      : option === 'FTP_USEPASVADDRESS'
        ? `ftp_set_option($ftp, FTP_USEPASVADDRESS, ${value});`
        : value === ''
          ? '(without MaxProtocol in the file that OPENSSL_CONF names)'
          : `MaxProtocol = ${value}`,
})

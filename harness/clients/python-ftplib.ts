/**
 * Python's ftplib as a script would use it: FTP_TLS as shipped. What it has
 * no switch for (resumption) is an option named after the change it takes.
 */
import { readFtplibLines } from '../logs/ftplib.js'
import { installed } from './child/installed.js'
import {
  blind,
  free,
  highestTls,
  passiveCures,
  protectedData,
  rootsFile,
  unresumed,
  yesNo,
} from './child/option-kit.js'
import { realClient } from './child/program.js'
import { python } from './child/python.js'
import { scriptInvocation, scriptPath } from './child/script.js'

const library = 'Python Library Reference, ftplib'
const context = 'Python Library Reference, ssl.SSLContext'
const booleans = { values: ['True', 'False'] as const }

const options = {
  'session-reuse': yesNo(
    'data connections offer the session of the control connection',
    'NO',
    'https://github.com/python/cpython/issues/63699',
    { cures: unresumed.map(f => free(f, ['NO'], 'YES')) },
  ),
  prot_p: yesNo('False: PROT is never sent, data in clear', 'True', library, {
    ...booleans,
    cures: protectedData(['False'], 'True'),
  }),
  set_pasv: yesNo('False: PORT', 'True', library, {
    ...booleans,
    cures: passiveCures('False', 'True'),
  }),
  trust_server_pasv_ipv4_address: yesNo(
    'True: dials the address in 227, not that of the control connection',
    'False',
    'Python 3.9.2 change log, bpo-43285',
    { ...booleans, cures: [free('pasv-address-wrong', ['True'], 'False')] },
  ),
  maximum_version: highestTls(
    { v12: 'TLSv1.2', v13: 'TLSv1.3' },
    ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'],
    context,
  ),
  verify_mode: {
    effect: 'whether the server certificate is verified, and its name',
    type: 'choice',
    values: ['CERT_REQUIRED', 'CERT_NONE'],
    default: 'CERT_REQUIRED',
    reference: context,
    evidence: 'verified',
    cures: blind(['CERT_REQUIRED'], 'CERT_NONE'),
  },
  load_verify_locations: rootsFile(context),
} as const

export default realClient({
  id: 'python-ftplib',
  product: 'Python ftplib',
  title: "Python's ftplib.FTP_TLS, as installed on this host",
  testedVersion: '3.11.2',
  options,
  matrix: [{}, { 'session-reuse': 'YES' }],
  rootsOption: 'load_verify_locations',
  choosesAddress: true,
  abilities: {
    name: 'ftplib',
    modes: ['explicit', 'implicit', 'clear'],
    auth: ['TLS'],
    protect: ['before-login', 'after-login', 'never'],
    levels: ['C', 'P'],
    data: ['pasv', 'port'],
    versions: ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'],
    ciphers: true,
    dataSession: ['control', 'none'],
    resumption: ['session-id', 'ticket'],
    verify: [true, false],
    certificate: true,
    serverName: true,
    steps: ['list', 'get', 'put', 'prot', 'pbsz', 'ccc', 'wait', 'command'],
    listVerbs: ['LIST', 'NLST', 'MLSD'],
    restart: true,
    append: true,
  },
  available: () =>
    installed({
      program: python(),
      args: ['-c', 'import ssl, sys; print(sys.version)'],
      version: /^([\d.]+)/,
      from: 'python3',
    }),
  invocations: work => {
    const { conversation } = work.request
    const { protect, data, verify, maxVersion = '' } = conversation
    const never = work.value('prot_p') === 'False'
    const mode = work.set('verify_mode')
    return Promise.resolve([
      scriptInvocation(
        work,
        python(),
        ['-I', '-u', scriptPath('ftplib_client.py')],
        {
          options: {
            'session-reuse': work.value('session-reuse'),
            set_pasv:
              work.set('set_pasv') ?? (data === 'port' ? 'False' : 'True'),
            trust_server_pasv_ipv4_address: work.value(
              'trust_server_pasv_ipv4_address',
            ),
          },
          max: work.set('maximum_version') ?? maxVersion,
          verify: mode === undefined ? verify !== false : mode !== 'CERT_NONE',
          ...(never ? { protect: 'never' } : protect ? { protect } : {}),
        },
      ),
    ])
  },
  read: readFtplibLines,
  plan: ({ request, value }) => {
    const { protect, level = 'P' } = request.conversation
    const never = protect === 'never' || value('prot_p') === 'False'
    return {
      auth: 'TLS',
      level: never ? null : level,
      protect: protect === 'before-login' ? protect : 'after-login',
    }
  },
  configurationLine: (option, value) => {
    if (option === 'session-reuse')
      return value === 'YES'
        ? 'subclass FTP_TLS: wrap_socket(conn, server_hostname=self.host, session=self.sock.session)'
        : 'FTP_TLS as shipped'
    if (option === 'maximum_version')
      return `context.maximum_version = ssl.TLSVersion.${value.replace('.', '_') || 'MAXIMUM_SUPPORTED'}`
    if (option === 'prot_p')
      return value === 'True' ? 'ftp.prot_p()' : '(without ftp.prot_p())'
    if (option === 'set_pasv') return `ftp.set_pasv(${value})`
    return `${option} = ${value}`
  },
})

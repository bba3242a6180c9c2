/** The npm client basic-ftp as a program would use it, on this Node. */
import { readBasicFtpLines } from '../logs/basic-ftp.js'
import { npmInstalled, npmPrograms } from './child/npm-programs.js'
import {
  blind,
  choice,
  free,
  highestTls,
  rootsFile,
  yesNo,
} from './child/option-kit.js'
import { realClient } from './child/program.js'
import { scriptInvocation, scriptPath } from './child/script.js'

const manual = 'basic-ftp README'
const node = 'Node.js documentation, tls.createSecureContext'
const booleans = { values: ['true', 'false'] as const }

const options = {
  prepareTransfer: choice(
    'how a data connection is agreed; EPSV, then PASV, unless told',
    ['', 'enterPassiveModeIPv4', 'enterPassiveModeIPv6'],
    '',
    manual,
  ),
  allowSeparateTransferHost: yesNo(
    'true: dials the address in 227, not that of the control connection',
    'true',
    manual,
    { ...booleans, cures: [free('pasv-address-wrong', ['true'], 'false')] },
  ),
  maxVersion: highestTls(
    { v12: 'TLSv1.2', v13: 'TLSv1.3' },
    ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'],
    node,
  ),
  rejectUnauthorized: yesNo(
    'whether the server certificate is verified, and its name',
    'true',
    node,
    { ...booleans, cures: blind(['true'], 'false') },
  ),
  ca: rootsFile(node),
}

export default realClient({
  id: 'basic-ftp',
  product: 'basic-ftp',
  title: 'basic-ftp (npm), on the Node that runs this',
  testedVersion: '6.2.3',
  options,
  matrix: [{}, { maxVersion: 'TLSv1.2' }],
  rootsOption: 'ca',
  abilities: {
    name: 'basic-ftp',
    modes: ['explicit', 'implicit', 'clear'],
    auth: ['TLS'],
    protect: ['after-login'],
    // it starts TLS on data connections whatever PROT says
    levels: ['P'],
    data: ['pasv', 'epsv'],
    versions: ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'],
    ciphers: true,
    dataSession: ['control'],
    verify: [true, false],
    certificate: true,
    serverName: true,
    steps: ['list', 'get', 'put', 'pbsz', 'wait', 'command'],
    listVerbs: ['LIST', 'MLSD'],
    restart: true,
    append: true,
  },
  available: () => npmInstalled('basic-ftp'),
  invocations: work => {
    const { data, verify, maxVersion = '' } = work.request.conversation
    const rejects = work.set('rejectUnauthorized')
    const passive = data === 'pasv' ? 'enterPassiveModeIPv4' : ''
    return Promise.resolve([
      scriptInvocation(
        work,
        process.execPath,
        [scriptPath('basic_ftp_client.cjs'), npmPrograms()],
        {
          options: {
            prepareTransfer: work.set('prepareTransfer') ?? passive,
            allowSeparateTransferHost: work.value('allowSeparateTransferHost'),
          },
          max: work.set('maxVersion') ?? maxVersion,
          verify: rejects === undefined ? verify !== false : rejects === 'true',
        },
      ),
    ])
  },
  read: readBasicFtpLines,
  plan: () => ({ auth: 'TLS', level: 'P', protect: 'after-login' }),
  configurationLine: (option, value) =>
    value === ''
      ? `(without ${option})`
      : option === 'prepareTransfer'
        ? `client.prepareTransfer = ${value}`
        : option === 'allowSeparateTransferHost'
          ? `new Client(timeout, { ${option}: ${value} })`
          : `client.access({ secure: true, secureOptions: { ${option}: ${value} } })`,
})

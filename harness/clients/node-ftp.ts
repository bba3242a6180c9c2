/** The npm client `ftp` (node-ftp) as a program would use it, on this Node. */
import { readNodeFtpLines } from '../logs/node-ftp.js'
import { npmInstalled, npmPrograms } from './child/npm-programs.js'
import {
  blind,
  choice,
  highestTls,
  protectedData,
  rootsFile,
  yesNo,
} from './child/option-kit.js'
import { realClient, type Work } from './child/program.js'
import { scriptInvocation, scriptPath } from './child/script.js'

const manual = 'node-ftp README'
const node = 'Node.js documentation, tls.createSecureContext'
const booleans = { values: ['true', 'false'] as const }

const options = {
  secure: choice(
    'control: neither PBSZ nor PROT is sent, data in clear',
    ['true', 'control'],
    'true',
    manual,
    { cures: protectedData(['control'], 'true') },
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

const onlyControl = ({ request, value }: Work): boolean =>
  request.conversation.protect === 'never' || value('secure') === 'control'

export default realClient({
  id: 'node-ftp',
  product: 'node-ftp',
  title: 'ftp (npm, node-ftp), on the Node that runs this',
  testedVersion: '0.3.10',
  options,
  matrix: [{}, { maxVersion: 'TLSv1.2' }],
  rootsOption: 'ca',
  abilities: {
    name: 'node-ftp',
    // with secure: 'implicit' it never dials: 0.3.10 connects a TLSSocket
    // whose own socket stays unconnected
    modes: ['explicit', 'clear'],
    auth: ['TLS,SSL'],
    protect: ['before-login', 'never'],
    levels: ['P'],
    data: ['pasv'],
    versions: ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'],
    ciphers: true,
    dataSession: ['control'],
    verify: [true, false],
    certificate: true,
    serverName: true,
    steps: ['list', 'get', 'put', 'prot', 'pbsz', 'wait', 'command'],
    restart: true,
    append: true,
  },
  available: () => npmInstalled('ftp'),
  invocations: work => {
    const { verify, maxVersion = '' } = work.request.conversation
    const rejects = work.set('rejectUnauthorized')
    return Promise.resolve([
      scriptInvocation(
        work,
        process.execPath,
        ['--no-deprecation', scriptPath('node_ftp_client.cjs'), npmPrograms()],
        {
          options: { secure: onlyControl(work) ? 'control' : 'true' },
          max: work.set('maxVersion') ?? maxVersion,
          verify: rejects === undefined ? verify !== false : rejects === 'true',
        },
      ),
    ])
  },
  read: readNodeFtpLines,
  plan: work => ({
    auth: 'TLS, SSL',
    level: onlyControl(work) ? null : 'P',
    protect: 'before-login',
  }),
  configurationLine: (option, value) =>
    option === 'secure'
      ? `client.connect({ secure: ${value === 'control' ? "'control'" : value} })`
      : value === ''
        ? `(without ${option})`
        : `client.connect({ secureOptions: { ${option}: ${value} } })`,
})

/** Perl's Net::FTP with IO::Socket::SSL as a script would use it. */
import { readPerlNetFtpLines } from '../logs/perl-net-ftp.js'
import { installed } from './child/installed.js'
import {
  below13,
  blind,
  choice,
  free,
  passiveCures,
  protectedData,
  rootsFile,
  unresumed,
} from './child/option-kit.js'
import { realClient } from './child/program.js'
import { scriptInvocation, scriptPath } from './child/script.js'

const library = 'Net::FTP (libnet)'
const sockets = 'IO::Socket::SSL'
const no13 = 'SSLv23:!SSLv2:!SSLv3:!TLSv1_3'

const options = {
  // stored as the host, looked up as host:port (IO::Socket::SSL 2.081)
  SSL_session_key: choice(
    'key under which a session is stored and looked up',
    ['', 'host'],
    '',
    `${sockets}, SSL_session_key`,
    {
      cures: ['client-cache-key-differs', ...unresumed].map(f =>
        free(f, [''], 'host'),
      ),
    },
  ),
  Passive: choice('0: PORT', ['1', '0'], '1', library, {
    cures: passiveCures('0', '1'),
  }),
  prot: choice('level sent after login', ['P', 'C'], 'P', library, {
    cures: protectedData(['C'], 'P'),
  }),
  SSL_version: choice(
    'versions that ClientHello offers',
    ['', no13, 'SSLv23:!SSLv2:!SSLv3:!TLSv1_2:!TLSv1_1:!TLSv1'],
    '',
    `${sockets}, SSL_version`,
    {
      cures: [
        below13('upload-reset-unread-tickets-tls13', [''], no13),
        below13('data-session-not-reused-tls13-second-transfer', [''], no13),
        free('client-tls-too-old', [no13], ''),
      ],
    },
  ),
  SSL_verify_mode: {
    effect: 'whether the server certificate is verified, and its name',
    type: 'choice',
    values: ['SSL_VERIFY_PEER', 'SSL_VERIFY_NONE'],
    default: 'SSL_VERIFY_PEER',
    reference: `${sockets}, SSL_verify_mode`,
    evidence: 'verified',
    cures: blind(['SSL_VERIFY_PEER'], 'SSL_VERIFY_NONE'),
  },
  SSL_ca_file: rootsFile(`${sockets}, SSL_ca_file`),
} as const

export default realClient({
  id: 'perl-net-ftp',
  product: 'Perl Net::FTP',
  title: "Perl's Net::FTP with IO::Socket::SSL, as installed on this host",
  testedVersion: '3.14',
  options,
  matrix: [{}, { SSL_session_key: 'host' }],
  rootsOption: 'SSL_ca_file',
  choosesAddress: true,
  abilities: {
    name: 'Net::FTP of Perl',
    modes: ['explicit', 'implicit', 'clear'],
    auth: ['TLS'],
    // starttls sends both; prot() repeats them
    protect: ['before-login'],
    levels: ['C', 'P'],
    data: ['pasv', 'port'],
    versions: ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'],
    ciphers: true,
    verify: [true, false],
    certificate: true,
    serverName: true,
    steps: ['list', 'get', 'put', 'prot', 'ccc', 'wait', 'command'],
    listVerbs: ['LIST', 'NLST'],
    restart: true,
    append: true,
  },
  available: () =>
    installed({
      program: 'perl',
      args: [
        '-MNet::FTP',
        '-MIO::Socket::SSL',
        '-e',
        'print "$Net::FTP::VERSION IO::Socket::SSL $IO::Socket::SSL::VERSION\\n"',
      ],
      version: /^([\d.]+)/,
      from: 'libio-socket-ssl-perl',
    }),
  invocations: work => {
    const { data, verify, level, minVersion, maxVersion } =
      work.request.conversation
    const version = work.set('SSL_version')
    const mode = work.set('SSL_verify_mode')
    const only13 = version !== undefined && version.includes('!TLSv1_2')
    return Promise.resolve([
      scriptInvocation(work, 'perl', [scriptPath('net_ftp_client.pl')], {
        options: {
          SSL_session_key: work.value('SSL_session_key'),
          Passive: work.set('Passive') ?? (data === 'port' ? '0' : '1'),
        },
        min: only13 ? 'TLSv1.3' : (minVersion ?? ''),
        max: version === no13 ? 'TLSv1.2' : (maxVersion ?? ''),
        level: work.set('prot') ?? level ?? 'P',
        verify:
          mode === undefined ? verify !== false : mode !== 'SSL_VERIFY_NONE',
      }),
    ])
  },
  read: readPerlNetFtpLines,
  plan: ({ request, set }) => ({
    auth: 'TLS',
    level: set('prot') ?? request.conversation.level ?? 'P',
    protect:
      (request.conversation.level ?? 'P') === 'P' &&
      request.conversation.mode !== 'implicit'
        ? 'before-login'
        : 'after-login',
  }),
  configurationLine: (option, value) =>
    option === 'SSL_session_key'
      ? value === ''
        ? '(without IO::Socket::SSL::set_client_defaults)'
        : 'IO::Socket::SSL::set_client_defaults(SSL_session_key => $host)'
      : option === 'prot'
        ? `$ftp->prot('${value}')`
        : option === 'Passive'
          ? `Net::FTP->new($host, Passive => ${value})`
          : value === ''
            ? `(without ${option})`
            : `Net::FTP->new($host, ${option} => ${/^SSL_VERIFY/.test(value) ? value : `'${value}'`})`,
})

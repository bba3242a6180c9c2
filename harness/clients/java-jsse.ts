/**
 * JSSE without an FTP library: SSLSocket over connected sockets, one
 * SSLContext for all. What the API leaves to the program (under which host and
 * port a session is kept, how an upload ends) is an option named after the
 * call that it takes.
 */
import { readCommonsNetLines } from '../logs/commons-net.js'
import {
  blind,
  choice,
  free,
  protectedData,
  unresumed,
  yesNo,
} from './child/option-kit.js'
import { realClient, type Work } from './child/program.js'
import { scriptJob } from './child/script.js'
import { askedVersions, javaInvocation, jdk } from './java/jdk.js'
import {
  booleans,
  jsse,
  jsseLine,
  jsseOptions,
  protocols,
} from './java/jsse-options.js'
import { javaProperties } from './java/properties.js'

const packages = 'default-jdk-headless'
const sockets = 'OpenJDK 17, sun.security.ssl.SSLSocketImpl.getPeerPort'

const options = {
  'session-reuse': yesNo(
    'YES: a data socket names the control port as its own, under which JSSE keeps the session',
    'NO',
    sockets,
    { cures: unresumed.map(f => free(f, ['NO'], 'YES')) },
  ),
  ...jsseOptions,
  'jdk.tls.client.protocols': protocols(jsse),
  'jdk.tls.namedGroups': choice(
    'groups that ClientHello offers, the first one with a key share',
    ['', 'x25519', 'secp256r1', 'secp384r1', 'ffdhe2048'],
    '',
    jsse,
  ),
  PROT: choice(
    "level that is sent; '': none",
    ['P', 'C', ''],
    'P',
    'RFC 4217',
    {
      cures: protectedData(['C', ''], 'P'),
    },
  ),
  data: choice(
    'how a data connection is agreed',
    ['PASV', 'EPSV', 'PORT', 'EPRT'],
    'PASV',
    'RFC 959, RFC 2428',
    {
      cures: [
        'active-mode-client-unreachable',
        'active-mode-refused',
        'active-mode-address-rejected',
      ]
        .map(f => free(f, ['PORT', 'EPRT'], 'PASV'))
        .concat(free('passive-mode-refused', ['PASV', 'EPSV'], 'PORT')),
    },
  ),
  shutdownOutput: yesNo(
    'true: an upload ends with shutdownOutput() and is read to its end before close()',
    'false',
    'Java SE 17 API, SSLSocket',
    {
      ...booleans,
      cures: [
        free(
          'data-session-not-reused-tls13-second-transfer',
          ['false'],
          'true',
        ),
      ],
    },
  ),
  X509TrustManager: choice(
    'whether the server certificate is verified; never its name',
    ['PKIX', 'accept-all'],
    'PKIX',
    'Java SE 17 API, SSLContext.init',
    {
      cures: blind(['PKIX'], 'accept-all', [
        'client-distrusts-server-cert',
        'server-cert-expired',
      ]),
    },
  ),
  setEndpointIdentificationAlgorithm: choice(
    'HTTPS: the name in the certificate is compared with the host',
    ['', 'HTTPS'],
    '',
    'Java SE 17 API, SSLParameters',
    { cures: blind(['HTTPS'], '', ['client-hostname-mismatch']) },
  ),
} as const

/** null: no PROT is sent. */
const levelOf = (work: Work): string | null => {
  const { level = 'P', protect, mode } = work.request.conversation
  const own = work.set('PROT') ?? level
  return protect === 'never' || own === '' || mode === 'clear' ? null : own
}

const reuses = ({ request, set }: Work): boolean => {
  const { dataSession = 'habit' } = request.conversation
  const own = set('session-reuse')
  return own === undefined ? dataSession === 'control' : own === 'YES'
}

/** By ticket or by session id: JSSE has one switch for both. */
const tickets = (work: Work): string => {
  const { resumption } = work.request.conversation
  const name = 'jdk.tls.client.enableSessionTicketExtension'
  return (
    work.set(name) ??
    (resumption === undefined
      ? work.value(name)
      : String(resumption === 'ticket'))
  )
}

const endOfUpload = ({ request, value, set }: Work): string =>
  set('shutdownOutput') ??
  String(request.conversation.readToEnd ?? value('shutdownOutput') === 'true')

const properties = (work: Work): string => {
  const { conversation } = work.request
  const level = levelOf(work)
  const { steps, options: own, ...job } = scriptJob(work, { options: {} })
  const { verify, serverName } = conversation
  return javaProperties(
    {
      ...job,
      ...own,
      auth: conversation.auth ?? ['TLS'],
      ccc: steps.some(s => s.do === 'ccc'),
      level: level ?? '',
      protect:
        level === null ? 'never' : (conversation.protect ?? 'after-login'),
      everything: work.value('jdk.tls.disabledAlgorithms') === '',
      data: work.set('data') ?? conversation.data ?? 'PASV',
      'session-reuse': reuses(work),
      shutdownOutput: endOfUpload(work),
      X509TrustManager:
        work.set('X509TrustManager') ??
        (verify === false ? 'accept-all' : 'PKIX'),
      endpoint:
        work.set('setEndpointIdentificationAlgorithm') ??
        (serverName === undefined ? '' : 'HTTPS'),
    },
    steps,
  )
}

const line = (option: string, value: string): string => {
  if (option === 'session-reuse')
    return value === 'YES'
      ? 'factory.createSocket(new Socket() { public int getPort() { return controlPort; } }, host, …)'
      : 'factory.createSocket(new Socket(), host, …)'
  if (option === 'shutdownOutput')
    return value === 'true'
      ? 'data.shutdownOutput(); while (data.getInputStream().read() >= 0); data.close()'
      : 'data.close()'
  if (option === 'X509TrustManager')
    return value === 'PKIX'
      ? 'context.init(keys, trustManagerFactory.getTrustManagers(), null)'
      : 'context.init(keys, new TrustManager[] {one that accepts all}, null)'
  if (option === 'setEndpointIdentificationAlgorithm')
    return value === ''
      ? `(without ${option})`
      : `parameters.${option}("HTTPS")`
  if (option === 'data') return `(program sends ${value})`
  if (option === 'PROT')
    return value === '' ? '(without PROT)' : `(program sends PROT ${value})`
  return jsseLine(option, value)
}

export default realClient({
  id: 'java-jsse',
  product: 'Java JSSE',
  title: 'JSSE sockets without an FTP library, on the JDK of this host',
  testedVersion: '17.0.15',
  options,
  matrix: [
    {},
    { 'session-reuse': 'YES' },
    {
      'session-reuse': 'YES',
      'jdk.tls.client.protocols': 'TLSv1.2',
      'jdk.tls.client.enableSessionTicketExtension': 'false',
    },
  ],
  rootsOption: 'javax.net.ssl.trustStore',
  choosesAddress: true,
  abilities: {
    name: 'JSSE',
    modes: ['explicit', 'implicit', 'clear'],
    auth: ['TLS', 'SSL', 'TLS,SSL', 'SSL,TLS'],
    protect: ['before-login', 'after-login', 'never'],
    levels: ['C', 'S', 'E', 'P'],
    data: ['pasv', 'epsv', 'port', 'eprt'],
    // JDK 17 has TLS 1.0 and 1.1 disabled in java.security
    versions: ['TLSv1.2', 'TLSv1.3'],
    ciphers: false,
    dataSession: ['control', 'none'],
    resumption: ['session-id', 'ticket'],
    readToEnd: [true, false],
    verify: [true, false],
    certificate: true,
    serverName: true,
    steps: ['list', 'get', 'put', 'prot', 'pbsz', 'ccc', 'wait', 'command'],
    listVerbs: ['LIST', 'NLST', 'MLSD'],
    restart: true,
    append: true,
  },
  available: () => jdk(packages),
  invocations: async work => [
    await javaInvocation({
      main: 'JsseClient',
      from: packages,
      systemProperties: {
        'jdk.tls.client.enableSessionTicketExtension': tickets(work),
        'jdk.tls.useExtendedMasterSecret': work.value(
          'jdk.tls.useExtendedMasterSecret',
        ),
        'jdk.tls.client.protocols':
          work.set('jdk.tls.client.protocols') ??
          askedVersions(work.request.conversation),
        'jdk.tls.namedGroups': work.value('jdk.tls.namedGroups'),
      },
      stdin: properties(work),
    }),
  ],
  read: readCommonsNetLines,
  plan: work => {
    const { auth = ['TLS'], protect } = work.request.conversation
    return {
      auth: auth.join(', '),
      level: levelOf(work),
      protect: protect === 'before-login' ? protect : 'after-login',
    }
  },
  configurationLine: line,
})

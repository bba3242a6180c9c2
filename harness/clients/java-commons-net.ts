/** Apache Commons Net over JSSE as a program would use it. */
import { access } from 'node:fs/promises'
import { readCommonsNetLines } from '../logs/commons-net.js'
import type { Availability } from '../model.js'
import { hintFor } from './child/installed.js'
import { programSays } from './child/probe.js'
import { realClient, type Work } from './child/program.js'
import { scriptJob } from './child/script.js'
import { askedVersions, javaInvocation, jdk } from './java/jdk.js'
import { javaLine, javaOptions } from './java/options.js'
import { javaProperties } from './java/properties.js'

const library = '/usr/share/java/commons-net.jar'
const packages = 'default-jdk-headless libcommons-net-java'

const available = async (): Promise<Availability> => {
  const java = await jdk(packages)
  if (!java.ok) return java
  try {
    await access(library)
  } catch {
    const why = `${library} is not there`
    return { ok: false, why, hint: hintFor(packages) }
  }
  const version = await libraryVersion()
  return { ok: true, version, detail: `Commons Net on ${java.detail}` }
}

/** Debian names the file behind the link commons-net-3.9.0.jar. */
const libraryVersion = async (): Promise<string> => {
  const told = await programSays('readlink', ['-f', library])
  return /commons-net-([\d.]*\d)\.jar/.exec(told ?? '')?.[1] ?? testedVersion
}

const testedVersion = '3.9.0'

const properties = (work: Work): string => {
  const { conversation } = work.request
  const { data, verify, protect } = conversation
  const level = work.set('execPROT') ?? conversation.level ?? 'P'
  const passive = data !== 'port' && data !== 'eprt'
  const trusts = verify === undefined ? '' : verify ? 'roots' : 'accept-all'
  const { steps, options, ...job } = scriptJob(work, { options: {}, level })
  return javaProperties(
    {
      ...job,
      ...options,
      auth: conversation.auth?.[0] ?? '',
      implicit: conversation.mode === 'implicit',
      protect: level === '' ? 'never' : (protect ?? ''),
      protocols: work.set('setEnabledProtocols') ?? askedVersions(conversation),
      everything: work.value('jdk.tls.disabledAlgorithms') === '',
      'session-reuse': work.value('session-reuse') === 'YES',
      enterLocalPassiveMode:
        work.set('enterLocalPassiveMode') ?? String(passive),
      setUseEPSVwithIPv4:
        work.set('setUseEPSVwithIPv4') ??
        String(data === 'epsv' || data === 'eprt'),
      setTrustManager: work.set('setTrustManager') ?? trusts,
      setEndpointCheckingEnabled:
        work.set('setEndpointCheckingEnabled') ??
        String(conversation.serverName !== undefined),
    },
    steps,
  )
}

const invocation = (work: Work) =>
  javaInvocation({
    main: 'FtpsClient',
    library,
    from: packages,
    flags: [
      '--add-opens',
      'java.base/sun.security.ssl=ALL-UNNAMED',
      '--add-opens',
      'java.base/sun.security.util=ALL-UNNAMED',
    ],
    systemProperties: Object.fromEntries(
      [
        'jdk.tls.client.enableSessionTicketExtension',
        'jdk.tls.useExtendedMasterSecret',
      ].map(name => [name, work.value(name)]),
    ),
    stdin: properties(work),
  })

export default realClient({
  id: 'java-commons-net',
  product: 'Java commons-net (JSSE)',
  title: "Apache Commons Net's FTPSClient over JSSE, as installed on this host",
  testedVersion,
  options: javaOptions,
  matrix: [
    {},
    { 'session-reuse': 'YES', setEnabledProtocols: 'TLSv1.2' },
    {
      'session-reuse': 'YES',
      setEnabledProtocols: 'TLSv1.2',
      'jdk.tls.client.enableSessionTicketExtension': 'false',
    },
  ],
  rootsOption: 'javax.net.ssl.trustStore',
  choosesAddress: true,
  abilities: {
    name: 'Commons Net',
    modes: ['explicit', 'implicit'],
    auth: ['TLS', 'SSL', 'TLS-C', 'TLS-P'],
    protect: ['after-login', 'never'],
    levels: ['C', 'S', 'E', 'P'],
    // EPRT only over IPv6
    data: ['pasv', 'epsv', 'port'],
    // JDK 17 has TLS 1.0 and 1.1 disabled in java.security
    versions: ['TLSv1.2', 'TLSv1.3'],
    ciphers: false,
    verify: [true, false],
    certificate: true,
    serverName: true,
    steps: ['list', 'get', 'put', 'prot', 'pbsz', 'ccc', 'wait', 'command'],
    listVerbs: ['LIST', 'NLST', 'MLSD'],
    restart: true,
    append: true,
  },
  available,
  invocations: async work => [await invocation(work)],
  read: readCommonsNetLines,
  plan: ({ request, set }) => {
    const { auth, level = 'P', protect } = request.conversation
    const own = set('execPROT') ?? level
    return {
      auth: auth?.[0] ?? 'TLS',
      level: protect === 'never' || own === '' ? null : own,
      protect: 'after-login',
    }
  },
  configurationLine: javaLine,
})

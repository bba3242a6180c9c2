/** Apache Commons Net over JSSE as a program would use it. */
import { access } from 'node:fs/promises'
import { readCommonsNetLines } from '../logs/commons-net.js'
import type { Availability } from '../model.js'
import { hintFor, installed } from './child/installed.js'
import { programSays } from './child/probe.js'
import { realClient, type Invocation, type Work } from './child/program.js'
import { scriptJob, scriptPath } from './child/script.js'
import { compiled } from './java/compiled.js'
import { javaLine, javaOptions } from './java/options.js'
import { javaProperties } from './java/properties.js'

const library = '/usr/share/java/commons-net.jar'
const packages = 'default-jdk-headless libcommons-net-java'

const available = async (): Promise<Availability> => {
  const java = await installed({
    program: 'java',
    args: ['--version'],
    version: /^\S+ (\d[\d.]*)/,
    from: packages,
  })
  if (!java.ok) return java
  const hint = hintFor(packages)
  if ((await programSays('javac', ['--version'])) === null)
    return { ok: false, why: 'javac is not installed', hint }
  try {
    await access(library)
  } catch {
    return { ok: false, why: `${library} is not there`, hint }
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
  const { data, verify, minVersion, maxVersion, protect } = conversation
  const versions = ['TLSv1.2', 'TLSv1.3'] as const
  const from = minVersion === 'TLSv1.3' ? 1 : 0
  const to = maxVersion === 'TLSv1.2' ? 0 : 1
  const asked = minVersion ?? maxVersion
  const highest = work.set('setEnabledProtocols')
  const protocols =
    highest === undefined
      ? asked === undefined
        ? ''
        : versions.slice(from, to + 1).join(',')
      : highest
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
      protocols,
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

const invocation = async (work: Work): Promise<Invocation> => {
  const classes = await compiled(scriptPath('FtpsClient.java'), library)
  const systemProperties = [
    'jdk.tls.client.enableSessionTicketExtension',
    'jdk.tls.useExtendedMasterSecret',
  ].map(name => `-D${name}=${work.value(name)}`)
  return {
    program: 'java',
    args: [
      // one short conversation: the optimising compiler only costs time
      '-XX:TieredStopAtLevel=1',
      '-XX:+UseSerialGC',
      '-Xshare:auto',
      '--add-opens',
      'java.base/sun.security.ssl=ALL-UNNAMED',
      '--add-opens',
      'java.base/sun.security.util=ALL-UNNAMED',
      ...systemProperties,
      '-cp',
      `${library}:${classes}`,
      'FtpsClient',
    ],
    stdin: properties(work),
  }
}

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
    data: ['pasv', 'epsv', 'port', 'eprt'],
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

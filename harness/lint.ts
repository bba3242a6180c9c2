/** Broken declarations stop the program before anything runs. */
import type { Catalogue } from './discover.js'
import { InteropError } from './errors.js'
import { scenarioPoints, scenarioPart } from './scenario-points.js'
import type { Option, Scenario } from './model.js'

const refuse = (where: string, what: string, hint: string): never => {
  throw new InteropError('FI_DECLARATION', {
    message: `${where}: ${what}`,
    hint,
  })
}

const lintOptions = (
  where: string,
  options: Readonly<Record<string, Option>>,
  known: ReadonlySet<string>,
): void => {
  for (const [name, option] of Object.entries(options)) {
    if (option.reference === '')
      refuse(`${where} ${name}`, 'no reference', 'name the manual, RFC or bug')
    for (const cure of option.cures ?? []) {
      if (!known.has(cure.finding))
        refuse(
          `${where} ${name}`,
          `cures ${cure.finding}, which no rule raises`,
          'add harness/findings/<id>.ts or correct the id',
        )
      if (option.values !== undefined && option.type !== 'text')
        if (!option.values.includes(cure.to))
          refuse(`${where} ${name}`, `cannot be ${cure.to}`, 'see its values')
      if (cure.securityCost !== 'none' && cure.exposes === '')
        refuse(
          `${where} ${name}=${cure.to}`,
          'costs security but does not say what it exposes',
          'fill in `exposes`',
        )
    }
  }
}

/** A title that names a TLS version or a PROT level must set it. */
const lintTitle = (scenario: Scenario): void => {
  const text = JSON.stringify(
    scenarioPoints(scenario).map(point => scenarioPart(scenario, point)),
  )
  for (const [claim, needed] of [
    [/TLS 1\.0\b/, '"TLSv1"'],
    [/TLS 1\.1\b/, '"TLSv1.1"'],
    [/TLS 1\.2\b/, '"TLSv1.2"'],
    [/TLS 1\.3\b/, '"TLSv1.3"'],
    [/PROT C\b/, '"C"'],
    [/\bimplicit\b/i, 'implicit'],
    [/\bEPSV\b/, 'epsv'],
    [/\bEPRT\b/, 'eprt'],
  ] as const)
    if (claim.test(scenario.title) && !text.includes(needed))
      refuse(
        `scenarios/${scenario.id}`,
        `its title says ${claim.source.replace(/\\[b]/g, '').replace(/\\/g, '')}, its body never sets it`,
        'set it in the declaration or change the title',
      )
}

const lintScenario = (
  scenario: Scenario,
  known: ReadonlySet<string>,
  networks: ReadonlySet<string>,
): void => {
  const where = `scenarios/${scenario.id}`
  if (scenario.references.length === 0)
    refuse(where, 'no reference', 'name the RFC clause, bug or thread')
  if (scenario.why === '') refuse(where, 'no why', 'say who is hurt')
  for (const id of scenario.findings)
    if (!known.has(id))
      refuse(where, `names ${id}, which no rule raises`, 'correct the id')
  for (const [name, values] of Object.entries(scenario.matrix ?? {}))
    if (values.length === 0 || new Set(values).size !== values.length)
      refuse(where, `dimension ${name} is empty or repeats`, 'correct it')
  for (const point of scenarioPoints(scenario)) {
    const { network } = scenarioPart(scenario, point)
    if (network !== undefined && !networks.has(network))
      refuse(where, `has network ${network}`, 'see harness/networks/')
  }
  lintTitle(scenario)
}

export const lintCatalogue = (catalogue: Catalogue): void => {
  const known = new Set(catalogue.rules.keys())
  for (const rule of catalogue.rules.values()) {
    if (rule.references.length === 0)
      refuse(`harness/findings/${rule.id}`, 'no reference', 'name the source')
    for (const other of rule.supersedes ?? [])
      if (!known.has(other))
        refuse(
          `harness/findings/${rule.id}`,
          `supersedes ${other}, which no rule raises`,
          'correct the id',
        )
    for (const other of rule.suspectsOf ?? [])
      if (!known.has(other))
        refuse(
          `harness/findings/${rule.id}`,
          `has the suspects of ${other}, which no rule raises`,
          'correct the id',
        )
  }
  for (const network of catalogue.networks.values())
    if (network.references.length === 0)
      refuse(`harness/networks/${network.id}`, 'no reference', 'name the RFC')
  for (const scenario of catalogue.scenarios.values())
    lintScenario(scenario, known, new Set(catalogue.networks.keys()))
  for (const server of catalogue.servers.values())
    lintOptions(`servers/profiles/${server.id}`, server.options, known)
  for (const client of catalogue.clients.values())
    lintOptions(`harness/clients/${client.id}`, client.options, known)
}

/**
 * What a discovered file default-exports. Each function freezes its argument
 * and gives it its type; discovery checks it against the file's place.
 */
import type {
  ClientProfile,
  Fault,
  ReportFormat,
  Rule,
  Scenario,
  ServerProfile,
} from './model.js'
import type { Network } from './networks/box/network.js'

const freeze = <T>(value: T): T => {
  if (value === null || typeof value !== 'object' || Object.isFrozen(value))
    return value
  Object.freeze(value)
  for (const key of Reflect.ownKeys(value))
    freeze((value as Record<PropertyKey, unknown>)[key])
  return value
}

/** scenarios/<area>/<name>.ts; `id` is that path. */
export const defineScenario = (scenario: Scenario): Scenario => freeze(scenario)

/** servers/profiles/<id>.ts */
export const defineServer = (server: ServerProfile): ServerProfile =>
  Object.freeze(server)

/** harness/clients/<id>.ts */
export const defineClient = (client: ClientProfile): ClientProfile =>
  Object.freeze(client)

/** harness/findings/<id>.ts */
export const defineRule = (rule: Rule): Rule => freeze(rule)

/** reports/<id>.ts */
export const defineReport = (report: ReportFormat): ReportFormat =>
  freeze(report)

/** servers/faults/<id>.ts */
export const defineFault = (fault: Fault): Fault => Object.freeze(fault)

/** harness/networks/<id>.ts */
export const defineNetwork = (network: Network): Network =>
  Object.freeze(network)

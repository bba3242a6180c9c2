/** Expands a scenario's matrix and resolves its declaration at one point. */
import type {
  Conversation,
  Point,
  Requirement,
  Scenario,
  ServerSettings,
} from './model.js'

export const scenarioPoints = (scenario: Scenario): readonly Point[] =>
  Object.entries(scenario.matrix ?? {}).reduce<readonly Point[]>(
    (points, [name, values]) =>
      points.flatMap(point => values.map(v => ({ ...point, [name]: v }))),
    [{}],
  )

export interface ScenarioPart {
  readonly conversation: Conversation
  readonly settings: ServerSettings
  readonly requirement: Requirement
  /** id of a network */
  readonly network?: string
}

const at = <T>(part: T | ((point: Point) => T), point: Point): T =>
  typeof part === 'function' ? (part as (point: Point) => T)(point) : part

export const scenarioPart = (
  scenario: Scenario,
  point: Point,
): ScenarioPart => ({
  conversation: at(scenario.conversation, point),
  settings: at(scenario.server ?? {}, point),
  requirement: at(scenario.require ?? {}, point),
  ...(scenario.network === undefined
    ? {}
    : { network: at(scenario.network, point) }),
})

/** A small catalogue of made-up peers, for tests of the engine's own logic. */
import type { Catalogue } from '../harness/discover.js'
import { openLanes } from '../harness/lanes.js'
import type {
  CellResult,
  ClientProfile,
  ClientRequest,
  ClientResult,
  Finding,
  ListenerSpec,
  Option,
  Rule,
  Scenario,
  ServerProfile,
  StepOutcome,
  Verdict,
} from '../harness/model.js'
import { planCells, type PlannedCell } from '../harness/plan.js'
import {
  everything,
  resolveSelection,
  type Selection,
} from '../harness/selection.js'

const option = (more: Partial<Option>): Option => ({
  effect: 'none at all',
  type: 'boolean',
  values: ['YES', 'NO'],
  default: 'YES',
  reference: 'made up',
  ...more,
})

const scenario = (id: string, more: Partial<Scenario> = {}): Scenario => ({
  id,
  title: id,
  why: 'made up',
  references: ['none'],
  conversation: {},
  findings: [],
  ...more,
})

const scenarios: readonly Scenario[] = [
  scenario('plain/one'),
  scenario('plain/two'),
  scenario('plain/loose', { server: { sessionReuse: 'not-required' } }),
  scenario('grid/levels', {
    matrix: { tls: ['1.2', '1.3'], level: ['C', 'P'] },
    conversation: ({ level }) => ({ level: level === 'C' ? 'C' : 'P' }),
  }),
  scenario('grid/no-tls', { server: { tls: 'off' } }),
  scenario('grid/mail', { protocol: 'smtp' }),
  scenario('extra/slow', { optIn: true }),
]

const step: StepOutcome = {
  step: 'list',
  label: 'LIST',
  ok: true,
  at: 1,
  ms: 1,
  code: 226,
}

const works = async (): Promise<ClientResult> => ({
  events: [],
  steps: [step],
  claims: 'success',
  log: '',
  version: '1',
})

const client = (
  id: string,
  more: Partial<ClientProfile> = {},
): ClientProfile => ({
  id,
  product: id,
  title: id,
  kind: 'emulated',
  versions: ['1'],
  defaultVersion: '1',
  options: {
    mode: option({ type: 'choice', values: ['a', 'b'], default: 'a' }),
    path: option({ type: 'text', default: '' }),
  },
  evidence: 'source',
  inDefaultMatrix: true,
  choosesAddress: true,
  available: async () => ({ ok: true, version: '1', detail: '' }),
  supports: () => true,
  run: works,
  configurationLine: (name, value) => `${name}: ${value}`,
  ...more,
})

export interface FakeInit {
  readonly listen?: (spec: ListenerSpec) => Promise<void>
  readonly run?: (request: ClientRequest) => Promise<ClientResult>
  readonly rules?: ReadonlyMap<string, Rule>
}

export interface Fake {
  readonly catalogue: Catalogue
  readonly listened: ListenerSpec[]
  /** backends started and stopped */
  readonly instances: { started: number; stopped: number }
}

const serverOf = (
  init: FakeInit,
  { listened, instances }: Omit<Fake, 'catalogue'>,
): ServerProfile => ({
  id: 'box',
  product: 'Box',
  title: 'a box',
  versions: ['1.0', '2.0'],
  defaultVersion: '2.0',
  inDefaultMatrix: true,
  options: {
    reuse: option({ since: '1.5' }),
    size: option({ type: 'number', default: '10', values: undefined as never }),
    note: option({ type: 'text', default: '', values: undefined as never }),
  },
  matrix: [{}, { size: '20' }],
  realise: ({ tls, sessionReuse }) =>
    tls === 'off'
      ? { unsupported: 'box cannot do without TLS' }
      : {
          options: sessionReuse === 'not-required' ? { reuse: 'NO' } : {},
        },
  configurationLine: (name, value) => `${name}=${value}`,
  backends: [
    {
      name: 'embedded',
      available: async () => ({ ok: true, version: '9', detail: '' }),
      start: async () => {
        instances.started += 1
        return {
          listen: async spec => {
            listened.push(spec)
            await init.listen?.(spec)
            return {
              host: '127.0.0.1',
              port: 1,
              version: spec.version,
              exclusive: false,
              user: 'joe',
              password: 'pw',
              uploadDirectory: '',
              observe: () => ({
                events: async () => [],
                stored: async () => null,
                end: () => undefined,
              }),
              stop: async () => undefined,
            }
          },
          stop: async () => {
            instances.stopped += 1
          },
        }
      },
    },
    {
      name: 'process',
      available: async () => ({
        ok: false,
        why: 'boxd is not installed',
        hint: 'install it',
      }),
      start: async () => Promise.reject(new Error('never asked')),
    },
  ],
})

const byId = <T extends { readonly id: string }>(
  all: readonly T[],
): ReadonlyMap<string, T> => new Map(all.map(one => [one.id, one]))

export const fake = (init: FakeInit = {}): Fake => {
  const listened: ListenerSpec[] = []
  const instances = { started: 0, stopped: 0 }
  const catalogue: Catalogue = {
    scenarios: byId(scenarios),
    servers: byId([serverOf(init, { listened, instances })]),
    clients: byId([
      client('good', { run: init.run ?? works }),
      client('only-p', {
        supports: ({ level }, options) =>
          level === 'C' && options['mode'] !== 'b' ? 'only PROT P' : true,
      }),
      client('absent', {
        inDefaultMatrix: false,
        kind: 'real',
        matrix: [{}, { mode: 'b' }],
        available: async () => ({
          ok: false,
          why: 'absent is not installed',
          hint: 'install it',
        }),
      }),
    ]),
    rules: init.rules ?? new Map(),
    reports: new Map(),
    networks: new Map(),
  }
  return { catalogue, listened, instances }
}

/** Every cell of a selection, planned. */
export const planned = async (
  { catalogue }: Pick<Fake, 'catalogue'>,
  selection: Partial<Selection>,
): Promise<PlannedCell[]> => [...(await planning({ catalogue }, selection))]

export const planning = async (
  { catalogue }: Pick<Fake, 'catalogue'>,
  selection: Partial<Selection>,
): Promise<Generator<PlannedCell>> => {
  const whole: Selection = { ...everything, ...selection }
  const resolved = resolveSelection(catalogue, whole)
  const lanes = await openLanes(catalogue, whole, resolved)
  return planCells(catalogue, whole, resolved, lanes)
}

export const finding = (
  id: string,
  culprits: Finding['culprits'] = [],
): Finding => ({
  id,
  phase: 'data-tls',
  severity: 'fault',
  statement: `It is ${id}.`,
  certainty: 'stated',
  culprits,
  evidence: [],
})

/** The result of a planned cell as a run would give it. */
export const resultOf = (
  { cell }: Pick<PlannedCell, 'cell'>,
  verdict: Verdict,
  findings: readonly Finding[] = [],
): CellResult => ({
  ...cell,
  verdict,
  expected: { verdict: 'pass', reason: 'made up' },
  asExpected: verdict === 'pass',
  durationMs: 1,
  steps: [],
  findings,
  events: [],
})

/** What a function throws, as one comparable object. */
export const thrown = (
  action: () => unknown,
): { code: string; message: string; hint: string; exitCode: number } => {
  try {
    action()
  } catch (error) {
    const { code, message, hint, exitCode } = error as {
      code: string
      message: string
      hint: string
      exitCode: number
    }
    return { code, message, hint, exitCode }
  }
  return { code: 'nothing', message: '', hint: '', exitCode: 0 }
}

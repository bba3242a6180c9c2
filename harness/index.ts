/**
 * The importable API. Declare peers, scenarios and reports; run cells; start
 * one emulated server for a test of your own.
 */
export {
  defineClient,
  defineReport,
  defineRule,
  defineScenario,
  defineServer,
} from './define.js'
export { InteropError, type ErrorCode, type ExitCode } from './errors.js'
export type * from './model.js'
export { readJournal } from './journal.js'
export { run, type RunOptions, type RunWatcher } from './run/run.js'
export {
  startServer,
  type StartedServer,
  type StartOptions,
} from './start-server.js'

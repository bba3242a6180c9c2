/**
 * What a quirk is: one behaviour that a real product shows and the standard
 * does not ask for, as a change of an engine's configuration.
 */
import type { EngineConfig } from '../engine/config.js'
import type { Hooks } from '../engine/hooks.js'

export type Quirk = (config: EngineConfig) => EngineConfig

/** from the first to the last: of two that decide the same, the first wins */
export const withQuirks = (
  config: EngineConfig,
  quirks: readonly Quirk[],
): EngineConfig => quirks.reduce((made, quirk) => quirk(made), config)

export const hookQuirk =
  (hooks: Hooks): Quirk =>
  config => ({ ...config, hooks: [...config.hooks, hooks] })

import { type Loop, runEvery } from '../loop/run-every.ts'
import type { Services } from '../services.ts'

/** A look at some files; soon enough for who has just saved one. */
const intervalMs = 500

/** In development: matches are made by a rule as soon as it is saved. */
export function startMatchingReload({ config, matchingRules, log }: Services): Loop {
  if (!config.reloadGames) return { stop: async () => {} }
  return runEvery({
    name: 'matching reload',
    intervalMs,
    log,
    pass: async () => {
      await matchingRules.load()
      return false
    },
  })
}

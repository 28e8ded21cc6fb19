import type { Redis } from '../redis.ts'
import { beatLua } from './lua/beat.ts'
import { explainLua, overviewLua } from './lua/explaining.ts'
import { fittingLua } from './lua/fitting.ts'
import { hostYieldsLua, offerLua, readyLua, releaseLua, turnLua, yieldLua } from './lua/handing-over.ts'
import { matchesLua } from './lua/matches.ts'
import { ownersLua } from './lua/owners.ts'
import { quietLua } from './lua/quiet.ts'
import { diedLua, registerLua } from './lua/registering.ts'
import { addLua, forgottenLua, withdrawLua } from './lua/requests.ts'
import { strikeLua } from './lua/strikes.ts'
import { takingLua } from './lua/taking.ts'

const scripts = {
  add: matchesLua + ownersLua + addLua,
  withdraw: matchesLua + withdrawLua,
  forgotten: matchesLua + forgottenLua,
  explain: matchesLua + fittingLua + explainLua,
  overview: matchesLua + fittingLua + overviewLua,
  register: matchesLua + ownersLua + registerLua,
  beat: matchesLua + ownersLua + fittingLua + quietLua + takingLua + beatLua,
  release: matchesLua + ownersLua + releaseLua,
  offer: matchesLua + ownersLua + offerLua,
  ready: matchesLua + quietLua + readyLua,
  turn: matchesLua + turnLua,
  yield: matchesLua + ownersLua + quietLua + yieldLua,
  hostYields: matchesLua + fittingLua + quietLua + hostYieldsLua,
  died: matchesLua + ownersLua + diedLua,
  strike: matchesLua + strikeLua,
} as const

export type PlacementScript = keyof typeof scripts

/** Runs a script by its name; Redis is sent its text once. Each is carried out as a whole, while nothing else is. */
export type RunPlacement = (
  script: PlacementScript,
  ...args: readonly (string | number)[]
) => Promise<unknown>

export function placementScripts(redis: Redis): RunPlacement {
  for (const [name, lua] of Object.entries(scripts)) {
    redis.defineCommand(`placement:${name}`, { numberOfKeys: 0, lua })
  }
  const commands = redis as unknown as Record<string, (...args: unknown[]) => Promise<unknown>>
  return (script, ...args) => (commands[`placement:${script}`] as (typeof commands)[string])(...args)
}

/** Channels know no databases of Redis: what stands before each of ours. */
export function channelPrefix(redis: Redis): string {
  return `placement:${redis.options.db ?? 0}:`
}

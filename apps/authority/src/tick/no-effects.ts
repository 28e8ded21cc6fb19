import type { MatchEffects } from './match-effects.ts'

const nothing = () => {}

/** Of a match without surroundings: what it asks for is not done, and what it wants to know is that there is nothing. */
export const noEffects: MatchEffects = {
  publish: nothing,
  publishEach: () => true,
  silence: nothing,
  unsilence: nothing,
  remove: nothing,
  removed: nothing,
  desynced: nothing,
  started: nothing,
  wentOn: nothing,
  stranger: nothing,
  opened: nothing,
  broughtBy: () => ({ kept: undefined, awaySeconds: 0 }),
  owns: nothing,
  saveOwned: nothing,
  playerLeft: nothing,
  ended: nothing,
}

import type { AnyGame } from '../../src/game/define-game.ts'
import { handsFor, type Mind } from './hands.ts'
import { PlayedSimulation } from './played-simulation.ts'

const goldenSeconds = 20
const playersMax = 4
/** At 60 ticks a second, a difference is known to the second. */
const hashEachTicks = 60

/**
 * Hashes of the state in a bot match of 20 s, one every 60 ticks, each with all before it in it: eight hexadecimal digits. The
 * same on every machine, or the game or the engine does something that engines do differently.
 */
export function goldenChain(game: AnyGame, mind: Mind | undefined): string[] {
  const players = Math.max(game.players.min, Math.min(game.players.max, playersMax))
  const hands = Array.from({ length: players }, (_, slot) => handsFor(game, mind, slot + 1))
  const played = new PlayedSimulation({ game, seed: 1, hands })
  const ticks = goldenSeconds * game.tickRate
  const chain: string[] = []
  let hash = 0
  while (played.tick < ticks && !played.isOver) {
    played.step()
    if (played.tick % hashEachTicks !== 0) continue
    hash = Math.imul(hash ^ played.stateAt(played.tick).hash(), 0x01000193) >>> 0
    chain.push(hash.toString(16).padStart(8, '0'))
  }
  return chain
}

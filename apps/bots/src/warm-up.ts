import { type AnyGame, MatchAuthority } from '@gameserver/engine'
import type { BotMind } from '@gameserver/games/bot-mind.ts'
import { rehearse } from '@gameserver/games/rehearse.ts'

/** Enough calls of everything for V8 to optimise it: a quarter of this still left late inputs in the first seconds. */
const ticksMax = 900

/**
 * Plays a match in this process, against nobody. A player's browser has long compiled the game when a match begins; bots
 * that hadn't would spend the first seconds of theirs on it, all at once, and measure that.
 */
export function warmUp(game: AnyGame, mind: BotMind | undefined): void {
  const play = new MatchAuthority({ game, seed: 1 })
  const ticks = rehearse({
    game,
    mind,
    authority: {
      join: (slot) => play.join(slot),
      keyframes: (slot) => play.keyframes(slot),
      step: () => void play.step(),
      snapshots: () => play.snapshots(),
      receiveInput: (slot, packet) => void play.receiveInput(slot, packet, 0),
      isOver: () => play.isOver(),
    },
  })
  for (const tick of ticks) if (tick === ticksMax) return
}

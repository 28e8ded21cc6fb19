import { type AnyGame, createPlayClient, MatchAuthority } from '@gameserver/engine'
import type { BotMind } from '@gameserver/games/bot-mind.ts'
import { mindFor } from './think.ts'

/** Enough calls of everything for V8 to optimise it: a quarter of this still left late inputs in the first seconds. */
const warmUpTicks = 900
const warmUpPlayers = 6

/**
 * Plays a match in this process, against nobody. A player's browser has long compiled the game when a match begins; bots
 * that hadn't would spend the first seconds of theirs on it, all at once, and measure that.
 */
export function warmUp(game: AnyGame, mind: BotMind | undefined): void {
  const authority = new MatchAuthority({ game, seed: 1 })
  const slots = Array.from({ length: Math.min(warmUpPlayers, game.players.max) }, (_, slot) => slot)
  const players = slots.map((slot) => {
    authority.join(slot)
    return { slot, client: createPlayClient({ game, slot }), think: mindFor(game, mind).think }
  })
  for (const { slot, client } of players)
    for (const keyframe of authority.keyframes(slot)) client.receiveKeyframe(keyframe)
  for (let tick = 1; tick <= warmUpTicks; tick++) {
    const nowMs = (tick * 1000) / game.tickRate
    authority.step()
    const snapshots = authority.isSnapshotDue ? authority.snapshots() : []
    for (const { slot, client, think } of players) {
      for (const { to, packet } of snapshots)
        if (to === undefined || to === slot) client.receiveSnapshot(packet, nowMs)
      const packets = client.advance(nowMs, (due) => think(client.view(nowMs)?.world, slot, due, Math.random))
      for (const packet of packets) authority.receiveInput(slot, packet, 0)
    }
  }
}

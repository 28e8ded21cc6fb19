import { findBotMind, findGames } from '@gameserver/games/find-games.ts'
import { rehearse } from '@gameserver/games/rehearse.ts'
import { expect, test } from 'vitest'
import { RehearsedMatch } from './rehearsed-match.ts'

const games = await findGames()

test.each(games.map((game) => [game.id, game] as const))('%s goes on after takeovers', async (id, game) => {
  const authority = new RehearsedMatch(game)
  const mind = await findBotMind(id, undefined)
  const ticksOf = new Map<number, number>()
  let snapshots = 0
  try {
    for (const tick of rehearse({ game, mind, authority })) {
      ticksOf.set(authority.epoch, (ticksOf.get(authority.epoch) ?? 0) + 1)
      if (authority.epoch > 1) snapshots += authority.snapshots().length
      if (tick === 240) break
    }
    expect(authority.error).toBeUndefined()
    expect([...ticksOf]).toEqual([
      [1, 20],
      [2, 150],
      [3, 70],
    ])
    // The last ones may wait for their inputs.
    expect(authority.tick).toBeGreaterThan(240 - 12)
    expect(authority.tick).toBeLessThanOrEqual(240)
    // Of ticks that are made up for, or have waited for their inputs, the newest alone is told.
    expect(snapshots).toBeGreaterThan((0.9 * 210 * game.sendRate) / game.tickRate)
  } finally {
    authority.stop()
  }
})

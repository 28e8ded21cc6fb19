import { type AnyGame, EntityMap, type Replay } from '@gameserver/engine'
import { seconds } from './summary.ts'

/** The world at a moment, as plain JSON: maps are objects by key. */
export function momentOf(replay: Replay<AnyGame>, atSeconds: number) {
  const { header, game } = replay
  replay.seek(atSeconds * header.tickRate)
  const { tick, world } = replay
  return {
    matchId: header.matchId,
    game: header.game,
    tick,
    seconds: seconds(tick, header.tickRate),
    scores: game.scores(world),
    world: plain(world),
  }
}

function plain(value: unknown): unknown {
  if (value instanceof EntityMap)
    return Object.fromEntries([...value].map(([key, entity]) => [key, plain(entity)]))
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, plain(field)]))
  return value
}

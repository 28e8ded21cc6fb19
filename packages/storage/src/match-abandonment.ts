import { forgiveLeavers } from './cooldowns.ts'
import { addLiveEvents } from './live-events.ts'
import type { Transaction } from './postgres.ts'
import { endRoomsOfMatches } from './room-ending.ts'

export interface AbandonedMatch {
  id: string
  game: string
  mode: string
  reason: string
}

/** Lets the players of matches go that this transaction has abandoned, and tells them and whoever reads the outbox. */
export async function releasePlayers(
  transaction: Transaction,
  matches: readonly AbandonedMatch[],
): Promise<void> {
  const matchOf = new Map(matches.map((match) => [match.id, match]))
  const ids = [...matchOf.keys()]
  const released = await transaction<{ matchId: string; playerId: string }[]>`
    update match_players set live = false where live and match_id = any(${ids}::uuid[])
    returning match_id as "matchId", player_id as "playerId"`
  await forgiveLeavers(transaction, ids)
  await transaction`
    insert into outbox (topic, payload)
    select 'match.abandoned', jsonb_build_object('matchId', id, 'reason', reason)
    from matches where id = any(${ids}::uuid[])`
  await addLiveEvents(
    transaction,
    released.map(({ matchId, playerId }) => {
      const { game, mode, reason } = matchOf.get(matchId) as AbandonedMatch
      return { playerId, kind: 'match.abandoned', matchId, game, mode, reason }
    }),
  )
  await endRoomsOfMatches(transaction, ids, 'abandoned')
}

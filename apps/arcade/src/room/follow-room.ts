import { client } from '../client.ts'
import { type PlayableGame, playableGame } from '../games.ts'

interface FollowRoom {
  play(playable: PlayableGame): void
  watch(matchId: string): void
}

/** Goes along when the match of the player's room begins: to play, or to watch. Returns what ends it. */
export function followRoom({ play, watch }: FollowRoom): () => void {
  return client.room.on('matchFound', ({ matchId, game, role }) => {
    const playable = playableGame(game)
    if (role === 'spectator') watch(matchId)
    else if (playable) play(playable)
  })
}

import type { SpectatedMatch } from '@gameserver/client/browser'
import type { AnyGame } from '@gameserver/engine'
import { client } from '../client.ts'
import { type PlayableGame, playableGame } from '../games.ts'
import { enter } from '../login/enter.ts'

export interface WatchedLive {
  playable: PlayableGame
  match: SpectatedMatch<AnyGame>
}

/** Enters the room in which a match is shown. Rejects with JoinError or ApiError. */
export async function watchLive(matchId: string, name: string | undefined): Promise<WatchedLive> {
  await enter(name)
  let playable: PlayableGame | undefined
  const match = await client.spectate<AnyGame>(matchId, (gameId) => {
    playable = playableGame(gameId)
    return playable?.game
  })
  return { playable: playable as unknown as PlayableGame, match }
}

import { ApiError, type SpectatedMatch } from '@gameserver/client/browser'
import type { AnyGame } from '@gameserver/engine'
import { client } from '../client.ts'
import { type PlayableGame, playableGame } from '../games.ts'
import { enter } from '../login/enter.ts'

/** A match that was made just now begins when its players are there, or have had the time to come. */
const beginMsMax = 60_000
const againMs = 1_000

export interface WatchedLive {
  playable: PlayableGame
  match: SpectatedMatch<AnyGame>
}

/** Enters the room in which a match is shown, once it has begun. Rejects with JoinError or ApiError. */
export async function watchLive(matchId: string, name: string | undefined): Promise<WatchedLive> {
  await enter(name)
  const deadlineMs = performance.now() + beginMsMax
  for (;;) {
    try {
      return await spectate(matchId)
    } catch (error) {
      const isEarly = error instanceof ApiError && error.code === 'not_started'
      if (!isEarly || performance.now() > deadlineMs) throw error
      await new Promise((resolve) => setTimeout(resolve, againMs))
    }
  }
}

async function spectate(matchId: string): Promise<WatchedLive> {
  let playable: PlayableGame | undefined
  const match = await client.spectate<AnyGame>(matchId, (gameId) => {
    playable = playableGame(gameId)
    return playable?.game
  })
  return { playable: playable as unknown as PlayableGame, match }
}

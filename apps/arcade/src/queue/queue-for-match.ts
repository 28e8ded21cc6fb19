import { ApiError, type JoinedMatch, type QueueStatus } from '@gameserver/client/browser'
import type { AnyGame } from '@gameserver/engine'
import { client } from '../client.ts'
import type { PlayableGame } from '../games.ts'
import { enter } from '../login/enter.ts'
import type { PlayableMatch } from '../play/playable-match.ts'

export type QueueProgress =
  | { step: 'entering' }
  | { step: 'queued'; status: Extract<QueueStatus, { state: 'queued' }> }
  | { step: 'joining' }

interface QueueForMatch {
  playable: PlayableGame
  name: string
  signal: AbortSignal
  onProgress(progress: QueueProgress): void
}

/** From the name to a match that can be played. Whoever is queued or in a match already goes on from there. */
export async function queueForMatch({
  playable,
  name,
  signal,
  onProgress,
}: QueueForMatch): Promise<PlayableMatch> {
  await enter(name)
  const before = await client.queue.status(signal)
  if (before.state === 'idle') await client.queue.join({ game: playable.game.id, mode: 'quick' })
  await client.queue.waitForMatch({
    signal,
    onStatus: (status) => {
      if (signal.aborted) return
      if (status.state === 'queued') onProgress({ step: 'queued', status })
      if (status.state === 'matched') onProgress({ step: 'joining' })
    },
  })
  const match: JoinedMatch<AnyGame> = await client.joinMatch(playable.game)
  if (!signal.aborted) return match as unknown as PlayableMatch
  await match.leave()
  throw ApiError.cancelled('match')
}

import { ApiError, type JoinedMatch, type QueueStatus } from '@gameserver/client/browser'
import type { AnyGame } from '@gameserver/engine'
import { client } from '../client.ts'
import { type PlayableGame, playableGame } from '../games.ts'
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

/**
 * From the name to a match that can be played. Whoever is in a match already goes on from there, though it be one of another
 * game; whoever waits for another game stops doing so.
 */
export async function queueForMatch({
  playable,
  name,
  signal,
  onProgress,
}: QueueForMatch): Promise<{ match: PlayableMatch; playable: PlayableGame }> {
  await enter(name)
  const before = await client.queue.status(signal)
  const isElsewhere = before.state === 'queued' && before.game !== playable.game.id
  if (isElsewhere) await client.queue.leave()
  if (isElsewhere || before.state === 'idle')
    await client.queue.join({ game: playable.game.id, mode: 'quick' })
  const played = (before.state === 'matched' && playableGame(before.game)) || playable
  await client.queue.waitForMatch({
    signal,
    onStatus: (status) => {
      if (signal.aborted) return
      if (status.state === 'queued') onProgress({ step: 'queued', status })
      if (status.state === 'matched') onProgress({ step: 'joining' })
    },
  })
  const match: JoinedMatch<AnyGame> = await client.joinMatch(played.game)
  if (!signal.aborted) return { match: match as unknown as PlayableMatch, playable: played }
  await match.leave()
  throw ApiError.cancelled('match')
}

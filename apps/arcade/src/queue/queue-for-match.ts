import { ApiError, type JoinedMatch, type OfferedStatus, type QueuedStatus } from '@gameserver/client/browser'
import type { AnyGame } from '@gameserver/engine'
import { client } from '../client.ts'
import { type PlayableGame, playableGame } from '../games.ts'
import { enter } from '../login/enter.ts'
import type { PlayableMatch } from '../play/playable-match.ts'
import { inputDevice } from './input-device.ts'
import type { Mode } from './mode-choice.tsx'

export type QueueProgress =
  | { step: 'entering' }
  | { step: 'queued'; status: QueuedStatus }
  | { step: 'offered'; status: OfferedStatus }
  | { step: 'joining' }

interface QueueForMatch {
  playable: PlayableGame
  mode: Mode
  name: string
  signal: AbortSignal
  onProgress(progress: QueueProgress): void
}

/**
 * From the name to a match that can be played. Whoever is in a match already, or asked whether to accept one, goes on from
 * there, though it be one of another game. Whoever waits for another game or in another mode stops doing so; with a party, in
 * another game alone.
 */
export async function queueForMatch({
  playable,
  mode,
  name,
  signal,
  onProgress,
}: QueueForMatch): Promise<{ match: PlayableMatch; playable: PlayableGame }> {
  await enter(name)
  const before = await client.queue.status(signal)
  const isElsewhere =
    before.state === 'queued' &&
    (before.game !== playable.game.id || (before.mode !== mode && before.partyId === null))
  if (isElsewhere) await client.queue.leave()
  if (isElsewhere || before.state === 'idle')
    await client.queue.join({ game: playable.game.id, mode, properties: { device: inputDevice() } })
  const isFurther = before.state === 'matched' || before.state === 'offered'
  const played = (isFurther && playableGame(before.game)) || playable
  await client.queue.waitForMatch({
    signal,
    onStatus: (status) => {
      if (signal.aborted) return
      if (status.state === 'queued') onProgress({ step: 'queued', status })
      if (status.state === 'offered') onProgress({ step: 'offered', status })
      if (status.state === 'matched') onProgress({ step: 'joining' })
    },
  })
  const match: JoinedMatch<AnyGame> = await client.joinMatch(played.game)
  if (!signal.aborted) return { match: match as unknown as PlayableMatch, playable: played }
  await match.leave()
  throw ApiError.cancelled('match')
}

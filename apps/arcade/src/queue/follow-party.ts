import { client } from '../client.ts'
import { type PlayableGame, playableGame } from '../games.ts'

/** Goes along when the leader takes the party into a queue, of whatever game. Returns what ends it. */
export function followParty(play: (playable: PlayableGame) => void): () => void {
  let isOver = false
  // Who has just left the queue does not follow the party into it again while it is told to leave.
  let wasQueued = client.party.current?.isQueued ?? false
  const end = client.party.on('updated', async () => {
    const isQueued = client.party.current?.isQueued ?? false
    const hasBegun = isQueued && !wasQueued
    wasQueued = isQueued
    if (!hasBegun) return
    // Without an answer the player goes along by hand.
    const status = await client.queue.status().catch(() => undefined)
    if (isOver || !status || status.state === 'idle') return
    const playable = playableGame(status.game)
    if (playable) play(playable)
  })
  return () => {
    isOver = true
    end()
  }
}

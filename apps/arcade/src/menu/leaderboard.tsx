import type { Leaderboard as Board, OwnRank } from '@gameserver/client/browser'
import { useEffect, useState } from 'preact/hooks'
import { Link } from '../address/link.tsx'
import { client } from '../client.ts'
import { BoardRows } from '../leaderboard/board-rows.tsx'

const rowsMax = 5
/** Results reach the board within moments of a match's end; asked again until then. */
const againAfterMs = [1_500, 5_000]

/** The best, and the player's own row when it is not among them. */
export function Leaderboard({ id, isReady }: { id: string; isReady: boolean }) {
  const [board, setBoard] = useState<Board>()
  const [own, setOwn] = useState<OwnRank>()

  useEffect(() => {
    if (!isReady) return
    const ask = () => {
      client.leaderboard.top(id, rowsMax).then(setBoard, () => {})
      client.leaderboard.own(id).then(setOwn, () => {})
    }
    ask()
    const timers = againAfterMs.map((delayMs) => setTimeout(ask, delayMs))
    return () => {
      for (const timer of timers) clearTimeout(timer)
    }
  }, [id, isReady])

  const ownId = client.player?.id
  const isOwnShown = board?.rows.some(({ playerId }) => playerId === ownId)
  const rows = [...(board?.rows ?? []), ...(own?.row && !isOwnShown ? [own.row] : [])]
  return (
    <section class="leaderboard panel" aria-label="Leaderboard" data-testid="leaderboard">
      <header>
        <h2>Leaderboard</h2>
        {board && (
          <Link to={{ at: 'leaderboards', leaderboard: id }}>
            {board.total === 1 ? '1 player' : `All ${board.total} players`}
          </Link>
        )}
      </header>
      {rows.length === 0 ? (
        <p class="leaderboard-empty">
          {isReady ? 'Nobody has finished a match yet.' : 'Not available offline.'}
        </p>
      ) : (
        <BoardRows rows={rows} />
      )}
      {own?.row && (
        <p class="leaderboard-own" data-testid="own-rank">
          Your best: {own.row.score}, rank {own.row.rank} of {own.total}
        </p>
      )}
    </section>
  )
}

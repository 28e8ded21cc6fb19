import type { LeaderboardRow } from '@gameserver/client/browser'
import { PlayerLink } from '../address/link.tsx'
import { client } from '../client.ts'
import { numberText } from '../text/number-text.ts'
import { timeText } from '../text/time-text.ts'

interface BoardRowsProps {
  rows: readonly LeaderboardRow[]
  /** Also when each score was reached. */
  hasTimes?: boolean
}

export function BoardRows({ rows, hasTimes = false }: BoardRowsProps) {
  const ownId = client.player?.id
  return (
    <ol class="board-rows">
      {rows.map(({ rank, playerId, name, score, achievedAt }) => (
        <li
          key={playerId}
          class={playerId === ownId ? 'is-own' : ''}
          data-rank={rank}
          data-testid="board-row"
        >
          <span class="leaderboard-rank">{rank}</span>
          <span class="leaderboard-name">
            <PlayerLink playerId={playerId} name={name} />
          </span>
          {hasTimes && <time dateTime={achievedAt}>{timeText(achievedAt)}</time>}
          <b>{numberText(score)}</b>
        </li>
      ))}
    </ol>
  )
}

import { useAsked } from '../asked/use-asked.ts'
import { useRefresh } from '../asked/use-refresh.ts'
import { client } from '../client.ts'
import { enter } from '../login/enter.ts'
import { numberText } from '../text/number-text.ts'

/** Where the player stands, whatever rows are shown. */
export function OwnRow({ leaderboard, season }: { leaderboard: string; season: number | undefined }) {
  const asked = useAsked(`${leaderboard} ${season}`, async () => {
    await enter(undefined)
    return client.leaderboard.own(leaderboard, { season })
  })
  useRefresh(asked.again)
  if (!asked.value) return null
  const { row, total } = asked.value
  return (
    <p class="board-own" data-testid="own-rank" aria-live="polite">
      {row ? (
        <>
          <b>{row.rank}</b>
          <span>
            You, of {numberText(total)}
            <small> · {aheadText(row.rank, total)}</small>
          </span>
          <b>{numberText(row.score)}</b>
        </>
      ) : (
        <span>You have no score here. Finish a match to get one.</span>
      )}
    </p>
  )
}

function aheadText(rank: number, total: number): string {
  if (rank === 1) return 'nobody is ahead'
  return `top ${Math.max(1, Math.ceil((100 * rank) / total))} %`
}

import type { LeaderboardDefinition, SeasonGrant, SeasonPeriod } from '@gameserver/client/browser'
import { useEffect, useState } from 'preact/hooks'
import type { Address } from '../address/address.ts'
import { Link } from '../address/link.tsx'
import { Answer } from '../asked/answer.tsx'
import { useAsked } from '../asked/use-asked.ts'
import { useRefresh } from '../asked/use-refresh.ts'
import { client } from '../client.ts'
import { enter } from '../login/enter.ts'
import { ordinalText } from '../text/number-text.ts'
import { dateText } from '../text/time-text.ts'
import { ranksText, rewardText } from './reward-text.ts'
import { seasonText } from './season-text.ts'

interface SeasonPanelProps {
  board: LeaderboardDefinition
  address: Extract<Address, { at: 'leaderboards' }>
  /** The present season has come to its end. */
  onOver(): void
}

/** The seasons there are, what they bring, and what they have brought the player. */
export function SeasonPanel({ board, address, onOver }: SeasonPanelProps) {
  const nowMs = useNow(board.current.endsAt, onOver)
  const asked = useAsked(`${board.id} ${board.current.season}`, async () => {
    const seasons = await client.leaderboard.seasons(board.id)
    await enter(undefined)
    return { seasons, grants: await client.profiles.rewards() }
  })
  useRefresh(asked.again)
  return (
    <aside class="season panel" aria-label="Seasons">
      <Answer asked={asked} waiting="Looking up the seasons…">
        {({ seasons, grants }) => (
          <>
            <h2>Seasons</h2>
            <ul class="season-list">
              {seasons.map((season) => (
                <li key={season.season}>
                  <SeasonLink season={season} board={board} address={address} nowMs={nowMs} />
                </li>
              ))}
            </ul>
            {board.rewards.length > 0 && (
              <>
                <h2>Rewards</h2>
                <dl class="rewards">
                  {board.rewards.map(({ fromRank, toRank, reward }) => (
                    <div key={fromRank}>
                      <dt>{ranksText(fromRank, toRank)}</dt>
                      <dd>{rewardText(reward)}</dd>
                    </div>
                  ))}
                </dl>
              </>
            )}
            <OwnGrants grants={grants.filter(({ leaderboard }) => leaderboard === board.id)} />
          </>
        )}
      </Answer>
    </aside>
  )
}

function SeasonLink({
  season: { season, startsAt, ...period },
  board,
  address,
  nowMs,
}: {
  season: SeasonPeriod
  board: LeaderboardDefinition
  address: SeasonPanelProps['address']
  nowMs: number
}) {
  const isPresent = season === board.current.season
  return (
    <Link
      to={{ ...address, leaderboard: board.id, season: isPresent ? undefined : season }}
      isCurrent={season === (address.season ?? board.current.season)}
      testid={`season-${season}`}
    >
      <b>{isPresent ? 'Now' : `Season ${season}`}</b>
      <span>
        since {dateText(startsAt)} · {seasonText(period, nowMs)}
      </span>
    </Link>
  )
}

function OwnGrants({ grants }: { grants: readonly SeasonGrant[] }) {
  if (grants.length === 0) return null
  return (
    <>
      <h2>Yours</h2>
      <dl class="rewards" data-testid="own-rewards">
        {grants.map(({ season, rank, reward }) => (
          <div key={season}>
            <dt>
              Season {season}, {ordinalText(rank)}
            </dt>
            <dd>{rewardText(reward)}</dd>
          </div>
        ))}
      </dl>
    </>
  )
}

/** By the second, as long as something is to come. */
function useNow(endsAt: string | null, onOver: () => void): number {
  const [nowMs, setNowMs] = useState(Date.now())
  useEffect(() => {
    if (endsAt === null) return
    const endMs = Date.parse(endsAt)
    let isOver = Date.now() >= endMs
    const timer = setInterval(() => {
      setNowMs(Date.now())
      if (!isOver && Date.now() >= endMs) {
        isOver = true
        onOver()
      }
    }, 1_000)
    return () => clearInterval(timer)
  }, [endsAt, onOver])
  return nowMs
}

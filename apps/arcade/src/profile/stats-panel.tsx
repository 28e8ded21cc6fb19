import { Answer } from '../asked/answer.tsx'
import { useAsked } from '../asked/use-asked.ts'
import { useRefresh } from '../asked/use-refresh.ts'
import { client } from '../client.ts'
import { gameName } from '../games.ts'
import { numberText } from '../text/number-text.ts'
import { dateText } from '../text/time-text.ts'

/** What a player has come to in each game. */
export function StatsPanel({ playerId }: { playerId: string }) {
  const asked = useAsked('stats', () => client.profiles.stats(playerId))
  useRefresh(asked.again)
  return (
    <section class="panel profile-stats" aria-label="Games" data-testid="stats">
      <h2>Games</h2>
      <Answer asked={asked} waiting="Looking up the games…">
        {({ games }) =>
          games.length === 0 ? (
            <p class="profile-none">No game has been played to its end yet.</p>
          ) : (
            <ul class="stats">
              {games.map(({ game, matches, wins, bestScore, totalScore, bestWinStreak, lastPlayedAt }) => (
                <li key={game}>
                  <h3>
                    {gameName(game)}
                    {lastPlayedAt && <small>last on {dateText(lastPlayedAt)}</small>}
                  </h3>
                  <dl>
                    <Count of="matches" value={numberText(matches)} />
                    <Count of="won" value={`${matches === 0 ? 0 : Math.round((100 * wins) / matches)} %`} />
                    <Count of="best" value={numberText(bestScore)} />
                    <Count of="total" value={numberText(totalScore)} />
                    <Count of="in a row" value={numberText(bestWinStreak)} />
                  </dl>
                </li>
              ))}
            </ul>
          )
        }
      </Answer>
    </section>
  )
}

function Count({ of, value }: { of: string; value: string }) {
  return (
    <div>
      <dt>{of}</dt>
      <dd>{value}</dd>
    </div>
  )
}

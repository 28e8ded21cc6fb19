import { PlayerLink } from '../address/link.tsx'
import type { PlayableGame } from '../games.ts'
import { Leaderboard } from '../menu/leaderboard.tsx'
import type { Ended, PlayableMatch } from '../play/playable-match.ts'
import { ordinalText } from '../text/number-text.ts'

interface ResultScreenProps {
  playable: PlayableGame
  match: PlayableMatch
  ended: Ended
  isPractice: boolean
  onAgain(): void
  onMenu(): void
}

export function ResultScreen({ playable, match, ended, isPractice, onAgain, onMenu }: ResultScreenProps) {
  const own = ended.standings.find(({ slot }) => slot === match.slot)
  const playerIds = new Map(isPractice ? [] : match.roster.map(({ slot, playerId }) => [slot, playerId]))
  const best = Math.max(1, ...ended.standings.map(({ score }) => score))
  return (
    <main class="result" data-testid="result-screen">
      <header>
        <p class="hero-kicker">{isPractice ? 'Practice' : playable.game.name} · match over</p>
        <h1>{own ? titleOf(own, ended) : 'Match over'}</h1>
        {own && <p class="result-own">{own.score} points</p>}
        {reasons[ended.reason] && <p class="result-own">{reasons[ended.reason]}</p>}
      </header>
      <section class="standings panel" aria-label="Standings">
        <h2>Standings</h2>
        <ol>
          {ended.standings.map(({ slot, rank, name, score }) => (
            <li
              key={slot}
              class={`${slot === match.slot ? 'is-own' : ''} ${rank <= 3 ? `medal-${rank}` : ''}`}
              data-testid="standing"
              data-rank={rank}
            >
              <span class="standing-rank">{rank}</span>
              <span class="standing-name">
                {playerIds.has(slot) ? (
                  <PlayerLink playerId={playerIds.get(slot) as string} name={name} />
                ) : (
                  name
                )}
              </span>
              <i class="standing-bar" style={{ transform: `scaleX(${Math.max(0, score) / best})` }} />
              <b>{score}</b>
            </li>
          ))}
        </ol>
      </section>
      {!isPractice && <Leaderboard id={playable.game.id} isReady />}
      <div class="result-buttons">
        <button type="button" class="button button-primary" data-testid="again-button" onClick={onAgain}>
          Play again
        </button>
        <button type="button" class="button" onClick={onMenu}>
          Menu
        </button>
      </div>
    </main>
  )
}

/** Why a match came to another end than its own. */
const reasons: Readonly<Record<string, string>> = {
  players_left: 'The others have left.',
  game_error: 'A fault in the game ended it. It does not count.',
  version_mismatch:
    'The game was changed so that the match could not go on. The next one is played by the new version.',
}

function titleOf({ slot, rank }: Ended['standings'][number], { standings }: Ended): string {
  const isShared = standings.some((other) => other.slot !== slot && other.rank === rank)
  if (rank === 1) return isShared ? 'Draw' : 'Victory'
  return `${ordinalText(rank)} place`
}

import type { LiveMatch } from '@gameserver/client/browser'
import { playableGame } from '../games.ts'
import { useLiveMatches } from './use-live-matches.ts'

/** More of them would be no line any more. */
const namesMax = 4

interface LiveMatchesProps {
  isReady: boolean
  onWatch(matchId: string): void
}

/** Of the menu: matches that run, to be watched. Nothing while there are none. */
export function LiveMatches({ isReady, onWatch }: LiveMatchesProps) {
  const matches = useLiveMatches(isReady).filter(({ game }) => playableGame(game) !== undefined)
  if (matches.length === 0) return null
  return (
    <section class="live-matches panel" aria-label="Matches to watch" data-testid="live-matches">
      <h2>Watch live</h2>
      <ol>
        {matches.map((match) => (
          <li key={match.matchId} data-testid="live-match" data-match={match.matchId}>
            <span>
              <b>{playableGame(match.game)?.game.name}</b> {namesOf(match)}
              <small>{aboutOf(match)}</small>
            </span>
            <button type="button" class="button" onClick={() => onWatch(match.matchId)}>
              Watch
            </button>
          </li>
        ))}
      </ol>
    </section>
  )
}

function namesOf({ players }: LiveMatch): string {
  const named = players.slice(0, namesMax).map(({ name }) => name)
  const others = players.length - named.length
  return others > 0 ? `${named.join(', ')} and ${others} more` : named.join(', ')
}

function aboutOf({ startedAt, spectators, delaySeconds }: LiveMatch): string {
  const minutes = Math.max(0, Math.floor((Date.now() - Date.parse(startedAt)) / 60_000))
  const began = minutes === 0 ? 'just begun' : `for ${minutes} min`
  const late = delaySeconds > 0 ? ` · ${delaySeconds} s delayed` : ''
  return `${began}${late}${spectators ? ` · ${spectators} watching` : ''}`
}

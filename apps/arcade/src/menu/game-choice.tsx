import { type PlayableGame, usePlayableGames } from '../games.ts'
import type { GameListingState } from './use-game-listing.ts'

interface GameChoiceProps {
  chosen: PlayableGame
  listing: GameListingState
  /** In the queue nothing else can be chosen. */
  isDisabled: boolean
  onChoose(id: string): void
}

/** All games that this page can play; those that no server has just now can be practised. */
export function GameChoice({ chosen, listing, isDisabled, onChoose }: GameChoiceProps) {
  const games = usePlayableGames()
  return (
    <section class="games" aria-label="Games">
      <h2>Games</h2>
      <div class="game-cards" role="radiogroup" aria-label="Game">
        {games.map(({ game, about }) => (
          <label key={game.id} class="game-card panel" data-testid={`game-${game.id}`}>
            <input
              type="radio"
              name="game"
              value={game.id}
              checked={game.id === chosen.game.id}
              disabled={isDisabled}
              onChange={() => onChoose(game.id)}
            />
            <b>{game.name}</b>
            <span>{about.tagline}</span>
            <small>
              {playersText(game.players)}
              {listing.state === 'here' && !isOffered(listing, game.id) && ' · practice only'}
            </small>
          </label>
        ))}
      </div>
    </section>
  )
}

export function isOffered(listing: GameListingState, id: string): boolean {
  return listing.state === 'here' && listing.games.some((listed) => listed.id === id)
}

export function playersText({ min, max }: { min: number; max: number }): string {
  return min === max ? `${max} player${max === 1 ? '' : 's'}` : `${min}–${max} players`
}

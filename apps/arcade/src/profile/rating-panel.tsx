import type { PlayerRating } from '@gameserver/client/browser'
import { useState } from 'preact/hooks'
import { Answer } from '../asked/answer.tsx'
import { useAsked } from '../asked/use-asked.ts'
import { useRefresh } from '../asked/use-refresh.ts'
import { client } from '../client.ts'
import { gameName } from '../games.ts'
import { numberText } from '../text/number-text.ts'
import { RatingCurve } from './rating-curve.tsx'

/** A player's ratings by game and mode; the curve of the one that is chosen. */
export function RatingPanel({ playerId }: { playerId: string }) {
  const asked = useAsked('ratings', () => client.profiles.ratings(playerId))
  useRefresh(asked.again)
  const [chosenKey, setChosenKey] = useState<string>()
  return (
    <section class="panel profile-ratings" aria-label="Ratings">
      <h2>Ratings</h2>
      <Answer asked={asked} waiting="Looking up the ratings…">
        {(ratings) => {
          const mostPlayed = ratings.toSorted((a, b) => b.matches - a.matches)
          const chosen = mostPlayed.find((rating) => keyOf(rating) === chosenKey) ?? mostPlayed[0]
          if (!chosen) return <p class="profile-none">Not rated yet. Each match against others is.</p>
          return (
            <>
              <div class="ratings" role="radiogroup" aria-label="Rating">
                {mostPlayed.map((rating) => (
                  <label key={keyOf(rating)} class="rating" data-testid="rating">
                    <input
                      type="radio"
                      name="rating"
                      checked={rating === chosen}
                      onChange={() => setChosenKey(keyOf(rating))}
                    />
                    <span>
                      {gameName(rating.game)} · {rating.mode}
                    </span>
                    <b>{numberText(rating.rating)}</b>
                    <small title="One standard deviation of the skill, in points: it falls with each match.">
                      uncertainty {numberText(rating.uncertainty)}
                    </small>
                    <small>{rating.matches === 1 ? '1 match' : `${rating.matches} matches`}</small>
                  </label>
                ))}
              </div>
              <RatingCurve key={keyOf(chosen)} rating={chosen} playerId={playerId} />
            </>
          )
        }}
      </Answer>
    </section>
  )
}

const keyOf = ({ game, mode }: PlayerRating) => `${game} ${mode}`

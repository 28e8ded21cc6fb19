import type { PlayerAchievement } from '@gameserver/client/browser'
import { Answer } from '../asked/answer.tsx'
import { useAsked } from '../asked/use-asked.ts'
import { useRefresh } from '../asked/use-refresh.ts'
import { client } from '../client.ts'
import { gameName } from '../games.ts'
import { numberText } from '../text/number-text.ts'
import { dateText } from '../text/time-text.ts'

/** What a player has reached, and how far it is to the rest. */
export function AchievementPanel({ playerId }: { playerId: string }) {
  const asked = useAsked('achievements', () => client.profiles.achievements(playerId))
  useRefresh(asked.again)
  return (
    <section class="panel profile-achievements" aria-label="Achievements" data-testid="achievements">
      <Answer asked={asked} waiting="Looking up the achievements…">
        {(achievements) => (
          <>
            <h2>
              Achievements {achievements.filter(({ unlockedAt }) => unlockedAt).length}/{achievements.length}
            </h2>
            {achievements.length === 0 ? (
              <p class="profile-none">No game has any.</p>
            ) : (
              <ul class="achievements">
                {achievements.toSorted(reachedFirst).map((achievement) => (
                  <AchievementLine key={achievement.id} achievement={achievement} />
                ))}
              </ul>
            )}
          </>
        )}
      </Answer>
    </section>
  )
}

function AchievementLine({ achievement }: { achievement: PlayerAchievement }) {
  const { game, name, description, progress, goal, unlockedAt } = achievement
  return (
    <li class={unlockedAt ? 'is-reached' : ''}>
      <b>{name}</b>
      <span>{unlockedAt ? dateText(unlockedAt) : `${numberText(progress)} of ${numberText(goal)}`}</span>
      <small>
        {game ? `${gameName(game)}: ` : ''}
        {description}
      </small>
      <progress value={progress} max={goal} aria-label={name} />
    </li>
  )
}

/** The latest one first; then those that are nearest. */
function reachedFirst(a: PlayerAchievement, b: PlayerAchievement): number {
  if (a.unlockedAt && b.unlockedAt) return b.unlockedAt.localeCompare(a.unlockedAt)
  if (a.unlockedAt || b.unlockedAt) return a.unlockedAt ? -1 : 1
  return b.progress / b.goal - a.progress / a.goal
}

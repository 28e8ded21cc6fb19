import type { Player } from '@gameserver/client/browser'
import type { ComponentChildren } from 'preact'
import { Answer } from '../asked/answer.tsx'
import { useAsked } from '../asked/use-asked.ts'
import { client } from '../client.ts'
import { FriendButton } from '../friends/friend-button.tsx'
import { FriendsPanel } from '../friends/friends-panel.tsx'
import { enter } from '../login/enter.ts'
import { Shell } from '../shell/shell.tsx'
import { dateText } from '../text/time-text.ts'
import { AchievementPanel } from './achievement-panel.tsx'
import { HistoryPanel } from './history-panel.tsx'
import { RatingPanel } from './rating-panel.tsx'
import { StatsPanel } from './stats-panel.tsx'

interface ProfileScreenProps {
  /** Or `me`. */
  playerId: string
  meanwhile: ComponentChildren
}

/** What a player has done: ratings and how they came about, matches, counts and achievements. */
export function ProfileScreen({ playerId, meanwhile }: ProfileScreenProps) {
  const asked = useAsked(playerId, async () => {
    const own = await enter(undefined)
    return playerId === 'me' ? own : client.profiles.get(playerId)
  })
  const player = asked.value
  return (
    <Shell
      title={player?.name ?? 'Profile'}
      kicker={player ? kickerOf(player) : 'Player'}
      aside={player && <FriendButton key={player.id} playerId={player.id} />}
      meanwhile={meanwhile}
    >
      <Answer asked={asked} waiting="Looking up the player…">
        {({ id }) => (
          <div key={id} class="profile" data-testid="profile" data-player={id}>
            <div>
              <RatingPanel playerId={id} />
              <HistoryPanel playerId={id} />
            </div>
            <div>
              <StatsPanel playerId={id} />
              <AchievementPanel playerId={id} />
              {id === client.player?.id && <FriendsPanel />}
            </div>
          </div>
        )}
      </Answer>
    </Shell>
  )
}

function kickerOf({ id, createdAt, isGuest }: Player): string {
  const parts = [id === client.player?.id && 'You', `Here since ${dateText(createdAt)}`, isGuest && 'Guest']
  return parts.filter(Boolean).join(' · ')
}

import type { Seat } from '@gameserver/client/browser'
import { FollowChoice } from '../onlooker/follow-choice.tsx'

interface WatchBarProps {
  delaySeconds: number
  roster: readonly Seat[]
  followed: number | undefined
  onFollow(slot: number | undefined): void
  onLeave(): void
}

export function WatchBar({ delaySeconds, roster, followed, onFollow, onLeave }: WatchBarProps) {
  return (
    <div class="replay-bar watch-bar" data-testid="watch-bar">
      <output class="watch-live" data-testid="watch-live">
        <i /> Live{delaySeconds > 0 && `, ${delaySeconds} s delayed`}
      </output>
      <span class="watch-names">{roster.map(({ name }) => name).join(' · ')}</span>
      <FollowChoice testId="watch-follow" players={roster} followed={followed} onFollow={onFollow} />
      <button type="button" class="button" onClick={onLeave}>
        Leave
      </button>
    </div>
  )
}

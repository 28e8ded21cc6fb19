import type { Seat } from '@gameserver/client/browser'

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
      <label>
        <span>Follow</span>
        <select
          data-testid="watch-follow"
          value={followed ?? ''}
          onChange={({ currentTarget: { value } }) => onFollow(value === '' ? undefined : Number(value))}
        >
          <option value="">Everybody</option>
          {roster.map(({ slot, name }) => (
            <option key={slot} value={slot}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <button type="button" class="button" onClick={onLeave}>
        Leave
      </button>
    </div>
  )
}

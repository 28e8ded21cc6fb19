import type { AnyGame, Replay } from '@gameserver/engine'
import { FollowChoice } from '../onlooker/follow-choice.tsx'
import type { Playback } from './playback.ts'

const speeds = [0.25, 0.5, 1, 2, 4, 8]

interface PlaybackBarProps {
  playback: Playback
  replay: Replay<AnyGame>
  followed: number | undefined
  onFollow(slot: number | undefined): void
  onToggle(): void
  onLeave(): void
}

export function PlaybackBar({ playback, replay, followed, onFollow, onToggle, onLeave }: PlaybackBarProps) {
  const { startTick, endTick } = replay
  const { tickRate, players } = replay.header
  const seconds = Math.floor(playback.position / tickRate)
  return (
    <div class="replay-bar" data-testid="replay-bar">
      <button
        type="button"
        class="icon-button"
        aria-label={playback.isPlaying ? 'Pause' : 'Play'}
        onClick={onToggle}
      >
        {playback.isPlaying ? '❚❚' : '▶'}
      </button>
      <output data-testid="replay-time">
        {clock(seconds)} / {clock(Math.floor(endTick / tickRate))}
      </output>
      <input
        type="range"
        aria-label="Position"
        data-testid="replay-position"
        min={startTick}
        max={endTick}
        value={Math.round(playback.position)}
        onInput={(event) => playback.seek(Number(event.currentTarget.value))}
      />
      <label>
        <span>Speed</span>
        <select
          data-testid="replay-speed"
          value={playback.speed}
          onChange={(event) => {
            playback.speed = Number(event.currentTarget.value)
          }}
        >
          {speeds.map((speed) => (
            <option key={speed} value={speed}>
              {speed}×
            </option>
          ))}
        </select>
      </label>
      <FollowChoice testId="replay-follow" players={players} followed={followed} onFollow={onFollow} />
      <button type="button" class="button" onClick={onLeave}>
        Leave
      </button>
    </div>
  )
}

function clock(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}

import { Speaker } from './icons.tsx'
import type { Mutes } from './use-mutes.ts'

export function MuteButton({ playerId, name, mutes }: { playerId: string; name: string; mutes: Mutes }) {
  const isMuted = mutes.has(playerId)
  return (
    <button
      type="button"
      aria-pressed={isMuted}
      aria-label={`Mute ${name}`}
      title={isMuted ? 'Hear again' : 'Mute'}
      onClick={() => mutes.toggle(playerId)}
    >
      <Speaker isMuted={isMuted} />
    </button>
  )
}

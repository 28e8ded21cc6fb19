import type { ComponentChildren } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import type { PlayableGame } from '../games.ts'
import { Shell } from '../shell/shell.tsx'
import { CreateRoom } from './create-room.tsx'
import { JoinByCode } from './join-by-code.tsx'
import { PasswordForm } from './password-form.tsx'
import { RoomList } from './room-list.tsx'
import { useJoining } from './use-joining.ts'

interface RoomBrowserProps {
  code: string | undefined
  /** That the player is in no room. */
  isKnown: boolean
  playable: PlayableGame
  meanwhile: ComponentChildren
  onSpectate(matchId: string): void
}

/** For who is in no room: those there are, a way in by code, and one of one's own. */
export function RoomBrowser({ code, isKnown, playable, meanwhile, onSpectate }: RoomBrowserProps) {
  const joining = useJoining()
  const [isCreating, setIsCreating] = useState(false)

  useEffect(() => {
    if (code && isKnown) joining.join({ by: { code }, as: 'player' })
  }, [code, isKnown])

  return (
    <Shell title="Rooms" kicker="A match of your own making" meanwhile={meanwhile}>
      <div class="room-entrance panel">
        <JoinByCode code={code ?? ''} joining={joining} />
        <button
          type="button"
          class="button button-primary"
          data-testid="room-create"
          aria-expanded={isCreating}
          onClick={() => setIsCreating(!isCreating)}
        >
          Create a room
        </button>
        {joining.locked && <PasswordForm wish={joining.locked} joining={joining} />}
        {joining.complaint && (
          <p class="party-complaint" role="alert" data-testid="room-complaint">
            {joining.complaint.detail}
          </p>
        )}
      </div>
      {isCreating && <CreateRoom playable={playable} />}
      <RoomList joining={joining} onSpectate={onSpectate} />
    </Shell>
  )
}

import { useEffect, useRef } from 'preact/hooks'
import { type PlayableGame, pageControls } from '../games.ts'
import { SettingsPanel } from '../settings/settings-panel.tsx'
import type { PlayableMatch } from './playable-match.ts'

interface PauseMenuProps {
  playable: PlayableGame
  match: PlayableMatch
  names: ReadonlyMap<number, string>
  muted: ReadonlySet<number>
  onMute(muted: ReadonlySet<number>): void
  onClose(): void
  onLeave(): void
}

/** The match goes on meanwhile: nobody can stop the others' time. */
export function PauseMenu(props: PauseMenuProps) {
  const { playable, match, names, muted, onMute, onClose, onLeave } = props
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => dialog.current?.showModal(), [])
  return (
    <dialog ref={dialog} class="dialog" aria-label="Menu" onClose={onClose}>
      <h2>{playable.game.name}</h2>
      <dl class="keys">
        {[...playable.about.controls, ...pageControls].map(({ keys, does }) => (
          <div key={keys}>
            <dt>
              <kbd>{keys}</kbd>
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      <SettingsPanel />
      {match.voice && <Mutes match={match} names={names} muted={muted} onMute={onMute} />}
      <div class="dialog-buttons">
        <button type="button" class="button button-primary" onClick={() => dialog.current?.close()}>
          Back to the match
        </button>
        <button type="button" class="button" onClick={onLeave}>
          Leave the match
        </button>
      </div>
    </dialog>
  )
}

function Mutes({
  match,
  names,
  muted,
  onMute,
}: Pick<PauseMenuProps, 'match' | 'names' | 'muted' | 'onMute'>) {
  const toggle = (slot: number) => {
    const next = new Set(muted)
    if (!next.delete(slot)) next.add(slot)
    onMute(next)
  }
  return (
    <fieldset class="mutes">
      <legend>Silence a player</legend>
      {match.roster
        .filter(({ slot }) => slot !== match.slot)
        .map(({ slot }) => (
          <label key={slot}>
            <input type="checkbox" checked={muted.has(slot)} onChange={() => toggle(slot)} />
            {names.get(slot)}
          </label>
        ))}
    </fieldset>
  )
}

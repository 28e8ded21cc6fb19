import { playerNameLengthMax } from '@gameserver/protocol/limits'
import { useRef, useState } from 'preact/hooks'
import type { Complaint } from '../complaint.ts'
import { type PlayableGame, pageControls, playableGame } from '../games.ts'
import type { QueueProgress } from '../queue/queue-for-match.ts'
import { QueuePanel } from '../queue/queue-panel.tsx'
import { SettingsPanel } from '../settings/settings-panel.tsx'
import { Backdrop } from './backdrop.tsx'
import { Leaderboard } from './leaderboard.tsx'
import { useGameListing } from './use-game-listing.ts'

interface MenuScreenProps {
  playable: PlayableGame
  initialName: string
  progress: QueueProgress | undefined
  complaint: Complaint | undefined
  onPlay(name: string): void
  onPractise(name: string): void
  onCancel(): void
}

export function MenuScreen(props: MenuScreenProps) {
  const { playable, initialName, progress, complaint, onPlay, onPractise, onCancel } = props
  const listing = useGameListing()
  const [name, setName] = useState(initialName)
  const settingsDialog = useRef<HTMLDialogElement>(null)
  const { game, about } = playable
  const isHere = listing.state === 'here'
  const isOffered = isHere && listing.games.some(({ id }) => id === game.id)
  const listed = isHere ? listing.games.filter(({ id }) => playableGame(id)) : []

  const submit = (event: Event) => {
    event.preventDefault()
    if (name.trim() !== '') onPlay(name.trim())
  }
  return (
    <main class="menu">
      <Backdrop playable={playable} />
      <header class="menu-top">
        <p class="brand">
          <img src="/icon.svg" alt="" width="30" height="30" />
          <span>
            Gameserver <b>Arcade</b>
          </span>
        </p>
        <p class={`server-state is-${listing.state}`} data-testid="server-state">
          <i />
          {listing.state === 'here'
            ? 'Online'
            : listing.state === 'asking'
              ? 'Connecting…'
              : 'Game server away'}
        </p>
        <button
          type="button"
          class="icon-button"
          aria-label="Settings"
          onClick={() => settingsDialog.current?.showModal()}
        >
          <svg viewBox="0 0 24 24" aria-hidden="true">
            <path d="M4 7h9M19 7h1M4 17h1M11 17h9" fill="none" stroke-width="2.2" stroke-linecap="round" />
            <circle cx="16" cy="7" r="2.6" />
            <circle cx="8" cy="17" r="2.6" />
          </svg>
        </button>
      </header>

      <section class="hero">
        <p class="hero-kicker">
          {game.players.min}–{game.players.max} players · live · voice
        </p>
        <h1>{game.name}</h1>
        <p class="hero-tagline">{about.tagline}</p>
        {complaint && (
          <div class="notice" role="alert" data-testid="complaint">
            <b>{complaint.title}</b>
            <span>{complaint.detail}</span>
            {complaint.remedy === 'reload' && (
              <button type="button" class="button" onClick={() => location.reload()}>
                Load anew
              </button>
            )}
          </div>
        )}
        {progress ? (
          <QueuePanel progress={progress} onCancel={onCancel} />
        ) : (
          <form class="entry" onSubmit={submit}>
            <label class="entry-name">
              <span>Your name</span>
              <input
                data-testid="name-input"
                value={name}
                maxLength={playerNameLengthMax}
                placeholder="Who plays?"
                autocomplete="nickname"
                spellcheck={false}
                required
                onInput={(event) => setName(event.currentTarget.value)}
              />
            </label>
            <button
              type="submit"
              class="button button-primary"
              data-testid="play-button"
              disabled={!isOffered}
            >
              Play online
            </button>
            <button
              type="button"
              class="button"
              data-testid="practice-button"
              onClick={() => onPractise(name.trim())}
            >
              Practice
            </button>
          </form>
        )}
        {listing.state === 'away' && (
          <p class="hint">
            The game server cannot be reached; trying again. Practice against bots works offline.
          </p>
        )}
        {isHere && !isOffered && <p class="hint">No server plays {game.name} at the moment.</p>}
      </section>

      <section class="games" aria-label="Games">
        <h2>Games</h2>
        <ul>
          {(listed.length > 0
            ? listed
            : [{ id: game.id, name: game.name, version: game.version, description: game.description }]
          ).map(({ id, name: gameName, version, description }) => (
            <li key={id} class="game-card panel" aria-current={id === game.id}>
              <b>{gameName}</b>
              <span>{description}</span>
              <small>version {version}</small>
            </li>
          ))}
        </ul>
      </section>

      <Leaderboard id={game.id} isReady={isHere} />

      <footer class="menu-keys">
        {[...about.controls, ...pageControls].map(({ keys, does }) => (
          <span key={keys}>
            <kbd>{keys}</kbd> {does}
          </span>
        ))}
      </footer>

      <dialog ref={settingsDialog} class="dialog" aria-label="Settings">
        <h2>Settings</h2>
        <SettingsPanel />
        <div class="dialog-buttons">
          <button type="button" class="button button-primary" onClick={() => settingsDialog.current?.close()}>
            Done
          </button>
        </div>
      </dialog>
    </main>
  )
}

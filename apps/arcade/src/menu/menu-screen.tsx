import { playerNameLengthMax } from '@gameserver/protocol/limits'
import { useRef, useState } from 'preact/hooks'
import type { Complaint } from '../complaint.ts'
import { type PlayableGame, pageControls } from '../games.ts'
import { InviteToasts } from '../party/invite-toasts.tsx'
import { PartyPanel } from '../party/party-panel.tsx'
import { ModeChoice } from '../queue/mode-choice.tsx'
import type { QueueProgress } from '../queue/queue-for-match.ts'
import { QueuePanel } from '../queue/queue-panel.tsx'
import { SecondsUntil } from '../queue/seconds-until.tsx'
import { WatchButton } from '../replay/watch-button.tsx'
import { SettingsPanel } from '../settings/settings-panel.tsx'
import { Brand } from '../shell/brand.tsx'
import { SiteNav } from '../shell/site-nav.tsx'
import { LiveMatches } from '../spectate/live-matches.tsx'
import { Backdrop } from './backdrop.tsx'
import { GameChoice, isOffered, playersText } from './game-choice.tsx'
import { Leaderboard } from './leaderboard.tsx'
import { useGameListing } from './use-game-listing.ts'

interface MenuScreenProps {
  playable: PlayableGame
  initialName: string
  progress: QueueProgress | undefined
  complaint: Complaint | undefined
  onChoose(id: string): void
  onPlay(name: string): void
  onPractise(name: string): void
  onWatch(files: File[]): void
  onSpectate(matchId: string): void
  onCancel(): void
}

export function MenuScreen(props: MenuScreenProps) {
  const { playable, initialName, progress, complaint, onChoose, onPlay, onPractise, onWatch, onCancel } =
    props
  const listing = useGameListing()
  const [name, setName] = useState(initialName)
  const settingsDialog = useRef<HTMLDialogElement>(null)
  const { game, about } = playable
  const isHere = listing.state === 'here'
  const isPlayed = isOffered(listing, game.id)

  const submit = (event: Event) => {
    event.preventDefault()
    if (name.trim() !== '') onPlay(name.trim())
  }
  return (
    <main class="menu">
      <Backdrop key={game.id} playable={playable} />
      <header class="menu-top">
        <Brand />
        <SiteNav />
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
        <p class="hero-kicker">{playersText(game.players)} · live · voice</p>
        <h1 style={{ '--letters': game.name.length }}>{game.name}</h1>
        <p class="hero-tagline">{about.tagline}</p>
        {complaint && (
          <div class="notice" role="alert" data-testid="complaint">
            <b>{complaint.title}</b>
            <span>{complaint.detail}</span>
            {complaint.waitUntil && (
              <span data-testid="cooldown">
                You can queue again <SecondsUntil time={complaint.waitUntil} />.
              </span>
            )}
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
            <ModeChoice />
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
              disabled={!isPlayed}
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
        {isHere && !isPlayed && <p class="hint">No server plays {game.name} at the moment.</p>}
      </section>

      <GameChoice
        chosen={playable}
        listing={listing}
        isDisabled={progress !== undefined}
        onChoose={onChoose}
      />

      <div class="menu-side">
        <PartyPanel name={name} isReady={isHere} />
        {!progress && <LiveMatches isReady={isHere} onWatch={props.onSpectate} />}
        <Leaderboard id={game.id} isReady={isHere} />
      </div>
      <InviteToasts />

      <footer class="menu-keys">
        <WatchButton onFiles={onWatch} />
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

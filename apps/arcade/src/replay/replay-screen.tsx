import type { Drawing, Hud } from '@gameserver/games/drawing.ts'
import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
import { Feed, useFeed } from '../play/feed.tsx'
import { isTyping } from '../play/hands.ts'
import { ScoreList } from '../play/score-list.tsx'
import { TimeAndBanner } from '../play/time-and-banner.tsx'
import { effectsOf, useSettings } from '../settings/settings.ts'
import { soundOutput } from '../sound/sound-output.ts'
import type { LoadedReplay } from './load-replay.ts'
import { Playback } from './playback.ts'
import { PlaybackBar } from './playback-bar.tsx'
import { ReplayEvents } from './replay-events.ts'
import { startReplayLoop } from './replay-loop.ts'

/** What the arrow keys skip. */
const skipSeconds = 5

interface ReplayScreenProps {
  loaded: LoadedReplay
  onLeave(): void
}

export function ReplayScreen({ loaded, onLeave }: ReplayScreenProps) {
  const { playable, replay } = loaded
  const { players, tickRate } = replay.header
  const host = useRef<HTMLDivElement>(null)
  const playback = useMemo(() => new Playback(replay), [replay])
  const events = useMemo(() => new ReplayEvents(), [replay])
  const [drawing, setDrawing] = useState<Drawing<unknown, unknown>>()
  const [hud, setHud] = useState<Hud>({})
  const [followed, setFollowed] = useState<number>()
  const [trouble, setTrouble] = useState<string>()
  const [, setPosition] = useState(0)
  const effects = effectsOf(useSettings())
  const names = useMemo(() => new Map(players.map(({ slot, name }) => [slot, name])), [players])
  const feed = useFeed(events, drawing)

  useEffect(() => {
    if (!host.current) return
    let isGone = false
    const send = () => Promise.reject(new Error('This is a replay.'))
    playable.createDrawing({ host: host.current, effects, sounds: soundOutput(), send }).then(
      (ready) => (isGone ? ready.destroy() : setDrawing(ready)),
      (error: unknown) => setTrouble(`This browser cannot show the game: ${String(error)}`),
    )
    return () => {
      isGone = true
    }
  }, [playable])

  useEffect(() => {
    if (!drawing || !host.current) return
    const stopLoop = startReplayLoop({
      playback,
      drawing,
      names,
      slot: () => followedSlot.current,
      tell: (event) => {
        drawing.event?.(event.name, event.value)
        events.tell(event)
      },
      onHud: (next) => {
        setHud(next ?? {})
        setPosition(playback.position)
      },
      onTrouble: (error) => setTrouble(`The replay can't go on: ${String(error)}`),
    })
    const resized = new ResizeObserver(() => drawing.resize?.())
    resized.observe(host.current)
    return () => {
      stopLoop()
      resized.disconnect()
      drawing.destroy()
    }
  }, [drawing, playback])

  const followedSlot = useRef(followed)
  followedSlot.current = followed

  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (isTyping(event.target)) return
      if (event.code === 'Escape') onLeave()
      else if (event.code === 'Space') toggle(playback)
      else if (event.code === 'ArrowLeft') playback.seek(playback.position - skipSeconds * tickRate)
      else if (event.code === 'ArrowRight') playback.seek(playback.position + skipSeconds * tickRate)
      else return
      event.preventDefault()
    }
    addEventListener('keydown', pressed)
    return () => removeEventListener('keydown', pressed)
  }, [playback])

  return (
    <main class={`play ${followed === undefined ? 'replay-of-all' : ''}`} data-testid="replay-screen">
      <section ref={host} class="play-stage" aria-label={`${playable.game.name}, a replay`} />
      {drawing && (
        <div class="hud" data-testid="hud">
          {hud.scores && (
            <ScoreList scores={hud.scores} names={names} ownSlot={followed ?? -1} voice={undefined} />
          )}
          <TimeAndBanner hud={hud} names={names} phase="running" />
          <Feed lines={feed} names={names} ownSlot={followed ?? -1} scores={hud.scores ?? []} />
        </div>
      )}
      <PlaybackBar
        playback={playback}
        replay={replay}
        followed={followed}
        onFollow={setFollowed}
        onToggle={() => toggle(playback)}
        onLeave={onLeave}
      />
      {!drawing && !trouble && <p class="play-notice">Preparing {playable.game.name}…</p>}
      {trouble && (
        <p class="play-notice play-notice-bad" role="alert">
          {trouble}
        </p>
      )}
    </main>
  )
}

function toggle(playback: Playback): void {
  if (playback.isPlaying) playback.isPlaying = false
  else playback.play()
}

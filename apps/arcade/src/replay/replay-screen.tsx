import type { Hud } from '@gameserver/games/drawing.ts'
import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
import { OnlookerHud } from '../onlooker/onlooker-hud.tsx'
import { useStage } from '../onlooker/use-stage.ts'
import { useFeed } from '../play/feed.tsx'
import { isTyping } from '../play/hands.ts'
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
  const playback = useMemo(() => new Playback(replay), [replay])
  const events = useMemo(() => new ReplayEvents(), [replay])
  const [hud, setHud] = useState<Hud>({})
  const [followed, setFollowed] = useState<number>()
  const [, setPosition] = useState(0)
  const followedSlot = useRef(followed)
  followedSlot.current = followed
  const names = useMemo(() => new Map(players.map(({ slot, name }) => [slot, name])), [players])
  const { host, drawing, trouble } = useStage({
    playable,
    shown: playback,
    refusal: 'This is a replay.',
    startLoop: (ready, fail) =>
      startReplayLoop({
        playback,
        drawing: ready,
        names,
        slot: () => followedSlot.current,
        tell: (event) => {
          ready.event?.(event.name, event.value)
          events.tell(event)
        },
        onHud: (next) => {
          setHud(next ?? {})
          setPosition(playback.position)
        },
        onTrouble: (error) => fail(`The replay can't go on: ${String(error)}`),
      }),
  })
  const feed = useFeed(events, drawing)

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
      {drawing && <OnlookerHud hud={hud} names={names} phase="running" lines={feed} followed={followed} />}
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

import type { Connection } from '@gameserver/client/browser'
import type { Hud } from '@gameserver/games/drawing.ts'
import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
import { OnlookerHud } from '../onlooker/onlooker-hud.tsx'
import { useStage } from '../onlooker/use-stage.ts'
import { useFeed } from '../play/feed.tsx'
import { isTyping } from '../play/hands.ts'
import type { Ended } from '../play/playable-match.ts'
import { WatchBar } from './watch-bar.tsx'
import { WatchConnection } from './watch-connection.tsx'
import type { WatchedLive } from './watch-live.ts'
import { startWatchLoop } from './watch-loop.ts'
import { WatchResult } from './watch-result.tsx'

/** As in a match that is played: time to see the end of it. */
const lingerMs = 1_600

interface WatchScreenProps {
  watched: WatchedLive
  onLeave(): void
}

export function WatchScreen({ watched, onLeave }: WatchScreenProps) {
  const { playable, match } = watched
  const [hud, setHud] = useState<Hud>()
  const [roster, setRoster] = useState(match.roster)
  const [phase, setPhase] = useState(match.phase)
  const [connection, setConnection] = useState<Connection>(match.connection)
  const [followed, setFollowed] = useState<number>()
  const [ended, setEnded] = useState<Ended>()
  const followedSlot = useRef(followed)
  followedSlot.current = followed
  const names = useMemo(() => new Map(roster.map(({ slot, name }) => [slot, name])), [roster])
  const { host, drawing, trouble } = useStage({
    playable,
    shown: match,
    refusal: 'You are watching.',
    startLoop: (ready, fail) =>
      startWatchLoop({
        match,
        drawing: ready,
        slot: () => followedSlot.current,
        onHud: (next) => setHud(next ?? {}),
        onTrouble: (error) => fail(`The picture can't go on: ${String(error)}`),
      }),
  })
  const feed = useFeed(match, drawing)

  useEffect(() => () => void match.close(), [match])

  useEffect(() => match.on('event', ({ name, value }) => drawing?.event?.(name, value)), [match, drawing])

  useEffect(() => {
    let linger: ReturnType<typeof setTimeout> | undefined
    const unsubscribes = [
      match.on('roster', setRoster),
      match.on('phase', setPhase),
      match.on('connection', setConnection),
      match.on('ended', (end) => {
        linger = setTimeout(() => setEnded(end), lingerMs)
      }),
    ]
    return () => {
      clearTimeout(linger)
      for (const unsubscribe of unsubscribes) unsubscribe()
    }
  }, [match])

  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (event.code === 'Escape' && !isTyping(event.target)) onLeave()
    }
    addEventListener('keydown', pressed)
    return () => removeEventListener('keydown', pressed)
  }, [onLeave])

  return (
    <main
      class={`play ${followed === undefined ? 'replay-of-all' : ''}`}
      data-testid="watch-screen"
      data-phase={phase}
      data-shown={hud !== undefined}
    >
      <section ref={host} class="play-stage" aria-label={`${playable.game.name}, a match that you watch`} />
      {hud && <OnlookerHud hud={hud} names={names} phase={phase} lines={feed} followed={followed} />}
      <WatchBar
        delaySeconds={match.delaySeconds}
        roster={roster}
        followed={followed}
        onFollow={setFollowed}
        onLeave={onLeave}
      />
      {!hud && !trouble && <p class="play-notice">{awaited(playable.game.name, match.delaySeconds)}</p>}
      {trouble && (
        <p class="play-notice play-notice-bad" role="alert">
          {trouble}
        </p>
      )}
      <WatchConnection connection={connection} onLeave={onLeave} />
      {ended && <WatchResult ended={ended} onLeave={onLeave} />}
    </main>
  )
}

function awaited(game: string, delaySeconds: number): string {
  return delaySeconds > 0
    ? `${game} is shown ${delaySeconds} s late. The picture comes as soon as that has passed…`
    : `Waiting for the picture of ${game}…`
}

import type { Drawing } from '@gameserver/games/drawing.ts'
import { useEffect, useRef } from 'preact/hooks'
import type { PlayableGame } from '../games.ts'
import { PracticeMatch } from '../practice/practice-match.ts'
import { effectsOf, settings } from '../settings/settings.ts'

const bots = 9
/** Half of what a game gets: it is scenery, and the machine may be slow. */
const pictureEveryMs = 1000 / 30

/** Nobody presses what is behind the menu. */
const watchersSend = () => Promise.reject(new Error('You are watching'))

/** Bots play behind the menu. Left out for whoever wants calm or has a slow machine. */
export function Backdrop({ playable }: { playable: PlayableGame }) {
  const host = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (!host.current || effectsOf(settings()) !== 'full') return
    let isGone = false
    let stop: (() => void) | undefined
    const options = { host: host.current, effects: 'low', sounds: undefined, send: watchersSend } as const
    Promise.resolve(options)
      .then(playable.createDrawing)
      .then((drawing) => {
        if (isGone) drawing.destroy()
        else stop = show(playable, drawing, host.current)
      })
      .catch((error: unknown) => console.error('The game behind the menu has a fault:', error))
    return () => {
      isGone = true
      stop?.()
    }
  }, [playable])
  return <div ref={host} class="backdrop" aria-hidden="true" inert />
}

function newMatch(playable: PlayableGame): PracticeMatch {
  const seed = Math.floor(Math.random() * 2 ** 32)
  return new PracticeMatch({ playable, playerName: '', bots, seconds: 3600, seed })
}

function show(
  playable: PlayableGame,
  drawing: Drawing<unknown, unknown>,
  host: HTMLElement | null,
): () => void {
  let match = newMatch(playable)
  let hasFault = false
  const resized = new ResizeObserver(() => drawing.resize?.())
  if (host) resized.observe(host)
  let request = 0
  let dueAtMs = 0
  const loop = () => {
    if (hasFault) return
    request = requestAnimationFrame(loop)
    const nowMs = performance.now()
    if (nowMs < dueAtMs) return
    dueAtMs = nowMs + pictureEveryMs - 4
    try {
      goOn(nowMs)
    } catch (error) {
      // The next version that is saved begins anew.
      hasFault = true
      console.error('The game behind the menu has a fault:', error)
    }
  }
  const goOn = (nowMs: number) => {
    if (match.phase === 'ended') match = newMatch(playable)
    match.advanceWithoutPlayer(nowMs)
    const { world, tick, localTick } = match.view(nowMs)
    drawing.draw({ world, tick, localTick, slot: undefined, nowMs, names: new Map(), speaking: new Set() })
  }
  loop()
  return () => {
    cancelAnimationFrame(request)
    resized.disconnect()
    drawing.destroy()
  }
}

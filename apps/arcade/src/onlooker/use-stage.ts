import type { Drawing } from '@gameserver/games/drawing.ts'
import type { RefObject } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import type { PlayableGame } from '../games.ts'
import { effectsOf, useSettings } from '../settings/settings.ts'
import { soundOutput } from '../sound/sound-output.ts'

interface StageOptions {
  playable: PlayableGame
  /** What is shown. The picture begins anew with another one. */
  shown: object
  /** Told to a drawing that has a command for the match. */
  refusal: string
  /** Returns the function that ends it. `fail` takes why it has ended by itself. */
  startLoop(drawing: Drawing<unknown, unknown>, fail: (trouble: string) => void): () => void
}

interface Stage {
  /** Of the element that is drawn into. */
  host: RefObject<HTMLDivElement>
  /** Undefined until it can be drawn. */
  drawing: Drawing<unknown, unknown> | undefined
  /** Why there is no picture, or no longer one. */
  trouble: string | undefined
}

/** The picture of a match for who does not play in it, while it is on the screen. */
export function useStage({ playable, shown, refusal, startLoop }: StageOptions): Stage {
  const host = useRef<HTMLDivElement>(null)
  const [drawing, setDrawing] = useState<Drawing<unknown, unknown>>()
  const [trouble, setTrouble] = useState<string>()
  const effects = effectsOf(useSettings())

  useEffect(() => {
    if (!host.current) return
    let isGone = false
    const send = () => Promise.reject(new Error(refusal))
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
    const stopLoop = startLoop(drawing, setTrouble)
    const resized = new ResizeObserver(() => drawing.resize?.())
    resized.observe(host.current)
    return () => {
      stopLoop()
      resized.disconnect()
      drawing.destroy()
    }
  }, [drawing, shown])

  return { host, drawing, trouble }
}

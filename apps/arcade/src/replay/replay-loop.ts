import type { Drawing, Hud } from '@gameserver/games/drawing.ts'
import type { Playback } from './playback.ts'

/** As in a match that is played. */
const hudEveryMs = 80

interface ReplayLoop {
  playback: Playback
  drawing: Drawing<unknown, unknown>
  names: ReadonlyMap<number, string>
  slot(): number | undefined
  tell(event: { name: string; value: unknown }): void
  onHud(hud: Hud | undefined): void
  /** The game threw: it is another one than was recorded. The loop has ended. */
  onTrouble(error: unknown): void
}

/** Plays and draws on every animation frame. Returns the function that stops it. */
export function startReplayLoop({
  playback,
  drawing,
  names,
  slot,
  tell,
  onHud,
  onTrouble,
}: ReplayLoop): () => void {
  let request = 0
  let hudDueAtMs = 0

  const loop = (): void => {
    const nowMs = performance.now()
    try {
      playback.advance(nowMs, tell)
      const { world, tick } = playback.view()
      const view = { world, tick, localTick: tick, slot: slot(), nowMs, names, speaking: nobody }
      drawing.draw(view)
      if (nowMs >= hudDueAtMs) {
        hudDueAtMs = nowMs + hudEveryMs
        onHud(drawing.hud?.(world, slot()))
      }
    } catch (error) {
      onTrouble(error)
      return
    }
    request = requestAnimationFrame(loop)
  }
  loop()
  return () => cancelAnimationFrame(request)
}

const nobody: ReadonlySet<number> = new Set()

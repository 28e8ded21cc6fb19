import type { SpectatedMatch } from '@gameserver/client/browser'
import type { AnyGame } from '@gameserver/engine'
import type { Drawing, Hud } from '@gameserver/games/drawing.ts'

/** As in a match that is played. */
const hudEveryMs = 80

interface WatchLoop {
  match: SpectatedMatch<AnyGame>
  drawing: Drawing<unknown, unknown>
  /** Through whose eyes it is drawn; undefined: nobody's. */
  slot(): number | undefined
  /** Called with the first picture and now and then after it. */
  onHud(hud: Hud | undefined): void
  /** The game threw. The loop has ended. */
  onTrouble(error: unknown): void
}

/** Draws on every animation frame from the first picture on. Returns the function that stops it. */
export function startWatchLoop({ match, drawing, slot, onHud, onTrouble }: WatchLoop): () => void {
  let request = 0
  let hudDueAtMs = 0

  const loop = (): void => {
    request = requestAnimationFrame(loop)
    try {
      draw(performance.now())
    } catch (error) {
      cancelAnimationFrame(request)
      onTrouble(error)
    }
  }
  const draw = (nowMs: number): void => {
    const view = match.view(nowMs)
    if (view === undefined) return
    const { world, tick, localTick } = view
    const names = new Map(match.roster.map((seat) => [seat.slot, seat.name]))
    drawing.draw({ world, tick, localTick, slot: slot(), nowMs, names, speaking: nobody })
    if (nowMs < hudDueAtMs) return
    hudDueAtMs = nowMs + hudEveryMs
    onHud(drawing.hud?.(world, slot()))
  }
  loop()
  return () => cancelAnimationFrame(request)
}

const nobody: ReadonlySet<number> = new Set()

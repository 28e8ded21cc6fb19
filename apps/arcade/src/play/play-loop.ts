import type { Drawing, Hud } from '@gameserver/games/drawing.ts'
import type { Hands } from './hands.ts'
import type { PlayableMatch } from './playable-match.ts'

/** The readouts change this often: faster than is read, slow enough to cost nothing. */
const hudEveryMs = 80

interface PlayLoop {
  match: PlayableMatch
  drawing: Drawing<unknown, unknown>
  hands: Hands
  onHud(hud: Hud | undefined, picturesPerSecond: number): void
  /** The game threw; undefined when it does not any more. */
  onFault(error: unknown): void
}

/**
 * Advances, samples and draws on every animation frame. What throws is tried again with the next one: a fault of one
 * moment must not end the match of who plays. Returns the function that stops it.
 */
export function startPlayLoop({ match, drawing, hands, onHud, onFault }: PlayLoop): () => void {
  let request = 0
  let hudDueAtMs = 0
  let pictures = 0
  let countedAtMs = performance.now()
  let picturesPerSecond = 0

  let fault: string | undefined

  const loop = (): void => {
    request = requestAnimationFrame(loop)
    try {
      goOn()
      if (fault !== undefined) onFault(undefined)
      fault = undefined
    } catch (error) {
      if (fault !== String(error)) onFault(error)
      fault = String(error)
    }
  }
  const goOn = (): void => {
    const nowMs = performance.now()
    match.advance(nowMs, () => drawing.input(hands.sample()))
    const { world, tick, localTick } = match.view(nowMs)
    drawing.draw({
      world,
      tick,
      localTick,
      slot: match.slot,
      nowMs,
      names: new Map(match.roster.map(({ slot, name }) => [slot, name])),
      speaking: match.voice?.speaking ?? nobody,
    })
    pictures++
    if (nowMs - countedAtMs >= 1000) {
      picturesPerSecond = Math.round((pictures * 1000) / (nowMs - countedAtMs))
      pictures = 0
      countedAtMs = nowMs
    }
    if (nowMs < hudDueAtMs) return
    hudDueAtMs = nowMs + hudEveryMs
    onHud(drawing.hud?.(world, match.slot), picturesPerSecond)
  }
  loop()
  return () => cancelAnimationFrame(request)
}

const nobody: ReadonlySet<number> = new Set()

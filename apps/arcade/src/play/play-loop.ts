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
}

/** Advances, samples and draws on every animation frame. Returns the function that stops it. */
export function startPlayLoop({ match, drawing, hands, onHud }: PlayLoop): () => void {
  let request = 0
  let hudDueAtMs = 0
  let pictures = 0
  let countedAtMs = performance.now()
  let picturesPerSecond = 0

  const loop = (): void => {
    request = requestAnimationFrame(loop)
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

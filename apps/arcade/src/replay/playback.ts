import type { AnyGame, Replay } from '@gameserver/engine'

/** Ticks made in one picture at most: what is above, on a slow machine at eightfold speed, only makes it play slower. */
const ticksPerPictureMax = 48

/** Plays a replay by a clock: at a speed, with pauses, from anywhere. */
export class Playback {
  isPlaying = true
  speed = 1
  readonly #replay: Replay<AnyGame>
  #position: number
  #lastMs: number | undefined

  constructor(replay: Replay<AnyGame>) {
    this.#replay = replay
    this.#position = replay.startTick
  }

  /** What is shown, in ticks with a fraction. */
  get position(): number {
    return this.#position
  }

  get isAtEnd(): boolean {
    return this.#position >= this.#replay.endTick
  }

  seek(tick: number): void {
    const replay = this.#replay
    replay.seek(tick)
    this.#position = replay.tick
  }

  /** Plays on, or from the beginning when it is over. */
  play(): void {
    if (this.isAtEnd) this.seek(this.#replay.startTick)
    this.isPlaying = true
  }

  /** Goes on to this moment of the page's clock; `tell` hears what the game emits on the way. */
  advance(nowMs: number, tell: (event: { name: string; value: unknown }) => void): void {
    const replay = this.#replay
    const elapsedMs = nowMs - (this.#lastMs ?? nowMs)
    this.#lastMs = nowMs
    if (!this.isPlaying) return
    const goal = Math.min(
      this.#position + (elapsedMs * replay.header.tickRate * this.speed) / 1_000,
      replay.endTick,
    )
    for (let made = 0; replay.tick < Math.ceil(goal); made++) {
      if (made === ticksPerPictureMax) {
        this.#position = replay.tick
        return
      }
      for (const event of replay.step() ?? []) tell(event)
    }
    this.#position = goal
    if (this.isAtEnd) this.isPlaying = false
  }

  /** The world as it is shown now, anew each time. */
  view(): { world: unknown; tick: number } {
    const { tick } = this.#replay
    return { world: this.#replay.worldAt(1 - Math.min(tick - this.#position, 1)), tick: this.#position }
  }
}

import type { Rules } from '../game/define-game.ts'
import { math } from '../game/math.ts'
import type { StructValue } from '../schema/struct-coder.ts'

/** What a player has said of ticks, whenever it came. */
export interface Heard {
  has(tick: number): boolean
  get(tick: number): StructValue | undefined
}

/** Of a player who can't be late: the one on this side. */
export const allHeard: Heard = { has: () => true, get: () => undefined }

interface Button {
  readonly field: string
  readonly ticks: number
  isHeld: boolean
  /** Let go because nothing was heard: the player may be holding it still. */
  hasLapsed: boolean
  /** The last press was such a one, taken up again: the player has pressed once less than has counted. */
  wasTakenUp: boolean
  /** When the last press took effect, and when the player may have made it. */
  playedTick: number
  pressedTick: number
  /** When the press may have been made that waits for its time. */
  waitingTick: number
}

/** What is remembered of one player's presses. */
export interface Presses {
  readonly heardTick: number | undefined
  readonly buttons: readonly Readonly<Button>[]
}

/**
 * One player's presses of the buttons that have a cadence. Inputs may come too late for their tick, so that a press takes effect
 * later than it was made, and the next one, made in time, would seem too soon. Therefore each press counts as made as early as
 * its player may have made it: in the ticks right before, for which nothing was heard in time, unless it is known by now that
 * the button was up. Presses so dated keep their distance, so that lateness excuses all that was right, and saves nothing up. Two
 * never take effect within half the cadence of each other: one that is too near for that alone waits, and is nobody's fault.
 */
export class Cadence {
  private readonly buttons: readonly Button[]
  private heardTick: number | undefined

  /** Goes on from what another one remembered, if there was one. */
  constructor({ cadenceTicks = {} }: Rules<unknown, Record<string, unknown>>, before?: Presses) {
    this.heardTick = before?.heardTick
    this.buttons = Object.entries(cadenceTicks).map(([field, ticks = 0]) => ({
      field,
      ticks,
      isHeld: false,
      hasLapsed: false,
      wasTakenUp: false,
      playedTick: Number.NEGATIVE_INFINITY,
      pressedTick: Number.NEGATIVE_INFINITY,
      waitingTick: Number.POSITIVE_INFINITY,
      ...before?.buttons.find((button) => button.field === field && button.ticks === ticks),
    }))
  }

  /** As it is now; what comes later changes nothing of it. */
  presses(): Presses {
    return { heardTick: this.heardTick, buttons: this.buttons.map((button) => ({ ...button })) }
  }

  /**
   * Instead of `review`, for a tick that was made with `input`, reviewed already. When that was heard nobody knows any more: a press
   * is taken to be as early as it can have been, so that the next one is never blamed for having come too soon.
   */
  follow(tick: number, input: StructValue): void {
    for (const button of this.buttons) {
      const isPressed = input[button.field] === true
      if (!isPressed) release(button, false)
      else if (!button.isHeld) begin(button, tick, button.pressedTick + button.ticks)
    }
  }

  /**
   * To be asked once for each tick: the buttons that don't count as pressed in it, and whether that is a breach. What doesn't
   * count isn't held either: it begins when its time has come, if the button is still down.
   */
  review(tick: number, input: StructValue, heard: Heard): { early: string[]; isBreach: boolean } {
    const early: string[] = []
    let isBreach = false
    this.heardTick ??= tick - 1
    const isHeard = heard.has(tick)
    for (const button of this.buttons) {
      if (input[button.field] !== true) release(button, isHeard)
      else if (!button.isHeld && !this.press(button, tick, heard)) {
        early.push(button.field)
        if (button.waitingTick === Number.POSITIVE_INFINITY) isBreach = true
      }
    }
    if (isHeard) this.heardTick = tick
    return { early, isBreach }
  }

  /** Whether it counts. If not, `waitingTick` tells whether it waits. */
  private press(button: Button, tick: number, heard: Heard): boolean {
    const { field, ticks, hasLapsed, playedTick, waitingTick } = button
    const earliestTick = math.min(waitingTick, this.earliestPress(field, tick, heard))
    const pressedTick = math.max(earliestTick, button.pressedTick + ticks)
    if (pressedTick > tick || tick - playedTick < ticks / 2) {
      if (pressedTick <= tick || hasLapsed || button.wasTakenUp) button.waitingTick = earliestTick
      return false
    }
    begin(button, tick, pressedTick)
    return true
  }

  private earliestPress(field: string, tick: number, heard: Heard): number {
    const first = (this.heardTick ?? tick) + 1
    let earliest = tick
    while (earliest > first && heard.get(earliest - 1)?.[field] !== false) earliest--
    return earliest
  }
}

function begin(button: Button, playedTick: number, pressedTick: number): void {
  const wasTakenUp = button.hasLapsed
  const waitingTick = Number.POSITIVE_INFINITY
  Object.assign(button, {
    isHeld: true,
    hasLapsed: false,
    wasTakenUp,
    playedTick,
    pressedTick,
    waitingTick,
  })
}

function release(button: Button, isHeard: boolean): void {
  button.hasLapsed = !isHeard && (button.isHeld || button.hasLapsed)
  button.isHeld = false
  if (isHeard) button.waitingTick = Number.POSITIVE_INFINITY
}

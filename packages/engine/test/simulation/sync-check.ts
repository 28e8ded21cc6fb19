import { codersOf } from '../../src/game/game-coders.ts'
import type { TickRecord } from '../../src/log/tick-record.ts'
import { Tape } from '../../src/schema/tape.ts'
import { differingFields } from './differing-fields.ts'
import { type PlayedMatch, PlayedSimulation, replay } from './played-simulation.ts'

/** As far as a rollback goes, and a little more. */
const backTicks = 12
/** Going back so far costs as many ticks: not each time. */
const backEachTicks = 7

/** A tick that came out otherwise when it was made again. */
export interface Desync {
  readonly tick: number
  /** The tick that was gone back to. */
  readonly fromTick: number
  /** First time / again. */
  readonly fields: readonly string[]
}

/**
 * The sync test of GGRS: each tick is made, saved, loaded and made again, every few ticks from several ticks back, and must come
 * to the same state and tell the same events. A match that ends is followed by one of the next seed. Undefined: no desync.
 */
export function findDesync(match: PlayedMatch, ticks: number): Desync | undefined {
  let left = ticks
  for (let { seed } = match; left > 0; seed++) {
    const round = { ...match, seed }
    const played = new PlayedSimulation(round)
    const desync = playTwice(round, played, left)
    if (desync !== undefined) return desync
    left -= played.tick
  }
  return undefined
}

function playTwice(match: PlayedMatch, played: PlayedSimulation, ticks: number): Desync | undefined {
  const emittedAgain: string[] = []
  const again = played.another(emittedAgain)
  const records: TickRecord[] = []
  const emitted: (readonly string[])[] = []
  const result = new Tape()
  do {
    emitted.push(played.step())
    records.push(played.record)
    const back = played.tick % backEachTicks === 0 ? Math.min(backTicks, played.tick - 1) : 1
    const fromTick = played.tick - back
    // What led to the first tick's state was before any state that can be gone back to.
    if (fromTick < 1) continue
    again.load(fromTick, played.stateAt(fromTick))
    for (let tick = fromTick + 1; tick <= played.tick; tick++) {
      emittedAgain.length = 0
      replay(match.game, again, records[tick - 1] as TickRecord)
      const fields = differences(match, played.stateAt(tick), again.save(result))
      fields.push(...differingFields(emitted[tick - 1], emittedAgain).map((field) => `event ${field}`))
      if (fields.length > 0) return { tick, fromTick, fields }
    }
  } while (played.tick < ticks && !played.isOver)
  return undefined
}

function differences({ game }: PlayedMatch, first: Tape, again: Tape): string[] {
  if (first.equals(again)) return []
  const { state } = codersOf(game)
  return differingFields(state.restore(first.copy()), state.restore(again.rewind()))
}

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Brawl, brawlOf } from '../../test/brawl.ts'
import { arrivalOf } from '../game/arrival.ts'
import { Simulation } from '../game/simulation.ts'
import { playTick } from '../log/play-tick.ts'
import type { Happening, TickRecord } from '../log/tick-record.ts'
import { Tape } from '../schema/tape.ts'
import { predictedTicksMax, RollbackSimulation } from './rollback-simulation.ts'

const game = brawlOf()
const slots = [0, 1]
const input = fc.record({
  moveX: fc.integer({ min: -1, max: 1 }),
  jump: fc.boolean(),
  punch: fc.boolean(),
  stone: fc.boolean(),
})

/** Two players' inputs by tick, made into records; a taunt here and there. */
const history = fc
  .array(fc.record({ inputs: fc.tuple(input, input), taunts: fc.integer({ min: 0, max: 20 }) }), {
    minLength: 5,
    maxLength: 60,
  })
  .map((ticks): TickRecord[] =>
    ticks.map(({ inputs, taunts }, index) => ({
      tick: index + 1,
      happenings: index === 0 ? slots.map(joining) : taunting(taunts),
      inputs: new Map(inputs.map((of, slot) => [slot, of])),
    })),
  )

function joining(slot: number): Happening {
  return { type: 'join', slot, ...arrivalOf() }
}

function taunting(times: number): Happening[] {
  return times < 18 ? [] : [{ type: 'command', slot: 0, kind: 0, value: { times: times - 17 } }]
}

function simulationOf(emit: () => void = () => {}): Simulation<Brawl> {
  return new Simulation({ game, settings: {}, isPredicting: false, emit })
}

/** What the authority has after each tick, and after the setup. */
function statesOf(records: readonly TickRecord[]): Tape[] {
  const simulation = simulationOf()
  simulation.setup(99)
  const states = [simulation.save(new Tape())]
  for (const record of records) {
    playTick(game, simulation, record)
    states.push(simulation.save(new Tape()))
  }
  return states
}

function rollbackOf(inputOf: (slot: number, tick: number) => Record<string, unknown> | undefined) {
  return new RollbackSimulation({
    game,
    settings: {},
    seats: undefined,
    inputOf,
    rolledBack: () => {},
    emit: () => {},
  })
}

describe('rollback', () => {
  test('comes to the confirmed states whatever is predicted, and however records come', () => {
    // By step: how many ticks are predicted, and up to where records are heard, from how far back, or none.
    const step = fc.record({
      predicted: fc.integer({ min: 0, max: 12 }),
      heard: fc.integer({ min: 0, max: 5 }),
      overlap: fc.integer({ min: 0, max: 6 }),
    })
    fc.assert(
      fc.property(history, fc.array(step, { minLength: 5, maxLength: 40 }), (records, steps) => {
        const states = statesOf(records)
        const guesses = new Map<number, Record<string, unknown>>()
        const rollback = rollbackOf((slot, tick) => guesses.get(tick * 2 + slot))
        rollback.restart(0, states[0] as Tape)
        let heard = 0
        for (const { predicted, heard: more, overlap } of steps) {
          const from = Math.max(0, heard - overlap)
          heard = Math.min(heard + more, records.length)
          rollback.hear(records.slice(from, heard))
          expect(rollback.confirmedTick).toBe(heard)
          for (let tick = Math.max(0, heard - 10); tick <= heard; tick++) {
            const state = rollback.stateAt(tick)
            if (state !== undefined) expect(state.equals(states[tick] as Tape)).toBe(true)
          }
          const right = records[heard + 1]?.inputs.get(1)
          if (right !== undefined && predicted % 3 === 0) {
            guesses.set((heard + 2) * 2 + 1, right)
            rollback.noticed(1, heard + 2, right)
          }
          rollback.predictTo(heard + predicted)
          expect(rollback.presentTick).toBeLessThanOrEqual(heard + predictedTicksMax)
        }
        expect(rollback.stateAt(heard)?.equals(states[heard] as Tape)).toBe(true)
      }),
      { numRuns: 300 },
    )
  })

  test('what was predicted rightly is not made again', () => {
    const still = { moveX: 1, jump: false, punch: false, stone: false }
    const records = Array.from({ length: 20 }, (_, index) => ({
      tick: index + 1,
      happenings: index === 0 ? slots.map(joining) : [],
      inputs: new Map(slots.map((slot) => [slot, still])),
    }))
    const rollback = rollbackOf(() => undefined)
    rollback.restart(0, statesOf(records)[0] as Tape)
    rollback.hear(records.slice(0, 1))
    for (let tick = 2; tick <= 20; tick++) {
      rollback.predictTo(tick + 4)
      rollback.hear(records.slice(tick - 1, tick))
    }
    expect(rollback.confirmedTick).toBe(20)
    expect(rollback.rollbacks).toBe(0)
  })

  test('records wait for the keyframe before them', () => {
    fc.assert(
      fc.property(history, fc.nat(60), (records, at) => {
        const states = statesOf(records)
        const tick = Math.min(at, records.length)
        const rollback = rollbackOf(() => undefined)
        rollback.hear(records)
        expect(rollback.confirmedTick).toBe(-1)
        rollback.restart(tick, states[tick] as Tape)
        expect(rollback.confirmedTick).toBe(records.length)
        expect(rollback.stateAt(records.length)?.equals(states[records.length] as Tape)).toBe(true)
      }),
      { numRuns: 50 },
    )
  })
})

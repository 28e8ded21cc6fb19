import { expect, test } from 'vitest'
import { brawlOf } from '../../test/brawl.ts'
import { arrivalOf } from '../game/arrival.ts'
import type { WorldOf } from '../game/define-game.ts'
import { Random } from '../game/random.ts'
import { Simulation } from '../game/simulation.ts'
import { playTick } from '../log/play-tick.ts'
import { TickCodec } from '../log/tick-codec.ts'
import type { Happening } from '../log/tick-record.ts'
import { Tape } from '../schema/tape.ts'
import type { DesyncReport } from '../snapshot/desync.ts'
import { StateCodec } from '../snapshot/state-codec.ts'
import { ConfirmedLog, recordsPerPacketMax } from './confirmed-log.ts'

const game = brawlOf()

function logOf(happened = 0) {
  const simulation = new Simulation({ game, settings: {}, isPredicting: false, emit: () => {} })
  simulation.setup(1)
  const log = new ConfirmedLog(game, simulation, happened)
  const random = new Random()
  const play = (ticks: number, happenings: Happening[] = []) => {
    for (let count = 0; count < ticks; count++) {
      const input = { moveX: random.int(3) - 1, jump: random.int(2) === 1, punch: false, stone: false }
      const record = { tick: simulation.tick + 1, happenings, inputs: new Map([[0, input]]) }
      playTick(game, simulation, record)
      log.add(record, simulation)
    }
  }
  const records = () => new TickCodec(game).decode(log.packet().records) ?? []
  const ticks = () => records().map(({ tick }) => tick)
  return { log, simulation, play, records, ticks }
}

test('tells all that a player has not acknowledged, within bounds', () => {
  const { log, play, ticks } = logOf()
  play(5)
  log.join(0)
  log.join(1)
  play(10)
  expect(ticks()).toEqual([6, 7, 8, 9, 10, 11, 12, 13, 14, 15])
  log.acknowledge(0, 14)
  log.acknowledge(1, 12)
  expect(ticks()).toEqual([13, 14, 15])
  log.leave(1)
  expect(ticks()).toEqual([15])
  play(100)
  expect(ticks()).toHaveLength(recordsPerPacketMax)
  expect(ticks().at(-1)).toBe(115)
})

test('leaves out the oldest records where all of them do not fit', () => {
  const { log, play, ticks } = logOf()
  log.join(0)
  const taunt: Happening = { type: 'command', slot: 0, kind: 0, value: { times: 1 } }
  play(20, Array(40).fill(taunt))
  expect(log.packet().records.length).toBeLessThan(960)
  expect(ticks().at(-1)).toBe(20)
  expect(ticks().length).toBeLessThan(20)
  play(1, Array(900).fill(taunt))
  expect(ticks()).toEqual([])
  play(1)
  expect(ticks()).toEqual([22])
})

test('sums up the state after each tick', () => {
  const { log, simulation, play } = logOf()
  for (let tick = 1; tick <= 8; tick++) {
    play(1)
    const checksum = simulation.save(new Tape()).hash()
    expect(log.packet()).toMatchObject({ checksumTick: tick, checksum })
  }
})

test('explains a difference in the state after any tick of the last two seconds', () => {
  const { log, simulation, play } = logOf()
  play(1, [{ type: 'join', slot: 0, ...arrivalOf() }])
  const codec = new StateCodec(game)
  const reports = Array.from({ length: 130 }, () => {
    play(1)
    const world = codec.coder.restore(simulation.save(new Tape()).rewind()) as { world: WorldOf<typeof game> }
    ;(world.world.fighters.get(0) as { x: number }).x += 1
    const state = new Tape()
    codec.coder.flatten(world, state)
    return { tick: simulation.tick, scope: 0, slice: undefined, state: codec.encode(state.finish()) }
  })
  for (const report of reports.slice(10))
    expect(log.explain(report)?.fields.map(({ path }) => path)).toEqual(['world.fighters[0].x'])
  expect(log.explain(reports[9] as DesyncReport)).toBeUndefined()
})

test('a keyframe is the state before what happens next', () => {
  const { log, simulation, play } = logOf()
  play(3)
  const before = log.keyframe()
  simulation.join(3)
  expect(log.keyframe()).toEqual(before)
  expect(before.tick).toBe(3)
})

test('after a takeover, what has happened already is in the keyframe, not in the next record', () => {
  const { log, play, records } = logOf(1)
  log.join(0)
  const taunt: Happening = { type: 'command', slot: 0, kind: 0, value: { times: 1 } }
  play(2, [taunt, { ...taunt, value: { times: 2 } }])
  expect(records().map(({ happenings }) => happenings.length)).toEqual([1, 2])
  expect(records()[0]?.happenings[0]).toMatchObject({ value: { times: 2 } })
})

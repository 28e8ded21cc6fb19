/**
 * What a rollback costs in the fighting game: eight ticks were predicted, the record of the first of them is another one. The
 * state before it is loaded, the eight ticks are made again, and saved one by one, as a client does within a picture.
 *
 * Two bots fight; of what one of them does the prediction has always the opposite direction, so that each tick is rolled
 * back for. When a match is over the next one begins.
 *
 * - msP50, msP99: time of one such rollback, each taken once: what else the machine does is in it.
 * - saveMs, loadMs: of a state alone.
 */
import { Simulation } from '@gameserver/engine'
import { think } from '@gameserver/games/duel/bot.ts'
import { type DuelInput, duel } from '@gameserver/games/duel/duel.ts'
import { playTick } from '../packages/engine/src/log/play-tick.ts'
import type { TickRecord } from '../packages/engine/src/log/tick-record.ts'
import { RollbackSimulation } from '../packages/engine/src/rollback/rollback-simulation.ts'
import { Tape } from '../packages/engine/src/schema/tape.ts'
import { benchArguments } from './support/arguments.ts'
import { randomFrom } from './support/moving-entities.ts'
import { median, percentile } from './support/percentile.ts'
import { type BenchResult, printResults } from './support/results.ts'

const warmUpRollbacks = 3000
const measuredRollbacks = 6000
const predictedTicks = 8
const settings = { seconds: 99, winsNeeded: 5 }
/** A save or load takes less than a clock can tell. */
const callsPerRound = 100
const rounds = 200

const { json } = benchArguments(`
bench rollback: time to save, load and make 8 ticks of the fighting game again
`)

const measuredMs: number[] = []
for (let seed = 1; measuredMs.length < warmUpRollbacks + measuredRollbacks; seed++)
  measuredMs.push(...rollbacksOf(seed))
const rollbackMs = measuredMs.slice(warmUpRollbacks)
printResults(
  'rollback',
  [
    result('msP50', percentile(rollbackMs, 0.5)),
    result('msP99', percentile(rollbackMs, 0.99)),
    ...saveAndLoad(),
  ],
  { json },
)

/** The times of all rollbacks in one match. */
function rollbacksOf(seed: number): number[] {
  const { authority, nextRecord } = matchOf(seed)
  const start = authority.save(new Tape())
  const rollback = newRollback(start)
  const taken: number[] = []
  while (!authority.isOver() && authority.tick < 10_000) {
    const record = nextRecord()
    const ms = timeOf(rollback, record)
    // The first record comes before anything was predicted.
    if (record.tick > 1) taken.push(ms)
  }
  if (!rollback.stateAt(authority.tick)?.equals(authority.save(new Tape())))
    throw new Error(`match ${seed} came out otherwise`)
  return taken
}

function newRollback(start: Tape): RollbackSimulation<typeof duel> {
  const rollback = new RollbackSimulation({
    game: duel,
    settings,
    seats: undefined,
    inputOf: (slot, tick) => wrongInput(slot, tick),
    rolledBack: () => {},
    emit: () => {},
  })
  rollback.restart(0, start)
  return rollback
}

function timeOf(rollback: RollbackSimulation<typeof duel>, record: TickRecord): number {
  const rollbacksBefore = rollback.rollbacks
  const startedMs = performance.now()
  rollback.hear([record])
  rollback.predictTo(record.tick + predictedTicks - 1)
  const endedMs = performance.now()
  if (record.tick > 1 && rollback.rollbacks === rollbacksBefore) throw new Error('nothing was rolled back')
  rollback.predictTo(record.tick + predictedTicks)
  return endedMs - startedMs
}

function matchOf(seed: number) {
  const random = randomFrom(seed)
  const authority = new Simulation({ game: duel, settings, isPredicting: false, emit: () => {} })
  authority.setup(seed)
  const nextRecord = (): TickRecord => {
    const tick = authority.tick + 1
    const inputs = new Map([0, 1].map((slot) => [slot, think(authority.world, slot, tick, random)]))
    const happenings = tick === 1 ? [joining(0), joining(1)] : []
    const record = { tick, happenings, inputs: inputs as TickRecord['inputs'] }
    playTick(duel, authority, record)
    return record
  }
  return { authority, nextRecord }
}

function joining(slot: number): TickRecord['happenings'][number] {
  return { type: 'join', slot, team: 0, role: undefined, kept: undefined, awaySeconds: 0 }
}

/** Never what the bots do: they don't jump and crouch from one tick to the next. */
function wrongInput(slot: number, tick: number): Record<string, unknown> | undefined {
  if (slot === 0) return undefined
  const input: DuelInput = {
    moveX: (tick % 3) - 1,
    moveY: tick % 2 === 0 ? 1 : -1,
    light: tick % 5 === 0,
    heavy: tick % 7 === 0,
    special: true,
  }
  return input
}

function saveAndLoad(): BenchResult[] {
  const { authority, nextRecord } = matchOf(1)
  while (authority.tick < 600) nextRecord()
  const tape = authority.save(new Tape())
  const perCall = (call: () => void): number => {
    const taken = Array.from({ length: rounds }, () => {
      const startedMs = performance.now()
      for (let count = 0; count < callsPerRound; count++) call()
      return (performance.now() - startedMs) / callsPerRound
    })
    return median(taken)
  }
  return [
    result(
      'saveMs',
      perCall(() => authority.save(tape)),
    ),
    result(
      'loadMs',
      perCall(() => authority.load(600, tape)),
    ),
  ]
}

function result(metric: string, value: number): BenchResult {
  return { case: 'duel-8', metric, value, unit: 'ms' }
}

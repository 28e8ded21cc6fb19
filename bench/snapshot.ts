/**
 * What a snapshot costs: bytes, and time to pack and to unpack it, with @colyseus/schema beside it.
 *
 * Entities have x, y, vx, vy, aim and hp. All move by up to 0.5 units along each axis and turn by up to 1/64 turn each tick;
 * 5 % change velocity and 1 % hp. Positions go to 1/64 in ±512, velocities (units per tick) to 1/256, aims to 1/1024 turn; hp
 * is a byte. After each tick our entities are rounded to their schema, as a game's are; theirs go on in floating point.
 *
 * A snapshot is made each tick. Ours is a delta against a keyframe, so that it survives the loss of all others: each 30 ticks
 * a keyframe takes a delta's place, and becomes the baseline six ticks later, when acknowledgements are back. Theirs is a
 * delta against the snapshot before (float32, hp uint8).
 *
 * - bytesPerEntity: mean of all snapshots, keyframes among them.
 * - encodeMs, decodeMs: median of the snapshots. Encoding goes from the game's objects to bytes; theirs notes changes in
 *   setters, while the game runs, which is not counted. Decoding ends with what a client keeps: a tape, or its instances.
 * - allocatedBytesPerEntity: grown heap after encoding and decoding, median of the snapshots. The packet's bytes, and the
 *   words of tapes, lie outside of the heap; tapes are used again.
 */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { benchArguments } from './support/arguments.ts'
import { colyseusEntities } from './support/colyseus-entities.ts'
import { engineEntities } from './support/engine-entities.ts'
import type { MovingEntities } from './support/moving-entities.ts'
import { median } from './support/percentile.ts'
import { type BenchResult, printResults } from './support/results.ts'

const warmUpTicks = 1000
const measuredTicks = 1500

const { json } = benchArguments(`
bench snapshot: bytes, time and garbage of snapshots of 100 and 1,000 moving entities; @colyseus/schema beside it
`)

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void
printResults(
  'snapshot',
  [100, 1000].flatMap((count) => [
    ...measure(`entities-${count}`, count, engineEntities(count)),
    ...measure(`colyseus-${count}`, count, colyseusEntities(count)),
  ]),
  { json },
)

function measure(name: string, count: number, entities: MovingEntities): BenchResult[] {
  times(warmUpTicks, () => run(entities))
  const runs = times(measuredTicks, () => run(entities))
  entities.check()
  collectGarbage()
  const allocated = times(measuredTicks, () => allocatedBytes(entities))
  const bytes = runs.reduce((sum, run) => sum + run.bytes, 0) / runs.length
  const result = (metric: string, value: number, unit: string) => ({ case: name, metric, value, unit })
  return [
    result('bytesPerEntity', bytes / count, 'bytes'),
    result('encodeMs', median(runs.map((run) => run.encodeMs)), 'ms'),
    result('decodeMs', median(runs.map((run) => run.decodeMs)), 'ms'),
    result('allocatedBytesPerEntity', median(allocated) / count, 'bytes'),
  ]
}

function run(entities: MovingEntities) {
  entities.step()
  const startedMs = performance.now()
  const bytes = entities.encode()
  const encodedMs = performance.now()
  entities.decode(bytes)
  const decodedMs = performance.now()
  return { bytes: bytes.length, encodeMs: encodedMs - startedMs, decodeMs: decodedMs - encodedMs }
}

function allocatedBytes(entities: MovingEntities): number {
  entities.step()
  const before = process.memoryUsage().heapUsed
  const measuring = process.memoryUsage().heapUsed - before
  entities.decode(entities.encode())
  return process.memoryUsage().heapUsed - before - 2 * measuring
}

function times<T>(count: number, make: () => T): T[] {
  return Array.from({ length: count }, make)
}

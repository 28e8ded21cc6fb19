import { SchemaCompiler } from '../../packages/engine/src/schema/compile.ts'
import { DeltaReader, DeltaWriter } from '../../packages/engine/src/schema/delta-bits.ts'
import type { EntityMap } from '../../packages/engine/src/schema/entity-map.ts'
import { Tape } from '../../packages/engine/src/schema/tape.ts'
import { angle, describeStruct, fixed, map, u8 } from '../../packages/engine/src/schema/types.ts'
import {
  type MovingEntities,
  type MovingEntity,
  moveEntity,
  placeEntity,
  randomFrom,
} from './moving-entities.ts'

const keyframeIntervalTicks = 30
const acknowledgedAfterTicks = 6

const velocity = fixed(-0.5, 0.5, 1 / 256)
const entity = {
  x: fixed(-512, 512, 1 / 64, { rate: 'vx' }),
  y: fixed(-512, 512, 1 / 64, { rate: 'vy' }),
  vx: velocity,
  vy: velocity,
  aim: angle(10),
  hp: u8,
}
/** Velocities are in units per tick here. */
const tickRate = 1

/** Snapshots by the engine's coders: deltas against a keyframe that all have. */
export function engineEntities(count: number): MovingEntities {
  const compiler = new SchemaCompiler({ tickRate, leapOf: () => 512 })
  const coder = compiler.struct(describeStruct({ entities: map(entity, count) }), 'state')
  const state = coder.initial()
  const entities = state.entities as EntityMap<MovingEntity>
  const random = randomFrom(1)
  for (let key = 0; key < count; key++) entities.set(key, placeEntity(random))
  coder.legalise(state)

  const writer = new DeltaWriter(compiler.contextCount)
  const reader = new DeltaReader(compiler.contextCount)
  const sent = new SnapshotStates()
  const received = new SnapshotStates()
  let tick = -1
  return {
    step() {
      tick++
      for (const entity of entities.values()) moveEntity(entity, random)
      coder.legalise(state)
    },
    encode() {
      coder.flatten(state, sent.state.rewind())
      sent.state.finish()
      const elapsedTicks = sent.start(tick)
      writer.start(elapsedTicks)
      if (elapsedTicks > 0) coder.writeDelta(sent.state.rewind(), sent.baseline.rewind(), writer)
      else coder.write(sent.state.rewind(), writer)
      sent.end(tick)
      return writer.finish()
    },
    decode(bytes) {
      const elapsedTicks = received.start(tick)
      reader.startPacket(bytes, elapsedTicks)
      if (elapsedTicks > 0) coder.readDelta(received.baseline.rewind(), reader, received.state.rewind())
      else coder.read(reader, received.state.rewind())
      received.state.finish()
      received.end(tick)
      if (!reader.finish()) throw new Error(`snapshot ${tick} can't be read`)
    },
    check() {
      if (!received.state.equals(sent.state)) throw new Error('what came out is not what went in')
    },
  }
}

/** What one side keeps: the newest state, and keyframes. */
class SnapshotStates {
  readonly state = new Tape()
  /** What deltas are against. */
  baseline = new Tape()
  private baselineTick = -1
  private next = new Tape()

  /** How old the baseline is; 0 when the snapshot of this tick is a keyframe. */
  start(tick: number): number {
    if (tick % keyframeIntervalTicks === acknowledgedAfterTicks) {
      const former = this.baseline
      this.baseline = this.next
      this.next = former
      this.baselineTick = tick - acknowledgedAfterTicks
    }
    return tick % keyframeIntervalTicks === 0 || this.baselineTick < 0 ? 0 : tick - this.baselineTick
  }

  end(tick: number): void {
    if (tick % keyframeIntervalTicks === 0) this.next.assign(this.state)
  }
}

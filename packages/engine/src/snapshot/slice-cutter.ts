import type { Tape } from '../schema/tape.ts'
import type { ScopeCodec } from './scope-codec.ts'
import type { ScopeId } from './scopes.ts'

export interface SliceBlock {
  readonly slice: number
  readonly block: Uint8Array
  /** Whether it says more than that all is as expected. */
  readonly isEventful: boolean
}

/** A slice that holds nothing any more is told of for as many intervals of keyframes, which then say the same. */
const emptySliceIntervals = 2

/** Cuts the deltas of one scope into slices, each a block. */
export class SliceCutter {
  /** By slice: when it last held something. */
  private readonly heldTicks = new Map<number, number>()
  private readonly present = new Set<number>()

  constructor(
    private readonly scope: ScopeId,
    private readonly codec: ScopeCodec,
    private readonly intervalTicks: number,
  ) {}

  /** `state` is that of `tick`. */
  cut(
    tick: number,
    state: Tape,
    baseline: { readonly tick: number; readonly state: Tape },
    hasChecksum: boolean,
  ): SliceBlock[] {
    const { scope, codec, present, heldTicks } = this
    present.clear()
    codec.slices.list(state, present)
    codec.slices.list(baseline.state, present)
    for (const slice of present) heldTicks.set(slice, tick)
    const age = tick - baseline.tick
    const blocks: SliceBlock[] = []
    for (const [slice, heldTick] of heldTicks)
      if (tick - heldTick > emptySliceIntervals * this.intervalTicks) heldTicks.delete(slice)
      else blocks.push({ slice, ...codec.encodeSlice(scope, slice, state, baseline.state, age, hasChecksum) })
    return blocks
  }
}

import { ReceivedScope } from '../client/received-scope.ts'
import { ShownSnapshots } from '../client/shown-snapshots.ts'
import type { AnyGame } from '../game/define-game.ts'
import type { SnapshotPacket } from '../packets.ts'
import { type Block, readBlocks } from '../snapshot/block.ts'
import { ScopeCodec } from '../snapshot/scope-codec.ts'
import { SnapshotRejected } from '../snapshot/snapshot-rejected.ts'
import { type Reveals, SpectatorLayout } from './spectator-layout.ts'

/** What has arrived of a stream for spectators: the snapshots to be shown. */
export class ReceivedStream {
  readonly shown = new ShownSnapshots()
  /** States that were not as the authority's checksums said. */
  desyncs = 0
  private readonly layout: SpectatorLayout
  private readonly codec: ScopeCodec
  private scope: ReceivedScope

  constructor(game: AnyGame, reveals: Reveals) {
    this.layout = new SpectatorLayout(game, reveals)
    this.codec = new ScopeCodec(this.layout.schema)
    this.scope = new ReceivedScope(this.codec)
  }

  /** What comes from now on is of another stream, whose keyframes are not those known. */
  takenOver(): void {
    this.scope = new ReceivedScope(this.codec)
  }

  /** Parts of keyframes are kept from any packet, also from one that comes too late to be shown. */
  take({ tick, isPrivate, blocks }: SnapshotPacket): SnapshotRejected | undefined {
    const read = readBlocks(tick, blocks)
    if (read === undefined) return SnapshotRejected.malformed(tick)
    // Deltas may be against a keyframe in the same packet.
    const outcomes = [...read.filter(isKeyframe), ...read.filter((block) => !isKeyframe(block))].map(
      (block) => this.takeBlock(tick, block),
    )
    if (outcomes.includes('malformed')) return SnapshotRejected.malformed(tick)
    if (outcomes.includes('missing_keyframe')) return SnapshotRejected.missingKeyframe(tick)
    const isTold = read.some(({ kind }) => kind === 'delta')
    const { newestTick } = this.shown
    if (tick < newestTick || (tick === newestTick && !isPrivate))
      return SnapshotRejected.tooOld(tick, newestTick)
    if (isTold) this.show(tick)
    return undefined
  }

  private takeBlock(tick: number, block: Block) {
    if (block.kind === 'keyframe') return this.scope.takeKeyframe(tick - block.age, block)
    if (block.kind === 'gone') return 'malformed'
    const outcome = this.scope.takeDelta(tick, block)
    if (outcome === 'desync') {
      this.desyncs++
      this.scope.distrust()
    }
    return outcome
  }

  private show(tick: number): void {
    const { state } = this.scope
    if (state === undefined) return
    const whole = this.layout.compose(state)
    if (tick > this.shown.newestTick) this.shown.add(tick, whole)
    else this.shown.amend(whole)
  }
}

function isKeyframe({ kind }: Block): boolean {
  return kind === 'keyframe'
}

import { Channel } from './channel.ts'
import type { ScopeStream } from './scope-stream.ts'
import type { ScopeId } from './scopes.ts'

/** Ticks of acknowledgements remembered, so that each is looked at once. A power of two above 33. */
const ticksKept = 64

/** A player as the receiver of snapshots: what is on the way to the player, and what has arrived. */
export class Viewer {
  /** Packets for this player alone. */
  readonly own: Channel
  /** What is seen at present, the most important first. */
  readonly streams: ScopeStream[] = []
  /** Acknowledgements of ticks up to this one tell nothing: the player has begun anew since. */
  startTick = -1
  private readonly knownTicks = new Map<ScopeId, number>()
  private readonly acknowledged = new Int32Array(ticksKept).fill(-1)

  constructor(
    readonly slot: number,
    public heardTick: number,
    private readonly sendTicks: number,
    /** Whether no two players see the same: then what is shown, and what is gone, is known by each player's own channel. */
    private readonly hasOwnView: boolean,
  ) {
    this.own = new Channel(slot, sendTicks)
  }

  /** Whether the player is known to have the scope's state as it still is. */
  hasAll({ scope, quietTick }: ScopeStream): boolean {
    return (this.knownTicks.get(scope) ?? -1) >= quietTick
  }

  /** The player holds nothing, or not what was thought. */
  restart(tick: number): void {
    this.startTick = tick
    this.knownTicks.clear()
  }

  /** The player is told that the scope is gone, and has to be told all of it should it come back. */
  forget(scope: ScopeId): void {
    this.knownTicks.delete(scope)
  }

  /** Bit i of `mask` stands for the snapshot i + 1 before that of `newestTick`. `channelOf` says which way one came. */
  acknowledge(newestTick: number, mask: number, channelOf: (tick: number) => Channel): void {
    this.acknowledgeOnce(newestTick, channelOf)
    for (let bit = 1, left = mask; left !== 0; bit++, left >>>= 1)
      if ((left & 1) === 1) this.acknowledgeOnce(newestTick - bit * this.sendTicks, channelOf)
  }

  /** Whether that was heard before, and found right. */
  hasAcknowledged(tick: number): boolean {
    return this.acknowledged[this.placeOf(tick)] === tick
  }

  /** Of a packet that came besides the snapshots for all. */
  acknowledgePrivate(tick: number): void {
    if (tick > this.startTick) this.learn(this.own, tick)
  }

  private acknowledgeOnce(tick: number, channelOf: (tick: number) => Channel): void {
    const place = this.placeOf(tick)
    if (tick <= this.startTick || this.acknowledged[place] === tick) return
    this.acknowledged[place] = tick
    this.learn(channelOf(tick), tick)
  }

  private learn(channel: Channel, tick: number): void {
    const packet = channel.log.at(tick)
    if (packet === undefined) return
    const { keyframes, baselines, wholes, gone } = packet
    const shown = this.hasOwnView ? this.own : channel
    for (let index = 0; index < keyframes.count; index++) {
      const { keyframe, part } = keyframes.at(index)
      keyframe.received(this.slot, part)
    }
    for (let index = 0; index < baselines.count; index++) baselines.at(index).receivedAll(this.slot)
    for (let index = 0; index < wholes.count; index++) this.learnWhole(wholes.at(index), shown, tick)
    for (let index = 0; index < gone.count; index++) channel.goneKnown(gone.at(index), tick)
  }

  private learnWhole(stream: ScopeStream, shown: Channel, tick: number): void {
    const { scope } = stream
    if (!shown.shows(scope, tick)) return
    stream.acknowledged(this.slot, tick)
    if (tick > (this.knownTicks.get(scope) ?? -1)) this.knownTicks.set(scope, tick)
  }

  private placeOf(tick: number): number {
    return Math.floor(tick / this.sendTicks) & (ticksKept - 1)
  }
}

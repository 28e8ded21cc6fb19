import { ReusedList } from './reused-list.ts'
import type { ScopeStream } from './scope-stream.ts'
import type { ScopeId } from './scopes.ts'
import type { SentKeyframe } from './sent-keyframe.ts'

/** Packets remembered: the newest one acknowledged, 32 before it, and as long on the way. A power of two. */
const packetsKept = 128

/** What a packet held, as far as its acknowledgement tells something. */
export interface LoggedPacket {
  tick: number
  readonly keyframes: ReusedList<{ readonly keyframe: SentKeyframe; readonly part: number }>
  /** Keyframes that its deltas were against: who understood these holds them. */
  readonly baselines: ReusedList<SentKeyframe>
  /** Of these, the state at the packet's tick was all in it. */
  readonly wholes: ReusedList<ScopeStream>
  readonly gone: ReusedList<ScopeId>
}

/** The last packets to one destination, by tick. */
export class PacketLog {
  private readonly packets: LoggedPacket[] = Array.from({ length: packetsKept }, () => ({
    tick: -1,
    keyframes: new ReusedList(),
    baselines: new ReusedList(),
    wholes: new ReusedList(),
    gone: new ReusedList(),
  }))

  private newestTick = -1

  constructor(private readonly sendTicks: number) {}

  /** Makes room for the packet of a tick. */
  open(tick: number): LoggedPacket {
    const packet = this.placeOf(tick)
    packet.tick = tick
    this.newestTick = tick
    packet.keyframes.clear()
    packet.baselines.clear()
    packet.wholes.clear()
    packet.gone.clear()
    return packet
  }

  /** The packet of a tick was not worth sending. */
  cancel(tick: number): void {
    this.placeOf(tick).tick = -1
  }

  /** Whether a packet of that tick was sent, or may have been, so long ago that it isn't known any more. */
  mayHave(tick: number): boolean {
    if (tick < 0 || tick > this.newestTick || tick % this.sendTicks !== 0) return false
    const isForgotten = this.newestTick - tick >= packetsKept * this.sendTicks
    return isForgotten || this.placeOf(tick).tick === tick
  }

  at(tick: number): LoggedPacket | undefined {
    const packet = this.placeOf(tick)
    return packet.tick === tick ? packet : undefined
  }

  private placeOf(tick: number): LoggedPacket {
    return this.packets[Math.floor(tick / this.sendTicks) % packetsKept] as LoggedPacket
  }
}

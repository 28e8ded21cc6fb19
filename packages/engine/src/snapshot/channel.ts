import { PacketLog } from './packet-log.ts'
import type { ScopeId } from './scopes.ts'
import type { Destination } from './sent-keyframe.ts'

/** What one destination was sent of one scope. */
export interface ChannelView {
  readonly scope: ScopeId
  /** Tick since which it has been seen without a break; -1 if it is not. */
  shownTick: number
  /** Last tick at which it was seen. */
  seenTick: number
  /** Tick at which its whole state was last sent; -1 for never. */
  sentTick: number
  /** By slice, for those sent after that. */
  readonly sliceTicks: Map<number, number>
}

/** Packets to one destination: what they held, and what was last sent of each scope. */
export class Channel {
  readonly log: PacketLog
  private readonly views = new Map<ScopeId, ChannelView>()
  /** Scopes that aren't seen any more, and since when: told until acknowledged. */
  private readonly left = new Map<ScopeId, number>()

  constructor(
    readonly to: Destination,
    sendTicks: number,
  ) {
    this.log = new PacketLog(sendTicks)
  }

  get gone(): Iterable<ScopeId> {
    return this.left.keys()
  }

  get hasGone(): boolean {
    return this.left.size > 0
  }

  viewOf(scope: ScopeId): ChannelView {
    const known = this.views.get(scope)
    if (known !== undefined) return known
    const view = { scope, shownTick: -1, seenTick: -1, sentTick: -1, sliceTicks: new Map() }
    this.views.set(scope, view)
    return view
  }

  see(scope: ScopeId, tick: number): void {
    const view = this.viewOf(scope)
    view.seenTick = tick
    if (view.shownTick >= 0) return
    view.shownTick = tick
    view.sentTick = -1
    this.left.delete(scope)
  }

  /** Whether the player shows what came of the scope at that tick: it hasn't been told since that the scope is gone. */
  shows(scope: ScopeId, tick: number): boolean {
    const shownTick = this.views.get(scope)?.shownTick ?? -1
    return shownTick >= 0 && tick >= shownTick
  }

  /** Calls `left` for each scope that isn't seen any more, and `forget` for those that were left `keptTicks` ago. */
  leaveUnseen(
    tick: number,
    keptTicks: number,
    left: (scope: ScopeId) => void,
    forget: (scope: ScopeId) => void,
  ): void {
    for (const view of this.views.values()) {
      const { scope } = view
      if (view.seenTick === tick) continue
      if (view.shownTick >= 0) {
        view.shownTick = -1
        view.sliceTicks.clear()
        this.left.set(scope, tick)
        left(scope)
      }
      if (tick - view.seenTick <= keptTicks || this.left.has(scope)) continue
      this.views.delete(scope)
      forget(scope)
    }
  }

  goneKnown(scope: ScopeId, tick: number): void {
    const since = this.left.get(scope)
    if (since !== undefined && since <= tick) this.left.delete(scope)
  }
}

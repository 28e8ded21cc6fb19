import type { AnyGame } from '../game/define-game.ts'
import type { EntityMap } from '../schema/entity-map.ts'
import type { StructValue } from '../schema/struct-coder.ts'
import type { Tape } from '../schema/tape.ts'
import type { KeyframeTimes } from './keyframe-rotation.ts'
import { Projector } from './projector.ts'
import { ScopeCodec } from './scope-codec.ts'
import { ScopeStream } from './scope-stream.ts'
import { cellScope, kindOfScope, ownerScope, publicScope, type ScopeId, type ScopeKind } from './scopes.ts'
import type { StateLayout } from './state-layout.ts'
import type { Viewer } from './viewer.ts'

/** A match's state at a tick: the tape of all of it, and the same as the game sees it. */
export interface StateMoment {
  readonly tick: number
  readonly state: Tape
  readonly world: StructValue
}

/** Clients hold on to the keyframes of scopes they don't see for twice as long. */
const unseenKeptMs = 2500

/** Who sees which scopes, and the state of each that somebody sees. */
export class SeenScopes {
  readonly projector: Projector
  private readonly codecs = new Map<ScopeKind, ScopeCodec>()
  private readonly streams = new Map<ScopeId, ScopeStream>()
  private readonly seen = new Map<ScopeId, ScopeStream>()
  private readonly unseenKeptTicks: number
  private readonly sendTicks: number
  /** Player maps that are sent by cells: the own entity's cell is seen in any case. */
  private readonly eyes: readonly string[]

  constructor(
    private readonly game: AnyGame,
    private readonly layout: StateLayout,
    private readonly times: KeyframeTimes,
  ) {
    this.projector = new Projector(game, layout)
    this.sendTicks = game.tickRate / game.sendRate
    this.unseenKeptTicks = Math.ceil((unseenKeptMs * game.tickRate) / 1000)
    this.eyes = layout.parts.flatMap((part) =>
      part.kind === 'map' && part.cellMap >= 0 && part.byPlayer ? part.path : [],
    )
  }

  codecOf(kind: ScopeKind): ScopeCodec {
    const known = this.codecs.get(kind)
    if (known !== undefined) return known
    const codec = new ScopeCodec(this.layout.schemas[kind])
    this.codecs.set(kind, codec)
    return codec
  }

  /** What all see in the same way, if the game's players don't each have a view of their own. */
  get forAll(): ScopeStream[] {
    return this.layout.hasCells ? [] : [this.everybodys]
  }

  /** What each player may see. */
  get everybodys(): ScopeStream {
    return this.streamOf(publicScope)
  }

  /** Divides the state of a moment that a snapshot is due at, and settles what becomes of each scope's keyframes. */
  look(moment: StateMoment, viewers: readonly Viewer[]): void {
    const { seen } = this
    seen.clear()
    for (const stream of this.forAll) this.begin(stream)
    for (const viewer of viewers) {
      this.find(viewer, moment)
      for (const stream of viewer.streams) this.begin(stream)
    }
    this.projector.project(moment.state, moment.world, seen)
    for (const viewer of viewers) this.see(viewer, moment.tick)
    for (const stream of this.forAll) for (const viewer of viewers) stream.viewers.push(viewer)
    for (const stream of seen.values()) stream.settle(moment.tick)
    this.forgetUnseen(moment.tick)
  }

  /** Puts what a player may see into `streams`, the most important first. */
  find(viewer: Viewer, { world }: StateMoment): void {
    const { streams, slot } = viewer
    const { layout, game, projector } = this
    const add = (scope: ScopeId): void => {
      const stream = this.streamOf(scope)
      if (!streams.includes(stream)) streams.push(stream)
    }
    streams.length = 0
    if (layout.hasCells) add(publicScope)
    if (layout.hasOwners) add(ownerScope(slot))
    if (layout.hasTeams) add(projector.teamOf(slot, world))
    for (const name of this.eyes) {
      const own = (world[name] as EntityMap<StructValue>).get(slot)
      if (own !== undefined) add(projector.cellOf(own, slot, world))
    }
    for (const cell of game.cells?.seenBy(world, slot) ?? []) add(cellScope(cell))
  }

  /** Gives the scopes among these that have none a keyframe to begin with: of that moment. */
  prepare(streams: readonly ScopeStream[], { tick, state, world }: StateMoment): void {
    const unprepared = streams.filter(({ hasBaseline }) => !hasBaseline)
    for (const stream of unprepared) stream.begin()
    this.projector.project(state, world, new Map(unprepared.map((stream) => [stream.scope, stream])))
    for (const stream of unprepared) stream.keepBaseline(tick)
  }

  /** What the player was sent and has acknowledged counts no more. */
  forget(slot: number): void {
    for (const stream of this.streams.values()) stream.forget(slot)
  }

  leave(slot: number): void {
    this.forget(slot)
    this.streams.delete(ownerScope(slot))
  }

  private begin(stream: ScopeStream): void {
    if (this.seen.has(stream.scope)) return
    this.seen.set(stream.scope, stream)
    stream.begin()
  }

  /** Cells that hold nothing are as good as unseen. */
  private see(viewer: Viewer, tick: number): void {
    const { streams, own } = viewer
    let kept = 0
    for (const stream of streams) {
      if (kindOfScope(stream.scope) === 'cell' && this.isEmpty(stream)) continue
      streams[kept++] = stream
      stream.viewers.push(viewer)
      stream.seenTick = tick
      own.see(stream.scope, tick)
    }
    streams.length = kept
    own.leaveUnseen(
      tick,
      this.unseenKeptTicks,
      (scope) => viewer.forget(scope),
      (scope) => this.streams.get(scope)?.forget(viewer.slot),
    )
  }

  /** On its tape then are the counts of its maps alone. */
  private isEmpty({ tape }: ScopeStream): boolean {
    return tape.length === this.layout.schemas.cell.description.fields.length
  }

  private forgetUnseen(tick: number): void {
    for (const [scope, { seenTick }] of this.streams)
      if (kindOfScope(scope) === 'cell' && tick - seenTick > 2 * this.unseenKeptTicks)
        this.streams.delete(scope)
  }

  private streamOf(scope: ScopeId): ScopeStream {
    const known = this.streams.get(scope)
    if (known !== undefined) return known
    const stream = new ScopeStream(scope, this.codecOf(kindOfScope(scope)), this.times, this.sendTicks)
    this.streams.set(scope, stream)
    return stream
  }
}

import type { AnyGame, PlayerSlot } from '../game/define-game.ts'
import type { Acknowledgement, KeyframePacket, SnapshotPacket } from '../packets.ts'
import type { Tape } from '../schema/tape.ts'
import { type Block, type DeltaBlock, readBlocks } from '../snapshot/block.ts'
import { Composer } from '../snapshot/composer.ts'
import type { DesyncReport } from '../snapshot/desync.ts'
import { ScopeCodec } from '../snapshot/scope-codec.ts'
import { kindOfScope, publicScope, type ScopeId, type ScopeKind } from '../snapshot/scopes.ts'
import { SnapshotRejected } from '../snapshot/snapshot-rejected.ts'
import { layoutOf, type StateLayout } from '../snapshot/state-layout.ts'
import { ReceivedScope, type Understanding } from './received-scope.ts'
import { ShownSnapshots } from './shown-snapshots.ts'
import { UnderstoodTicks } from './understood-ticks.ts'

/** Scopes not heard of for so long aren't seen any more: the authority has forgotten half as long ago what is here of them. */
const unseenKeptMs = 5000
/** The authority repeats keyframes of cells and private parts for this long, before it must be asked. */
const patienceMs = 500

/** What has arrived, scope by scope, and put together again: the snapshots to be shown. */
export class ReceivedSnapshots {
  /** Whether deltas come against a keyframe that is not here. */
  needsKeyframe = true
  /** States that were not as the authority's checksums said. */
  desyncs = 0
  /** Whether the last packet may have told of the own entity, rather than of slices with others alone. */
  isOwnTold = true
  readonly shown = new ShownSnapshots()
  private readonly layout: StateLayout
  private readonly composer: Composer
  private readonly codecs = new Map<ScopeKind, ScopeCodec>()
  private readonly scopes = new Map<ScopeId, ReceivedScope>()
  private readonly understood: UnderstoodTicks
  private readonly unseenKeptTicks: number
  private readonly patienceTicks: number
  /** Since when deltas of which scope have made no sense. */
  private readonly lackingSince = new Map<ScopeId, number>()
  private privateTick = 0
  /** Whether anything in the packet being taken tells of its moment. */
  private isUseful = false
  private desync: DesyncReport | undefined

  constructor(
    game: AnyGame,
    /** Undefined for one who watches. */
    private readonly slot: PlayerSlot | undefined,
  ) {
    this.layout = layoutOf(game)
    this.composer = new Composer(this.layout, slot)
    this.understood = new UnderstoodTicks(game.tickRate / game.sendRate)
    this.unseenKeptTicks = Math.ceil((unseenKeptMs * game.tickRate) / 1000)
    this.patienceTicks = Math.ceil((patienceMs * game.tickRate) / 1000)
  }

  get acknowledgement(): Acknowledgement {
    const { understood, privateTick } = this
    return { snapshotTick: understood.newestTick, received: understood.mask, privateTick }
  }

  /**
   * Another authority has the match: what came from the one before is no baseline of its own, and what it saw last may come out
   * otherwise. What is shown stays until there is something newer.
   */
  takenOver(): void {
    this.scopes.clear()
    this.lackingSince.clear()
    this.understood.forget()
    this.privateTick = 0
    this.desync = undefined
    this.needsKeyframe = true
  }

  /**
   * Keyframes are kept, and parts known anew noted, even if newer snapshots have come: deltas will need them. A snapshot that is
   * not the newest is refused as too old all the same, since it changes nothing that is shown.
   */
  take(packet: SnapshotPacket): SnapshotRejected | undefined {
    const { tick, isPrivate } = packet
    const blocks = readBlocks(tick, packet.blocks)
    if (blocks === undefined) return SnapshotRejected.malformed(tick)
    const outcome = this.understand(tick, blocks)
    if (outcome === 'malformed') return SnapshotRejected.malformed(tick)
    if (outcome === 'understood') {
      if (isPrivate) this.privateTick = Math.max(this.privateTick, tick)
      else this.understood.add(tick)
    }
    this.forgetUnseen(tick)
    const { slot } = this
    this.isOwnTold =
      slot !== undefined && isTold(blocks, (slice) => this.codecOf('public').slices.holdsKey(slice, slot))
    if (outcome === 'missing_keyframe' && !this.isUseful) return SnapshotRejected.missingKeyframe(tick)
    return isPrivate ? this.amend(tick) : this.showAt(tick)
  }

  takeKeyframe(packet: KeyframePacket): SnapshotRejected | undefined {
    const { tick } = packet
    const blocks = readBlocks(tick, packet.blocks)
    if (blocks === undefined || this.understand(tick, blocks) === 'malformed')
      return SnapshotRejected.malformed(tick)
    this.needsKeyframe = false
    this.lackingSince.clear()
    const known = this.scopes.get(publicScope)?.tick ?? -1
    return known > this.shown.newestTick
      ? this.showAt(known)
      : SnapshotRejected.tooOld(tick, this.shown.newestTick)
  }

  /** The last state that was not as it should be since this was asked last. For the authority to look into. */
  takeDesync(): DesyncReport | undefined {
    const { desync } = this
    this.desync = undefined
    return desync
  }

  /** Keyframes first: deltas in the same packet may be against them. */
  private understand(tick: number, blocks: readonly Block[]): Understanding {
    let worst: Understanding = 'understood'
    this.isUseful = false
    const note = (outcome: Understanding): void => {
      if (severity[outcome] > severity[worst]) worst = outcome
    }
    for (const block of blocks) {
      const scope = this.scopeOf(block.scope)
      scope.namedTick = Math.max(scope.namedTick, tick)
      if (block.kind === 'keyframe') note(scope.takeKeyframe(tick - block.age, block))
      else if (block.kind === 'gone') {
        scope.leave(tick)
        this.lackingSince.delete(block.scope)
      }
      if (scope.tick === tick) this.isUseful = true
    }
    for (const block of blocks) if (block.kind === 'delta') note(this.takeDelta(tick, block))
    return worst
  }

  private takeDelta(tick: number, block: DeltaBlock): Understanding {
    const scope = this.scopeOf(block.scope)
    const outcome = scope.takeDelta(tick, block)
    if (outcome === 'missing_keyframe') {
      // One that was overtaken may be against a baseline that is no longer of use.
      if (tick > scope.tick) this.lacks(block.scope, tick)
    } else {
      this.lackingSince.delete(block.scope)
      this.isUseful = true
    }
    if (outcome === 'desync') this.noteDesync(tick, block, scope)
    else if (outcome === 'understood' && block.scope === publicScope && this.lackingSince.size === 0)
      this.needsKeyframe = false
    return outcome
  }

  private lacks(scope: ScopeId, tick: number): void {
    const since = this.lackingSince.get(scope) ?? tick
    this.lackingSince.set(scope, since)
    const patience = this.layout.hasCells || scope !== publicScope ? this.patienceTicks : 0
    if (tick - since >= patience) this.needsKeyframe = true
  }

  private noteDesync(tick: number, { scope, slice }: DeltaBlock, received: ReceivedScope): void {
    this.desyncs++
    const state = received.wrongState
    if (state !== undefined)
      this.desync = { tick, scope, slice, state: this.codecOf(kindOfScope(scope)).encode(state) }
    received.distrust()
    this.lackingSince.set(scope, tick - this.patienceTicks)
    this.needsKeyframe = true
  }

  private showAt(tick: number): SnapshotRejected | undefined {
    if (tick <= this.shown.newestTick) return SnapshotRejected.tooOld(tick, this.shown.newestTick)
    const state = this.compose()
    if (state === undefined) return SnapshotRejected.missingKeyframe(tick)
    this.shown.add(tick, state)
    return undefined
  }

  /** What came besides the newest snapshot becomes part of it; what came early or late is seen in the next one. */
  private amend(tick: number): SnapshotRejected | undefined {
    if (tick !== this.shown.newestTick) return undefined
    const state = this.compose()
    if (state !== undefined) this.shown.amend(state)
    return undefined
  }

  private compose(): Tape | undefined {
    const everybody = this.scopes.get(publicScope)?.state
    if (everybody === undefined) return undefined
    const shown = (kind: ScopeKind): ReceivedScope[] =>
      [...this.scopes].flatMap(([scope, received]) =>
        received.isShown && kindOfScope(scope) === kind ? [received] : [],
      )
    const tapes = (scopes: readonly ReceivedScope[]): Tape[] => scopes.map(({ state }) => state as Tape)
    return this.composer.compose({
      everybody,
      owner: tapes(shown('owner'))[0],
      teams: tapes(shown('team')),
      cells: tapes(shown('cell').sort((a, b) => a.tick - b.tick)),
    })
  }

  private forgetUnseen(tick: number): void {
    for (const [scope, { namedTick, isShown }] of this.scopes)
      if (!isShown && scope !== publicScope && tick - namedTick > this.unseenKeptTicks)
        this.scopes.delete(scope)
  }

  private scopeOf(scope: ScopeId): ReceivedScope {
    const known = this.scopes.get(scope)
    if (known !== undefined) return known
    const received = new ReceivedScope(this.codecOf(kindOfScope(scope)))
    this.scopes.set(scope, received)
    return received
  }

  private codecOf(kind: ScopeKind): ScopeCodec {
    const known = this.codecs.get(kind)
    if (known !== undefined) return known
    const codec = new ScopeCodec(this.layout.schemas[kind])
    this.codecs.set(kind, codec)
    return codec
  }
}

/** Everybody's state comes whole, or in slices of which `isWanted` says whether they matter. */
function isTold(blocks: readonly Block[], isWanted: (slice: number) => boolean): boolean {
  let hasSlices = false
  for (const block of blocks) {
    if (block.kind !== 'delta' || block.scope !== publicScope || block.slice === undefined) continue
    if (isWanted(block.slice)) return true
    hasSlices = true
  }
  return !hasSlices
}

const severity = { understood: 0, missing_keyframe: 1, desync: 2, malformed: 3 } as const

import { ReceivedSnapshots } from '../src/client/received-snapshots.ts'
import type { AnyGame, PlayerSlot } from '../src/game/define-game.ts'
import { codersOf } from '../src/game/game-coders.ts'
import { Random } from '../src/game/random.ts'
import { InputCodec } from '../src/input/input-codec.ts'
import { MatchAuthority } from '../src/match-authority.ts'
import type { InputPacket, KeyframePacket, SnapshotPacket } from '../src/packets.ts'
import type { EntityMap } from '../src/schema/entity-map.ts'
import type { StructCoder, StructValue } from '../src/schema/struct-coder.ts'
import { Tape } from '../src/schema/tape.ts'
import { describeStruct } from '../src/schema/types.ts'
import { readBlock } from '../src/snapshot/block.ts'
import { cellScope, ownerScope, publicScope, teamScope } from '../src/snapshot/scopes.ts'
import { Link, type LinkConditions } from './virtual-network.ts'

type Arrival = { readonly snapshot: SnapshotPacket } | { readonly keyframe: KeyframePacket }
type Entities = EntityMap<StructValue>

const tickMs = 1000 / 60
const blockEnvelopeBytes = 3

class ScopedPlayer {
  readonly received: ReceivedSnapshots
  askedTick = -100
  heardTick = -1
  held: StructValue | undefined
  keyframesAsked = 0

  constructor(
    readonly slot: PlayerSlot,
    game: AnyGame,
    readonly up: Link<InputPacket>,
    readonly down: Link<Arrival>,
  ) {
    this.received = new ReceivedSnapshots(game, slot)
  }
}

/** An authority and what its players receive, without prediction; whatever a player shows is compared with what it may show. */
export class ScopedMatch {
  nowMs = 0
  packetBytesMax = 0
  bytesSent = 0
  packetsSent = 0
  /** Snapshots that were understood, and differed from what the player may see. */
  differences = 0
  compared = 0
  /** Blocks that a player was sent though it may not see them. */
  readonly leaks: string[] = []
  readonly refusals: string[] = []
  readonly players: ScopedPlayer[] = []
  readonly authority: MatchAuthority<AnyGame>
  private readonly random = new Random()
  private readonly expected = new Map<string, Tape>()
  private readonly coder: StructCoder
  private readonly codec: InputCodec

  constructor(
    readonly game: AnyGame,
    seed: number,
    private readonly conditions: LinkConditions,
  ) {
    this.random.seed = seed
    this.coder = codersOf(game).state
    this.codec = new InputCodec(game)
    this.authority = new MatchAuthority({ game, seed })
  }

  join(): ScopedPlayer {
    const link = <P>() => new Link<P>(this.conditions, this.random.int(2 ** 32))
    const player = new ScopedPlayer(this.players.length, this.game, link(), link())
    this.authority.join(player.slot)
    this.players.push(player)
    this.sendKeyframes(player)
    return player
  }

  run(seconds: number): void {
    for (let left = Math.round(seconds * 60); left > 0; left--) this.tick()
  }

  tick(): void {
    this.nowMs += tickMs
    for (const player of this.players) this.receive(player)
    this.authority.step()
    if (!this.authority.isSnapshotDue) return
    for (const { slot } of this.players) this.expect(slot)
    for (const { to, packet } of this.authority.snapshots()) this.send(to, packet)
    for (const player of this.players) this.sendInput(player)
  }

  private send(to: readonly PlayerSlot[] | undefined, packet: SnapshotPacket): void {
    const bytes = packet.blocks.reduce((sum, block) => sum + block.length + blockEnvelopeBytes, 20)
    this.packetBytesMax = Math.max(this.packetBytesMax, bytes + packet.inputDepths.length)
    this.bytesSent += bytes + packet.inputDepths.length
    this.packetsSent++
    for (const player of this.players) {
      if (to !== undefined && !to.includes(player.slot)) continue
      this.scan(player.slot, packet)
      player.down.send({ snapshot: packet }, this.nowMs)
    }
  }

  private sendKeyframes(player: ScopedPlayer): void {
    player.askedTick = this.authority.tick
    player.keyframesAsked++
    for (const keyframe of this.authority.keyframes(player.slot)) {
      this.scan(player.slot, keyframe)
      player.down.sendReliably({ keyframe }, this.nowMs)
    }
  }

  /** Looks into each block: whom it is for. */
  private scan(slot: PlayerSlot, { tick, blocks }: { tick: number; blocks: readonly Uint8Array[] }): void {
    const allowed = this.scopesOf(slot)
    for (const bytes of blocks) {
      const block = readBlock(bytes)
      if (block === undefined) this.leaks.push(`no block at tick ${tick}`)
      else if (block.kind !== 'gone' && !allowed.has(block.scope))
        this.leaks.push(`scope ${block.scope} for ${slot} at tick ${tick}`)
    }
  }

  private scopesOf(slot: PlayerSlot): Set<number> {
    const { game } = this
    const world = this.authority.world as never
    const scopes = new Set([publicScope, ownerScope(slot), teamScope(game.team?.(world, slot) ?? 0)])
    for (const cell of this.cellsOf(slot, world)) scopes.add(cellScope(cell))
    return scopes
  }

  private cellsOf(slot: PlayerSlot, world: never): Set<number> {
    const { cells } = this.game
    const seen = new Set<number>(cells?.seenBy(world, slot) ?? [])
    for (const name of cells?.maps ?? []) {
      const own = (world[name] as Entities).get(slot)
      if (name === 'players' && own !== undefined) seen.add(cells?.cellOf(own as never, slot, world) ?? 0)
    }
    return seen
  }

  /** Notes what a player may see of this tick. */
  private expect(slot: PlayerSlot): void {
    const whole = new Tape()
    this.coder.flatten({ seed: 0, draws: 0, world: this.authority.world as never }, whole)
    const state = this.coder.restore(whole.finish())
    const world = state.world as StructValue
    const teamOf = (player: number): number => this.game.team?.(this.authority.world as never, player) ?? 0
    const seen = this.cellsOf(slot, this.authority.world as never)
    for (const { name, type } of describeStruct(this.game.state).fields) {
      if (type.kind !== 'map') continue
      const entities = world[name] as Entities
      const initial = (this.coder.field('world') as StructCoder).field(name)
      for (const [key, entity] of [...entities]) {
        const { cells } = this.game
        const isSeen =
          cells === undefined ||
          !(cells.maps as readonly string[]).includes(name) ||
          seen.has(cells.cellOf(entity as never, key, this.authority.world as never))
        if (!isSeen) entities.delete(key)
        for (const { name: field, audience } of type.entity.fields) {
          const isHidden =
            (audience === 'owner' && key !== slot) || (audience === 'team' && teamOf(key) !== teamOf(slot))
          if (isHidden)
            entity[field] = (initial as unknown as { entity: StructCoder }).entity.initial()[field]
        }
      }
    }
    const tape = new Tape()
    this.coder.flatten(state, tape)
    this.expected.set(`${this.authority.tick}:${slot}`, tape.finish())
  }

  private receive(player: ScopedPlayer): void {
    const { received, slot } = player
    for (const arrival of player.down.receive(this.nowMs)) {
      if ('keyframe' in arrival) {
        received.takeKeyframe(arrival.keyframe)
        continue
      }
      const { tick } = arrival.snapshot
      const isNewest = tick >= player.heardTick
      player.heardTick = Math.max(player.heardTick, tick)
      if (received.take(arrival.snapshot) !== undefined) continue
      const { snapshotTick, privateTick } = received.acknowledgement
      // What is shown before the first keyframe came holds what is known of later moments.
      if (!isNewest || received.shown.newestTick !== tick || snapshotTick !== tick) continue
      if (this.hasPrivate && privateTick !== tick) continue
      this.compared++
      if (!received.shown.newest?.state.equals(this.expected.get(`${tick}:${slot}`) as Tape))
        this.differences++
    }
    if (received.needsKeyframe && this.authority.tick - player.askedTick > 15) this.sendKeyframes(player)
    for (const packet of player.up.receive(this.nowMs)) {
      const rejected = this.authority.receiveInput(slot, packet, 0)
      if (rejected !== undefined && rejected.reason !== 'too_old') this.refusals.push(rejected.detail)
    }
  }

  /** Whether some of what a player sees comes in packets of its own. */
  private get hasPrivate(): boolean {
    return this.game.cells === undefined && this.game.team !== undefined
  }

  private sendInput(player: ScopedPlayer): void {
    const { acknowledgement } = player.received
    if (player.held === undefined || this.random.int(20) === 0)
      player.held = this.codec.coder.legalise({
        x: this.random.pick([-0.3, 0, 0.3]),
        y: this.random.pick([-0.3, 0, 0.3]),
        go: 0,
      })
    const tape = new Tape()
    this.codec.coder.flatten(player.held, tape)
    const inputs = this.codec.encode(tape.finish(), 1)
    const newestTick = this.authority.tick + 12
    player.up.send({ newestTick, count: 1, inputs, ...acknowledgement, shownSixteenths: 0 }, this.nowMs)
  }
}

import { Random } from '../src/game/random.ts'
import {
  type EventOf,
  type GameEvent,
  type InputOf,
  type InputPacket,
  type KeyframePacket,
  MatchAuthority,
  type PlayedEvent,
  RollbackClient,
  type SnapshotPacket,
} from '../src/index.ts'
import type { StructValue } from '../src/schema/struct-coder.ts'
import { Tape } from '../src/schema/tape.ts'
import { StateCodec } from '../src/snapshot/state-codec.ts'
import type { Brawl } from './brawl.ts'
import { Link, type LinkConditions } from './virtual-network.ts'

type Downlink =
  | { readonly type: 'snapshot'; readonly packet: SnapshotPacket }
  | { readonly type: 'keyframe'; readonly packet: KeyframePacket }
  | { readonly type: 'peer'; readonly slot: number; readonly packet: InputPacket }
  | { readonly type: 'events'; readonly tick: number; readonly events: readonly GameEvent<EventOf<Brawl>>[] }

const tickMs = 1000 / 60
const stepMs = 1
const keyframeRequestMs = 250

export class RollbackPlayer {
  client: RollbackClient<Brawl>
  readonly played: PlayedEvent<Brawl>[] = []
  /** By tick, as the client had it when it was confirmed. */
  readonly confirmed = new Map<number, number>()
  /** Ticks from the newest confirmed one to the one shown, at most. */
  furthestAhead = 0
  /** Pictures in which what is shown moved on by much less or more than a tick. */
  unevenSteps = 0
  /** By how much others were drawn to move between two pictures. */
  readonly drawnMoves: number[] = []
  isCutOff = false
  keyframes = 0
  askedMs = 0
  drawnMs: number
  private correctionsBefore = 0
  private shownTick: number | undefined
  private readonly drawn = new Map<number, number>()
  private readonly random = new Random()
  private readonly tape = new Tape()
  private input: InputOf<Brawl> = { moveX: 0, jump: false, punch: false, stone: false }

  constructor(
    private readonly game: Brawl,
    readonly slot: number,
    readonly up: Link<InputPacket>,
    readonly down: Link<Downlink>,
    seed: number,
  ) {
    this.client = new RollbackClient({ game, slot })
    this.random.seed = seed
    this.drawnMs = this.random.float() * tickMs
  }

  /** Keys are held for a while, as by people. */
  sample(): InputOf<Brawl> {
    const { random } = this
    if (random.float() < 0.12) {
      const moveX = random.pick([-1, 0, 1])
      const [jump, punch, stone] = [random.float() < 0.2, random.float() < 0.5, random.float() < 0.3]
      this.input = { moveX, jump, punch, stone }
    }
    return this.input
  }

  note(codec: StateCodec): void {
    const { latest, latestTick } = this.client
    if (latest === undefined || this.confirmed.has(latestTick)) return
    this.confirmed.set(latestTick, worldHash(codec, latest, this.tape))
  }

  /** Begins anew, as with a new owner of the match. */
  restart(): void {
    this.client = new RollbackClient({ game: this.game, slot: this.slot })
    this.shownTick = undefined
    this.forget()
  }

  get newCorrections(): number {
    return this.client.stats.corrections - this.correctionsBefore
  }

  /** Begins to measure anew. */
  forget(): void {
    this.confirmed.clear()
    this.furthestAhead = 0
    this.unevenSteps = 0
    this.drawnMoves.length = 0
    this.correctionsBefore = this.client.stats.corrections
  }

  draw(nowMs: number): void {
    const view = this.client.view(nowMs)
    if (view === undefined) return
    this.furthestAhead = Math.max(this.furthestAhead, view.tick - this.client.latestTick)
    const moved = view.tick - (this.shownTick ?? view.tick - 1)
    if (Math.abs(moved - 1) > 0.3) this.unevenSteps++
    this.shownTick = view.tick
    for (const [slot, { x }] of view.world.fighters) {
      if (slot === this.slot) continue
      this.drawnMoves.push(Math.abs(x - (this.drawn.get(slot) ?? x)))
      this.drawn.set(slot, x)
    }
  }
}

/** Authority and clients of a game with rollback; what players send goes to the room, and from there to all. */
export class RollbackMatch {
  nowMs = 0
  rejected = 0
  packetBytesMax = 0
  /** What peers are sent in place of a packet. */
  tampering: ((packet: InputPacket) => InputPacket) | undefined
  authority: MatchAuthority<Brawl>
  readonly players: RollbackPlayer[] = []
  readonly hashes = new Map<number, number>()
  readonly emitted: { readonly tick: number; readonly name: string }[] = []
  private readonly random = new Random()
  private readonly codec: StateCodec
  private readonly tape = new Tape()
  private nextTickMs = tickMs

  constructor(
    private readonly game: Brawl,
    seed: number,
    private readonly conditions: LinkConditions,
    authorityGame = game,
  ) {
    this.random.seed = seed
    this.codec = new StateCodec(game)
    this.authority = new MatchAuthority({ game: authorityGame, seed })
    this.note()
  }

  join(): RollbackPlayer {
    const chance = (): number => this.random.int(2 ** 32)
    const slot = this.players.length
    const [up, down] = [
      new Link<InputPacket>(this.conditions, chance()),
      new Link<Downlink>(this.conditions, chance()),
    ]
    const player = new RollbackPlayer(this.game, slot, up, down, chance())
    this.authority.join(slot)
    this.sendKeyframe(player)
    this.players.push(player)
    return player
  }

  leave(slot: number): void {
    this.authority.leave(slot)
    this.players.splice(slot, 1)
  }

  /**
   * Another authority goes on with the match; what is on its way from the old one, or to it, is not heard any more. `isAnew`: clients
   * know nothing of the match before, as pages that are loaded again at this moment.
   */
  takeOver({ isAnew = false } = {}): void {
    const takenOver = { ...this.authority.checkpoint(), slots: this.players.map(({ slot }) => slot) }
    this.authority = new MatchAuthority({ game: this.game, seed: 0, takenOver })
    this.note()
    for (const player of this.players) {
      player.up.receive(Number.POSITIVE_INFINITY)
      player.down.receive(Number.POSITIVE_INFINITY)
      if (isAnew) player.restart()
      else {
        const { tick } = this.authority
        const again = player.client.takenOver({ tick, dueTick: undefined }, this.nowMs)
        for (const packet of again) player.up.sendReliably(packet, this.nowMs)
      }
      this.sendKeyframe(player)
    }
  }

  run(seconds: number): void {
    for (const endMs = this.nowMs + seconds * 1000; this.nowMs < endMs; this.nowMs += stepMs) {
      for (const player of this.players) this.runPlayer(player)
      if (this.nowMs >= this.nextTickMs) this.runTick()
      for (const player of this.players) this.relay(player)
    }
  }

  /** Confirmed ticks that a client has otherwise than the authority. */
  differences({ confirmed }: RollbackPlayer): number[] {
    return [...confirmed].filter(([tick, hash]) => this.hashes.get(tick) !== hash).map(([tick]) => tick)
  }

  private relay({ slot, up }: RollbackPlayer): void {
    const sinceStep = 1 - (this.nextTickMs - this.nowMs) / tickMs
    for (const packet of up.receive(this.nowMs)) {
      if (this.authority.receiveInput(slot, packet, sinceStep) !== undefined) this.rejected++
      const told = this.tampering?.(packet) ?? packet
      for (const peer of this.players)
        if (peer.slot !== slot) peer.down.send({ type: 'peer', slot, packet: told }, this.nowMs)
    }
  }

  private runTick(): void {
    this.nextTickMs += tickMs
    const events = this.authority.step()
    const { tick } = this.authority
    this.note()
    this.emitted.push(...events.map(({ name }) => ({ tick, name })))
    for (const { down } of this.players)
      if (events.length > 0) down.sendReliably({ type: 'events', tick, events }, this.nowMs)
    if (!this.authority.isSnapshotDue) return
    for (const { packet } of this.authority.snapshots()) {
      this.packetBytesMax = Math.max(this.packetBytesMax, packet.confirmed?.records.length ?? 0)
      for (const { down } of this.players) down.send({ type: 'snapshot', packet }, this.nowMs)
    }
  }

  private runPlayer(player: RollbackPlayer): void {
    const { client } = player
    for (const arrival of player.down.receive(this.nowMs)) {
      if (player.isCutOff) continue
      if (arrival.type === 'snapshot') client.receiveSnapshot(arrival.packet, this.nowMs)
      else if (arrival.type === 'keyframe') client.receiveKeyframe(arrival.packet)
      else if (arrival.type === 'events') client.receiveEvents(arrival.tick, arrival.events)
      else client.receivePeerInput(arrival.slot, arrival.packet)
      player.note(this.codec)
    }
    if (client.needsKeyframe && this.nowMs - player.askedMs > keyframeRequestMs) this.sendKeyframe(player)
    if (this.nowMs < player.drawnMs) return
    player.drawnMs += tickMs
    for (const packet of client.advance(this.nowMs, () => player.sample()))
      if (!player.isCutOff) player.up.send(packet, this.nowMs)
    player.played.push(...client.takeEvents())
    player.draw(this.nowMs)
  }

  private sendKeyframe(player: RollbackPlayer): void {
    player.askedMs = this.nowMs
    player.keyframes++
    for (const packet of this.authority.keyframes(player.slot))
      player.down.sendReliably({ type: 'keyframe', packet }, this.nowMs)
  }

  private note(): void {
    const { tick, world } = this.authority
    this.hashes.set(tick, worldHash(this.codec, world, this.tape))
  }
}

function worldHash(codec: StateCodec, world: unknown, tape: Tape): number {
  codec.coder.flatten({ seed: 0, draws: 0, world } as StructValue, tape.rewind())
  return tape.finish().hash()
}

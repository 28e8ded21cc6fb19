import { Random } from '../src/game/random.ts'
import {
  type EventOf,
  type GameEvent,
  type InputOf,
  type InputPacket,
  type KeyframePacket,
  MatchAuthority,
  MatchClient,
  type SnapshotPacket,
} from '../src/index.ts'
import { Tape } from '../src/schema/tape.ts'
import { readBlock } from '../src/snapshot/block.ts'
import { depthOf } from '../src/snapshot/input-depths.ts'
import { StateCodec } from '../src/snapshot/state-codec.ts'
import { skirmish } from './skirmish.ts'
import { Link, type LinkConditions } from './virtual-network.ts'

type Downlink = { readonly snapshot: SnapshotPacket } | { readonly keyframe: KeyframePacket }
type SkirmishInput = InputOf<typeof skirmish>

const tickMs = 1000 / 60
/** The virtual time's step: finer than a tick, so that packets arrive anywhere within one. */
const stepMs = 1
const drawMs = 1000 / 60
const keyframeRequestMs = 250
/** Diagonally. */
const topSpeed = 240 * 0.7 * Math.SQRT2
/** Who is hit for the last time appears elsewhere. */
const leapUnits = 32

export class SimulatedPlayer {
  readonly client: MatchClient<typeof skirmish>
  readonly random = new Random()
  readonly sampled = new Map<number, SkirmishInput>()
  readonly depths: number[] = []
  isAsleep = false
  drawnMs: number
  askedMs = 0
  bytesUp = 0
  /** Most that the own player was drawn to move within a drawing's time, in units beyond what its speed explains. */
  greatestMove = 0
  private snapshotsBefore = 0
  private lateBefore = 0
  private correctionsBefore = 0
  private drawn: { readonly x: number; readonly y: number; readonly atMs: number } | undefined
  private input: SkirmishInput = { moveX: 0, moveY: 0, aim: 0, fire: false }

  constructor(
    readonly slot: number,
    readonly up: Link<InputPacket>,
    readonly down: Link<Downlink>,
    seed: number,
  ) {
    this.client = new MatchClient({ game: skirmish, slot })
    this.random.seed = seed
    this.drawnMs = this.random.float() * drawMs
  }

  get newSnapshots(): number {
    return this.client.stats.snapshots - this.snapshotsBefore
  }

  get newCorrections(): number {
    return this.client.stats.corrections - this.correctionsBefore
  }

  newLateInputs(authority: MatchAuthority<typeof skirmish>): number {
    return authority.lateInputsOf(this.slot) - this.lateBefore
  }

  /** Begins to measure anew. */
  forget(authority: MatchAuthority<typeof skirmish>): void {
    this.depths.length = 0
    this.greatestMove = 0
    this.snapshotsBefore = this.client.stats.snapshots
    this.lateBefore = authority.lateInputsOf(this.slot)
    this.correctionsBefore = this.client.stats.corrections
  }

  draw(nowMs: number): void {
    const own = this.client.view(nowMs)?.world.players.get(this.slot)
    if (own === undefined) return
    if (this.drawn !== undefined) {
      const moved = Math.hypot(own.x - this.drawn.x, own.y - this.drawn.y)
      const explained = (topSpeed * (nowMs - this.drawn.atMs)) / 1000
      if (moved < leapUnits) this.greatestMove = Math.max(this.greatestMove, moved - explained)
    }
    this.drawn = { x: own.x, y: own.y, atMs: nowMs }
  }

  /** Holds keys for a while, as people do. */
  sample(tick: number): SkirmishInput {
    if (this.random.float() < 0.08) {
      const moveX = this.random.pick([-0.7, 0, 0.7])
      this.input = {
        moveX,
        moveY: this.random.pick([-0.7, 0, 0.7]),
        aim: this.random.float() * 6,
        fire: this.random.float() < 0.5,
      }
    }
    this.sampled.set(tick, this.input)
    return this.input
  }
}

/** A match of real authority and real clients over links of the given conditions, all in virtual time from one seed. */
export class SimulatedMatch {
  nowMs = 0
  snapshotBytesMax = 0
  snapshotBytes = 0
  snapshotCount = 0
  desyncs = 0
  rejected = 0
  readonly authority: MatchAuthority<typeof skirmish>
  readonly players: SimulatedPlayer[] = []
  readonly emitted: GameEvent<EventOf<typeof skirmish>>[] = []
  private readonly random = new Random()
  private readonly hashes = new Map<number, number>()
  private readonly codec = new StateCodec(skirmish)
  private nextTickMs = tickMs

  constructor(
    seed: number,
    private readonly conditions: LinkConditions,
  ) {
    this.random.seed = seed
    this.authority = new MatchAuthority({ game: skirmish, seed })
  }

  /** Of what all are sent. */
  get baselineAgeTicks(): number {
    const [keyframe] = this.authority.keyframes(0)
    const block = keyframe?.blocks[0] && readBlock(keyframe.blocks[0])
    return block !== undefined && 'age' in block ? block.age : Number.POSITIVE_INFINITY
  }

  get keyframeBytes(): number {
    const blocks = this.authority.keyframes(0).flatMap(({ blocks }) => blocks)
    return blocks.reduce((sum, block) => sum + block.length, 0)
  }

  join(): SimulatedPlayer {
    const chance = (): number => this.random.int(2 ** 32)
    const slot = this.players.length
    const player = new SimulatedPlayer(
      slot,
      new Link(this.conditions, chance()),
      new Link(this.conditions, chance()),
      chance(),
    )
    this.authority.join(slot)
    this.sendKeyframes(player, this.nowMs)
    this.players.push(player)
    return player
  }

  run(seconds: number): void {
    for (const endMs = this.nowMs + seconds * 1000; this.nowMs < endMs; this.nowMs += stepMs) {
      for (const player of this.players) this.runPlayer(player)
      this.receiveInputs()
      if (this.nowMs >= this.nextTickMs) this.runTick()
    }
  }

  private receiveInputs(): void {
    const sinceStep = 1 - (this.nextTickMs - this.nowMs) / tickMs
    for (const { slot, up } of this.players)
      for (const packet of up.receive(this.nowMs))
        if (this.authority.receiveInput(slot, packet, sinceStep) !== undefined) this.rejected++
  }

  private runTick(): void {
    this.nextTickMs += tickMs
    this.emitted.push(...this.authority.step())
    if (!this.authority.isSnapshotDue) return
    this.hashes.set(this.authority.tick, hashOf(this.codec, this.authority.world))
    for (const { packet } of this.authority.snapshots()) {
      const bytes = packet.blocks.reduce((sum, block) => sum + block.length, 0)
      this.snapshotCount++
      this.snapshotBytes += bytes
      this.snapshotBytesMax = Math.max(this.snapshotBytesMax, bytes)
      for (const { down } of this.players) down.send({ snapshot: packet }, this.nowMs)
    }
  }

  private runPlayer(player: SimulatedPlayer): void {
    for (const packet of player.down.receive(this.nowMs)) {
      if ('keyframe' in packet) player.client.receiveKeyframe(packet.keyframe)
      else if (player.client.receiveSnapshot(packet.snapshot, this.nowMs) === undefined)
        this.compare(player, packet.snapshot)
    }
    if (player.client.needsKeyframe && this.nowMs - player.askedMs > keyframeRequestMs) {
      player.askedMs = this.nowMs
      this.sendKeyframes(player, this.nowMs + player.client.stats.rttMs / 2)
    }
    if (player.isAsleep || this.nowMs < player.drawnMs) return
    player.drawnMs = Math.max(player.drawnMs + drawMs, this.nowMs)
    for (const packet of player.client.advance(this.nowMs, (tick) => player.sample(tick))) {
      player.bytesUp += packet.inputs.length
      player.up.send(packet, this.nowMs)
    }
    player.draw(this.nowMs)
  }

  private sendKeyframes({ slot, down }: SimulatedPlayer, nowMs: number): void {
    for (const keyframe of this.authority.keyframes(slot)) down.sendReliably({ keyframe }, nowMs)
  }

  private compare({ client, slot, depths }: SimulatedPlayer, { tick, inputDepths }: SnapshotPacket): void {
    if (tick !== client.latestTick) return
    const depth = depthOf(inputDepths, slot)
    if (depth !== undefined) depths.push(depth)
    if (this.hashes.get(tick) !== hashOf(this.codec, client.latest)) this.desyncs++
  }
}

function hashOf(codec: StateCodec, world: unknown): number {
  const tape = new Tape()
  codec.coder.flatten({ seed: 0, draws: 0, world }, tape)
  return tape.finish().hash()
}

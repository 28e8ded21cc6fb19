import { Random } from '../src/game/random.ts'
import {
  type AnyGame,
  type InputPacket,
  type InputRejectedReason,
  type KeyframePacket,
  MatchAuthority,
  MatchClient,
  type SnapshotPacket,
  type TickRecord,
  type WorldOf,
} from '../src/index.ts'
import type { StrollInput, stroll } from './stroll.ts'
import { Link, type LinkConditions } from './virtual-network.ts'

type Stroll = typeof stroll
type Downlink = { readonly snapshot: SnapshotPacket } | { readonly keyframe: KeyframePacket }
/** Decides on a tick's input; `world` is what the player's own side predicts. */
export type Sample = (tick: number, world: WorldOf<Stroll>, random: Random, slot: number) => StrollInput

const tickMs = 1000 / 60

export class Stroller {
  readonly client: MatchClient<Stroll>
  readonly random = new Random()
  private askedMs = 0
  private nextMs = 0

  constructor(
    readonly slot: number,
    game: Stroll,
    settings: { holes: number },
    readonly up: Link<InputPacket>,
    readonly down: Link<Downlink>,
    private readonly sample: Sample,
  ) {
    this.client = new MatchClient({ game, slot, settings })
  }

  receive(nowMs: number, askKeyframes: () => void): void {
    for (const packet of this.down.receive(nowMs)) {
      if ('keyframe' in packet) this.client.receiveKeyframe(packet.keyframe)
      else this.client.receiveSnapshot(packet.snapshot, nowMs)
    }
    if (!this.client.needsKeyframe || nowMs - this.askedMs < 250) return
    this.askedMs = nowMs
    askKeyframes()
  }

  play(nowMs: number): void {
    if (nowMs < this.nextMs) return
    this.nextMs = Math.max(this.nextMs + tickMs, nowMs)
    const standing = { x: 0, y: 0, aim: 0, hop: false }
    const packets = this.client.advance(nowMs, (tick, world) =>
      world?.walkers.has(this.slot) ? this.sample(tick, world, this.random, this.slot) : standing,
    )
    for (const packet of packets) this.up.send(packet, nowMs)
    this.client.view(nowMs)
  }
}

/** Real authority and clients over links, in virtual time, for games in which inputs are proposals. */
export class StrollMatch {
  nowMs = 0
  readonly authority: MatchAuthority<Stroll>
  readonly players: Stroller[] = []
  private readonly random = new Random()
  private nextTickMs = tickMs

  constructor(
    private readonly game: Stroll,
    seed: number,
    private readonly conditions: LinkConditions,
    private readonly settings: { holes: number } = { holes: 0 },
    private readonly onTick: (world: WorldOf<Stroll>, tick: number) => void = () => {},
    record: (record: TickRecord) => void = () => {},
  ) {
    this.random.seed = seed
    this.authority = new MatchAuthority<Stroll>({ game, seed, settings, record })
  }

  join(sample: Sample): Stroller {
    const slot = this.players.length
    const link = <Packet>() => new Link<Packet>(this.conditions, this.random.int(2 ** 32))
    const player = new Stroller(slot, this.game, this.settings, link(), link(), sample)
    player.random.seed = this.random.int(2 ** 32)
    this.authority.join(slot)
    this.sendKeyframes(player)
    this.players.push(player)
    return player
  }

  run(seconds: number): void {
    for (const endMs = this.nowMs + seconds * 1000; this.nowMs < endMs; this.nowMs++) {
      for (const player of this.players) {
        player.receive(this.nowMs, () => this.sendKeyframes(player))
        player.play(this.nowMs)
        const sinceStep = 1 - (this.nextTickMs - this.nowMs) / tickMs
        for (const packet of player.up.receive(this.nowMs))
          this.authority.receiveInput(player.slot, packet, sinceStep)
      }
      if (this.nowMs >= this.nextTickMs) this.runTick()
    }
  }

  rejections(): Partial<Record<InputRejectedReason, number>>[] {
    return this.players.map(({ slot }) => Object.fromEntries(this.authority.rejectionsOf(slot)))
  }

  private runTick(): void {
    this.nextTickMs += tickMs
    this.authority.step()
    this.onTick(this.authority.world, this.authority.tick)
    if (!this.authority.isSnapshotDue) return
    for (const { packet } of this.authority.snapshots())
      for (const { down } of this.players) down.send({ snapshot: packet }, this.nowMs)
  }

  private sendKeyframes({ slot, down }: Stroller): void {
    for (const keyframe of this.authority.keyframes(slot)) down.sendReliably({ keyframe }, this.nowMs)
  }
}

/** A game as it is, by other rules. */
export function withRules<G extends AnyGame>(game: G, rules: object, mode = game.mode): G {
  return { ...game, mode, rules: { ...game.rules, ...rules } }
}

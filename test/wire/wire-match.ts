import { create, fromBinary } from '@bufbuild/protobuf'
import type { AnyGame, CommandPacket, InputPacket } from '@gameserver/engine'
import {
  AuthorityEventSchema,
  HelloSchema,
  StatePacketSchema,
} from '@gameserver/protocol/generated/gameserver/v1/wire_pb'
import { protocolVersion } from '@gameserver/protocol/topics'
import type { ToldMessage } from '@gameserver/storage/match-journals'
import { CommandIntake } from '../../apps/authority/src/session/command-intake.ts'
import { Dialogue } from '../../apps/authority/src/session/dialogue.ts'
import { type EarlierTold, earlierTold } from '../../apps/authority/src/session/earlier-told.ts'
import { type Member, Roster } from '../../apps/authority/src/session/roster.ts'
import { encodeStatePacket } from '../../apps/authority/src/snapshot/state-packet.ts'
import { snapshotOf } from '../../packages/client/src/match/wire.ts'
import { createPlayClient, MatchAuthority, type PlayClient } from '../../packages/engine/src/index.ts'
import { botHands, type Hands, type Mind, wildHands } from '../../packages/engine/test/simulation/hands.ts'
import { Link, type LinkConditions } from '../../packages/engine/test/virtual-network.ts'
import { plain } from './plain.ts'

const stepMs = 1
const firstEpoch = 3
const keyframeRequestMs = 300

export interface WirePlan {
  readonly game: AnyGame
  readonly mind?: Mind | undefined
  readonly seats: number
  /** Those who play; at the other seats nobody moves. */
  readonly players: number
  readonly ticks: number
  readonly conditions: LinkConditions
  /** Players ask for keyframes this often though they need none; undefined: never. */
  readonly extraKeyframeMs?: number
  /** After this tick another authority has the match; undefined: the first one keeps it. */
  readonly takeoverTick?: number
}

export interface Payload {
  readonly topic: 'state' | 'events'
  readonly bytes: Uint8Array
}

type Uplink =
  | { readonly input: InputPacket; readonly epoch: number }
  | { readonly command: CommandPacket; readonly sequence: number }
  | { readonly wantsKeyframe: true }

/** A match whose authority says all as it does to LiveKit, and whose players hear it over lines that lose packets. */
export class WireMatch {
  readonly players: WirePlayer[] = []
  /** By tick: games with rollback alone. What happened since the tick is in the next record. */
  readonly worlds = new Map<number, unknown>()
  private authority: MatchAuthority<AnyGame>
  private readonly roster: Roster
  private dialogue: Dialogue
  private epoch = firstEpoch
  /** What everybody has been told reliably. */
  private readonly told: ToldMessage[] = []
  private readonly commands: CommandIntake
  private nowMs = 0

  constructor(private readonly plan: WirePlan) {
    const { game, seats, players } = plan
    this.authority = new MatchAuthority({ game, seed: 11, seats })
    this.worlds.set(0, plain(this.authority.world))
    const places = Array.from({ length: seats }, (_, slot) => {
      return { slot, playerId: `player-${slot}`, name: `Nr. ${slot}`, team: slot % 2, role: null }
    })
    this.roster = new Roster(places, { seatWindowMs: 1e6, firstDeadlineMs: 1e6, nowMs: 0 })
    const { authority } = this
    this.dialogue = this.newDialogue({ told: [], ended: undefined })
    this.commands = new CommandIntake({
      apply: ({ slot }, packet) => this.authority.receiveCommand(slot, packet),
      tell: (member, sequence, refusal) => this.dialogue.commandOutcome(member, sequence, refusal),
    })
    for (let slot = 0; slot < seats; slot++)
      authority.join(slot, { team: slot % 2, role: slot === 1 ? 'späher' : undefined })
    for (let slot = 0; slot < players; slot++) this.players.push(new WirePlayer(plan, slot))
    for (const member of this.roster.members) this.welcome(member)
  }

  run(): void {
    const { game, ticks } = this.plan
    const tickMs = 1000 / game.tickRate
    for (let nextTickMs = tickMs; this.authority.tick < ticks; this.nowMs += stepMs) {
      for (const player of this.players) player.play(this.nowMs)
      this.receive()
      if (this.nowMs < nextTickMs) continue
      nextTickMs += tickMs
      this.makeTick()
      if (this.authority.tick === this.plan.takeoverTick) this.takeOver()
    }
  }

  /** What is on its way from the former owner arrives among what the next one says. */
  private takeOver(): void {
    const { game, seats } = this.plan
    const takenOver = {
      ...this.authority.checkpoint(),
      slots: [...this.roster.members].map(({ slot }) => slot),
    }
    this.authority = new MatchAuthority({ game, seed: 11, seats, takenOver })
    this.epoch++
    this.dialogue = this.newDialogue(earlierTold(this.told, this.epoch))
    for (const member of this.roster.members) this.dialogue.greet(member)
  }

  private newDialogue(earlier: EarlierTold): Dialogue {
    const { authority, roster, epoch } = this
    const { game, seats } = this.plan
    return new Dialogue({
      ...{ epoch, roster, earlier: { ...earlier, numbersSinceEpoch: firstEpoch } },
      subject: {
        ...{ matchId: 'a-match', game, settings: { seconds: 60.5 }, phase: 'running', seats },
        get tick() {
          return authority.tick
        },
        dueTick: 0,
        keyframes: (slot) => authority.keyframes(slot),
      },
      outlet: {
        say: (topic, bytes, to) => {
          if (topic === 'events') this.publish({ topic, bytes }, to === undefined ? undefined : [to], true)
        },
        noted: (told) => void this.told.push(told),
      },
    })
  }

  private welcome(member: Member): void {
    const { id, version } = this.plan.game
    const hello = { protocolVersion, gameId: id, gameVersion: version, schemaHash: 0, wantsDescription: true }
    this.roster.apply(member, 'hello', 0)
    this.dialogue.welcome(member, create(HelloSchema, hello), 0)
  }

  private receive(): void {
    for (const { slot, up } of this.players)
      for (const packet of up.receive(this.nowMs)) {
        const member = this.roster.bySlot(slot) as Member
        if ('input' in packet) {
          if (packet.epoch === this.epoch) this.authority.receiveInput(slot, packet.input, 0.5)
        } else if ('command' in packet)
          this.commands.take(member, packet.sequence, packet.command, this.nowMs)
        else this.dialogue.keyframeRequested(member, this.nowMs)
      }
  }

  private makeTick(): void {
    const { authority } = this
    const events = authority.step()
    if (this.plan.game.rollback !== undefined) this.worlds.set(authority.tick, plain(authority.world))
    if (events.length > 0) this.dialogue.broadcast({ case: 'gameEvents', value: { events } })
    if (!authority.isSnapshotDue) return
    for (const { to, packet } of authority.snapshots()) {
      const bytes = encodeStatePacket(this.epoch, packet)
      this.publish(
        { topic: 'state', bytes },
        to?.map((slot) => `player-${slot}`),
        false,
      )
    }
  }

  private publish(payload: Payload, to: readonly string[] | undefined, isReliable: boolean): void {
    for (const { playerId, down } of this.players) {
      if (to !== undefined && !to.includes(playerId)) continue
      if (isReliable) down.sendReliably(payload, this.nowMs)
      else down.send(payload, this.nowMs)
    }
  }
}

/** The TypeScript client at a seat, somebody who plays, and all that the client was told. */
export class WirePlayer {
  readonly playerId: string
  readonly client: PlayClient<AnyGame>
  readonly up: Link<Uplink>
  readonly down: Link<Payload>
  /** Called for each payload, once the client has taken it. */
  heard: (payload: Payload) => void = () => {}
  /** Whether the payload that came last was listened to: what comes before the Welcome of its epoch is not. */
  wasHeard = false
  private epoch = 0
  private welcomeEpoch = 0
  private readonly hands: Hands
  private readonly extraHands: Hands
  private readonly drawEachMs: number
  private drawMs: number
  private askedMs = 0
  private sequence = 0

  constructor(
    private readonly plan: WirePlan,
    readonly slot: number,
  ) {
    const { game, mind, seats, conditions } = plan
    this.playerId = `player-${slot}`
    this.client = createPlayClient({ game, slot, seats })
    this.up = new Link(conditions, 100 + slot)
    this.down = new Link(conditions, 200 + slot)
    this.extraHands = wildHands(game, 300 + slot)
    this.hands = mind ? botHands(mind, 400 + slot) : this.extraHands
    this.drawEachMs = 1000 / 60
    this.drawMs = slot
  }

  play(nowMs: number): void {
    for (const payload of this.down.receive(nowMs)) {
      this.take(payload, nowMs)
      this.heard(payload)
    }
    if (nowMs < this.drawMs) return
    this.drawMs += this.drawEachMs
    const { extraKeyframeMs = Number.POSITIVE_INFINITY } = this.plan
    if (nowMs - this.askedMs > (this.client.needsKeyframe ? keyframeRequestMs : extraKeyframeMs)) {
      this.askedMs = nowMs
      this.up.sendReliably({ wantsKeyframe: true }, nowMs)
    }
    for (const input of this.client.advance(nowMs, (tick) => this.sample(tick, nowMs)))
      this.up.send({ input, epoch: this.welcomeEpoch }, nowMs)
    this.client.view(nowMs)
  }

  private take({ topic, bytes }: Payload, nowMs: number): void {
    const { client } = this
    const packet = fromBinary(topic === 'state' ? StatePacketSchema : AuthorityEventSchema, bytes)
    const isWelcome = 'body' in packet && packet.body.case === 'welcome'
    this.wasHeard = packet.epoch >= this.epoch && (isWelcome || packet.epoch === this.welcomeEpoch)
    this.epoch = Math.max(this.epoch, packet.epoch)
    if (!this.wasHeard) return
    if (!('body' in packet)) {
      client.receiveSnapshot(snapshotOf(packet), nowMs)
      return
    }
    const { tick, body } = packet
    if (body.case === 'welcome') this.welcomed(tick, nowMs)
    else if (body.case === 'keyframe') client.receiveKeyframe(body.value)
    else if (body.case === 'gameEvents') client.receiveEvents(tick, body.value.events)
  }

  private welcomed(tick: number, nowMs: number): void {
    const isTakeover = this.welcomeEpoch > 0 && this.welcomeEpoch < this.epoch
    this.welcomeEpoch = this.epoch
    if (!isTakeover) return
    for (const input of this.client.takenOver({ tick, dueTick: undefined }, nowMs))
      this.up.sendReliably({ input, epoch: this.epoch }, nowMs)
  }

  private sample(tick: number, nowMs: number): never {
    const { latest } = this.client
    if (latest === undefined) return this.extraHands.input(latest, this.slot, tick) as never
    const command =
      this.hands.command(latest, this.slot, tick) ?? this.extraHands.command(latest, this.slot, tick)
    if (command !== undefined)
      this.up.sendReliably(
        { command: this.client.encodeCommand(command as never), sequence: ++this.sequence },
        nowMs,
      )
    return this.hands.input(latest, this.slot, tick) as never
  }
}

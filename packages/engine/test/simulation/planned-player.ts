import type { Takeover } from '../../src/client/play-client.ts'
import type { AnyGame } from '../../src/game/define-game.ts'
import { codersOf } from '../../src/game/game-coders.ts'
import { NamedCodec, type NamedValue } from '../../src/game/named-codec.ts'
import type { GameEvent, InputPacket, KeyframePacket, SnapshotPacket } from '../../src/packets.ts'
import { Link, type LinkConditions } from '../virtual-network.ts'
import { CommandWatch, type NumberedCommand } from './command-watch.ts'
import { EventWatch } from './event-watch.ts'
import { requireThat } from './fault.ts'
import type { Hands } from './hands.ts'
import { InputWatch } from './input-watch.ts'
import { MotionWatch } from './motion-watch.ts'
import { type Authority, type Client, createClient, desyncsOf, type MatchTerms } from './peers.ts'
import type { StateWatch } from './state-watch.ts'
import { TimingWatch } from './timing-watch.ts'

export type Uplink =
  | { readonly input: InputPacket; readonly epoch: number }
  | { readonly command: NumberedCommand }
  | { readonly wantsKeyframe: true }

export type Downlink =
  | { readonly snapshot: SnapshotPacket; readonly epoch: number }
  | { readonly takeover: Takeover; readonly epoch: number }
  | { readonly keyframe: KeyframePacket }
  | { readonly events: readonly GameEvent[]; readonly tick: number }
  | { readonly peer: number; readonly input: InputPacket }

/** After a cut, what was sent reliably meanwhile comes, and the clock finds its place. */
const breakMs = 1_000
/** Between two requests for a keyframe. */
const keyframeRequestMs = 250

export interface PlayerTerms {
  readonly match: MatchTerms
  readonly slot: number
  readonly hands: Hands
  readonly conditions: LinkConditions
  /** Neither the line nor what happens in the match moves anybody elsewhere than predicted. */
  readonly isCalm: boolean
  /** Of the links. */
  readonly seed: number
  readonly nowMs: number
  readonly tick: number
  readonly states: StateWatch
  /** Takes what a reader of a failure's trace wants to know. */
  tell(line: string): void
}

/** A real client, somebody who plays, the line between them and the authority, and whoever watches all of it. */
export class PlannedPlayer {
  readonly slot: number
  readonly client: Client
  readonly up: Link<Uplink>
  readonly down: Link<Downlink>
  readonly inputs: InputWatch
  readonly events: EventWatch
  readonly commands: CommandWatch
  readonly timing: TimingWatch
  /** Of the authority that the player has heard of. */
  epoch = 1
  /** Number of the command that the authority takes next. */
  nextCommand = 0
  private readonly hands: Hands
  private readonly states: StateWatch
  readonly joinedMs: number
  private readonly joinedTick: number
  private cutUntilMs = 0
  private readonly tell: (line: string) => void
  private readonly motion: MotionWatch
  private readonly commandCodec: NamedCodec<NamedValue>
  /** Pressed by who has not seen anything yet. */
  private readonly still: unknown
  private readonly drawEachMs: number
  private drawMs: number
  private askedMs = Number.NEGATIVE_INFINITY
  private newestTick = 0
  private comparedTick = -1

  constructor({ match, slot, hands, conditions, isCalm, seed, nowMs, tick, states, tell }: PlayerTerms) {
    const { game } = match
    const { input, commands, contextCount } = codersOf(game)
    this.still = input.initial()
    this.slot = slot
    this.hands = hands
    this.states = states
    this.joinedTick = tick
    this.joinedMs = nowMs
    this.tell = (line) => tell(`${slot} ${line}`)
    this.client = createClient(match, slot)
    this.up = new Link(conditions, seed)
    this.down = new Link(conditions, seed + 1)
    this.inputs = new InputWatch(game, slot, tick)
    this.events = new EventWatch(game, slot)
    this.commands = new CommandWatch(slot)
    this.motion = new MotionWatch(game, slot, isCalm)
    this.timing = new TimingWatch(game, slot, conditions, isCalm)
    this.commandCodec = new NamedCodec(commands, contextCount)
    this.drawEachMs = drawMsOf(game, slot)
    this.drawMs = nowMs + (seed % 16)
    this.upset(nowMs)
  }

  /** Nothing goes through until then. */
  cut(untilMs: number): void {
    this.cutUntilMs = Math.max(this.cutUntilMs, untilMs)
    this.up.cut(untilMs)
    this.down.cut(untilMs)
    this.upset(untilMs)
  }

  readonly isCutOff = (nowMs: number): boolean => nowMs < this.cutUntilMs + breakMs

  /** What comes until then says nothing about how well the client does. */
  upset(untilMs: number): void {
    this.timing.upset(untilMs)
    this.motion.upset(untilMs)
  }

  /** Another authority has the match now, which tells so. */
  takenOver(takeover: Takeover, epoch: number, nowMs: number): void {
    this.down.sendReliably({ takeover, epoch }, nowMs)
    this.inputs.takenOver(takeover.tick)
    const { undone } = this.commands
    this.nextCommand = undone[0]?.number ?? this.nextCommand
    for (const command of undone) this.up.sendReliably({ command }, nowMs)
  }

  receive(nowMs: number): void {
    for (const packet of this.down.receive(nowMs)) {
      if ('snapshot' in packet) {
        if (packet.epoch === this.epoch) this.receiveSnapshot(packet.snapshot, nowMs)
      } else if ('takeover' in packet) this.hearOfTakeover(packet, nowMs)
      else if ('keyframe' in packet) this.receiveKeyframe(packet.keyframe)
      else if ('events' in packet) this.receiveEvents(packet.tick, packet.events)
      else this.client.receivePeerInput?.(packet.peer, packet.input)
      if (this.client.latestTick === this.comparedTick) continue
      this.comparedTick = this.client.latestTick
      this.states.compare(this.client, this.slot, this.joinedTick)
    }
  }

  /** Plays on and draws when it is time to; returns what is to be sent to the authority. */
  play(authority: Authority, nowMs: number): readonly InputPacket[] {
    if (nowMs < this.drawMs) return []
    this.drawMs = Math.max(this.drawMs + this.drawEachMs, nowMs)
    const { client } = this
    if (client.needsKeyframe && nowMs - this.askedMs > keyframeRequestMs) {
      this.askedMs = nowMs
      this.up.sendReliably({ wantsKeyframe: true }, nowMs)
    }
    const packets = client.advance(nowMs, (tick) => this.sample(tick, nowMs))
    const view = client.view(nowMs)
    if (view !== undefined) this.motion.drawn(view, nowMs)
    this.events.shown(client.takeEvents())
    this.timing.drawn(authority, client, this.newestTick, nowMs)
    return packets
  }

  /** All has arrived that is going to. */
  ended(authority: Authority, nowMs: number): void {
    this.events.shown(this.client.takeEvents())
    this.events.ended()
    this.commands.ended()
    this.timing.ended(authority, this.client, nowMs)
    const desyncs = desyncsOf(this.client)
    requireThat(desyncs === 0, 'desyncs', this.slot, () => `${desyncs} checksums differed`)
  }

  private hearOfTakeover({ takeover, epoch }: Extract<Downlink, { takeover: unknown }>, nowMs: number): void {
    this.epoch = epoch
    const packets = this.client.takenOver(takeover, nowMs)
    this.tell(`hears of ${epoch}, says ${packets.length} packets again`)
    for (const input of packets) this.up.sendReliably({ input, epoch }, nowMs)
  }

  private receiveSnapshot(packet: SnapshotPacket, nowMs: number): void {
    const { corrections } = this.client.stats
    const rejected = this.client.receiveSnapshot(packet, nowMs)
    if (rejected !== undefined) this.tell(`refuses snapshot ${packet.tick}: ${rejected.detail}`)
    else if (this.client.stats.corrections > corrections) this.tell(`is corrected by snapshot ${packet.tick}`)
  }

  private receiveKeyframe(packet: KeyframePacket): void {
    const rejected = this.client.receiveKeyframe(packet)
    this.tell(
      rejected ? `refuses keyframe ${packet.tick}: ${rejected.detail}` : `has keyframe ${packet.tick}`,
    )
  }

  private receiveEvents(tick: number, events: readonly GameEvent[]): void {
    const malformed = this.client.receiveEvents(tick, events)
    requireThat(malformed === 0, 'events', this.slot, () => `${malformed} of tick ${tick} could not be read`)
  }

  private sample(tick: number, nowMs: number): never {
    const { latest } = this.client
    const input = latest === undefined ? this.still : this.hands.input(latest, this.slot, tick)
    this.inputs.sampled(tick, input)
    this.newestTick = tick
    const command = latest === undefined ? undefined : this.hands.command(latest, this.slot, tick)
    if (command !== undefined) {
      const { value } = this.commandCodec.encode(command)
      const sent = this.commands.send(this.client.encodeCommand(command as never), value)
      this.up.sendReliably({ command: sent }, nowMs)
    }
    return input as never
  }
}

/** Screens have 60 pictures a second; some players have a faster one, never slower than the game sends. */
function drawMsOf({ sendRate }: AnyGame, slot: number): number {
  return 1000 / Math.max(sendRate, slot % 4 === 3 ? 144 : 60)
}

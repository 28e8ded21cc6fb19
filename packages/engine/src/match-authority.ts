import { type Arrival, checkedArrival } from './game/arrival.ts'
import type { AnyGame, EventOf, KeptOf, PlayerSlot, WorldOf } from './game/define-game.ts'
import { codersOf } from './game/game-coders.ts'
import { NamedCodec } from './game/named-codec.ts'
import { type SettingValues, Simulation } from './game/simulation.ts'
import { InputCodec, inputsPerPacketMax } from './input/input-codec.ts'
import {
  catchUpMsMax,
  InputQueue,
  inputAgeTicksMax,
  inputLeadTicksMax,
  ringTicksTakenOver,
} from './input/input-queue.ts'
import { InputRejected, type InputRejectedReason } from './input/input-rejected.ts'
import type { Checkpoint } from './log/checkpoint.ts'
import type { Happening, TickRecord } from './log/tick-record.ts'
import type { AddressedSnapshot, CommandPacket, GameEvent, InputPacket, KeyframePacket } from './packets.ts'
import { SentStates } from './rewind/sent-states.ts'
import { ConfirmedLog } from './rollback/confirmed-log.ts'
import { CommandDesk } from './rules/command-desk.ts'
import { CommandRejected } from './rules/command-rejected.ts'
import { Referee } from './rules/referee.ts'
import type { StructValue } from './schema/struct-coder.ts'
import { Tape } from './schema/tape.ts'
import { slotsMax } from './schema/types.ts'
import { packKeyframe } from './snapshot/block.ts'
import type { DesyncDump, DesyncReport } from './snapshot/desync.ts'
import { InputDepths } from './snapshot/input-depths.ts'
import { publicScope } from './snapshot/scopes.ts'
import type { StateMoment } from './snapshot/seen-scopes.ts'
import { SnapshotSender } from './snapshot/snapshot-sender.ts'

export interface RankedScore {
  readonly slot: PlayerSlot
  readonly score: number
  /** From 1; equal scores share a rank. */
  readonly rank: number
}

export interface MatchAuthorityOptions<G extends AnyGame> {
  readonly game: G
  /** Taken modulo 2^32. */
  readonly seed: number
  readonly settings?: SettingValues
  /** Players the match was made for; the game's `players.max` unless told. */
  readonly seats?: number
  /** Tick to begin at; 0 unless told. */
  readonly tick?: number | undefined
  /** Where the match stood that another authority had, and who is in it: this one takes it over. */
  readonly takenOver?: (Checkpoint & { readonly slots: readonly PlayerSlot[] }) | undefined
  /** Is given each tick's record after the tick was made: it is to be read at once, and not kept. */
  record?(record: TickRecord): void
}

interface Player {
  readonly queue: InputQueue
}

/** Clients draw others on beyond the newest snapshot for 100 ms at most: 13 ticks at the fastest rate. */
const shownAheadTicksMax = 13

/**
 * One match on the side that decides. Time, randomness and packets are given to it: the caller calls `step` tickRate times a
 * second, and `snapshots` after each step that leaves `isSnapshotDue` true.
 */
export class MatchAuthority<G extends AnyGame> {
  private readonly game: G
  private readonly simulation: Simulation<G>
  private readonly players = new Map<PlayerSlot, Player>()
  private readonly rejections = new Map<PlayerSlot, Map<InputRejectedReason, number>>()
  private readonly inputs = new Map<PlayerSlot, StructValue>()
  private readonly inputCodec: InputCodec
  private readonly eventCodec: NamedCodec<EventOf<G>>
  private readonly commands: CommandDesk<G>
  private readonly referee: Referee
  private readonly sentStates: SentStates<G>
  private readonly sender: SnapshotSender
  private readonly depths: InputDepths
  /** Games with rollback: what goes out instead of states. */
  private readonly confirmed: ConfirmedLog<G> | undefined
  private readonly record: ((record: TickRecord) => void) | undefined
  private readonly received = new Tape()
  private readonly hashed = new Tape()
  private emitted: EventOf<G>[] = []
  private happenings: Happening[] = []
  private shown: Map<PlayerSlot, number> | undefined
  private readonly wasTakenOver: boolean
  private catchUpTick = 0

  /** Throws a RangeError for a setting out of its range. */
  constructor({ game, seed, settings = {}, seats, tick = 0, takenOver, record }: MatchAuthorityOptions<G>) {
    const { events, contextCount } = codersOf(game)
    this.game = game
    this.simulation = new Simulation({
      game,
      settings,
      seats,
      isPredicting: false,
      emit: (event) => this.emitted.push(event),
      asSeenBy: (slot) => this.seenBy(slot),
    })
    this.inputCodec = new InputCodec(game)
    this.eventCodec = new NamedCodec(events, contextCount)
    this.commands = new CommandDesk(game)
    this.referee = new Referee(game)
    this.sentStates = new SentStates(game)
    this.sender = new SnapshotSender(game)
    this.depths = new InputDepths(game.sendRate)
    this.record = record
    this.wasTakenOver = takenOver !== undefined
    this.simulation.setup(seed)
    this.simulation.tick = tick
    if (takenOver !== undefined) this.takeOver(takenOver)
    this.sender.start(this.moment())
    this.confirmed = game.rollback && new ConfirmedLog(game, this.simulation, this.happenings.length)
    for (const slot of this.players.keys()) this.confirmed?.join(slot)
  }

  get tick(): number {
    return this.simulation.tick
  }

  get world(): WorldOf<G> {
    return this.simulation.world
  }

  /** What came since the last tick; part of the next one's record. */
  get happened(): readonly Happening[] {
    return this.happenings
  }

  get isSnapshotDue(): boolean {
    return this.tick % (this.game.tickRate / this.game.sendRate) === 0
  }

  /** Throws a RangeError for a slot, a team or a role that can't be. What is owned is what `kept` said of the player last. */
  join(slot: PlayerSlot, told: Partial<Arrival<KeptOf<G>>> = {}): void {
    if (!Number.isInteger(slot) || slot < 0 || slot >= slotsMax) throw new RangeError(`no such slot: ${slot}`)
    if (this.players.has(slot)) throw new RangeError(`slot ${slot} is taken`)
    const arrival = checkedArrival(told as Partial<Arrival<StructValue>>)
    this.seat(slot)
    this.happenings.push({ type: 'join', slot, ...arrival })
    this.simulation.join(slot, arrival)
  }

  leave(slot: PlayerSlot): void {
    if (!this.players.delete(slot)) return
    this.inputs.delete(slot)
    this.referee.forget(slot)
    this.sender.leave(slot)
    this.confirmed?.leave(slot)
    this.happenings.push({ type: 'leave', slot })
    this.simulation.leave(slot)
  }

  /** What a player owns now and should find again; undefined for games in which nothing outlives the match. */
  kept(slot: PlayerSlot): KeptOf<G> | undefined {
    return this.simulation.keep(slot) as KeptOf<G> | undefined
  }

  /**
   * For a match that was taken over: it is behind its time, and the ticks up to this one, for two seconds at most, are to be made up
   * for. Until then inputs are taken as far ahead as they would be at that tick, and tell nothing about the players' clocks.
   */
  catchUpTo(tick: number): void {
    const ticksMax = this.wasTakenOver ? Math.floor((catchUpMsMax * this.game.tickRate) / 1000) : 0
    this.catchUpTick = Math.min(tick, this.tick + ticksMax)
  }

  /** Whether a player's input for a tick to come, or of late, is here. */
  hasInput(slot: PlayerSlot, tick: number): boolean {
    return this.players.get(slot)?.queue.has(tick) ?? false
  }

  /** Does at once what a player asks for, or says why not. Whoever calls this sees to it that none comes twice. */
  receiveCommand(slot: PlayerSlot, packet: CommandPacket): CommandRejected | undefined {
    if (!this.players.has(slot)) return CommandRejected.unknownSlot(slot)
    const command = this.commands.open(slot, packet, this.tick)
    if (command instanceof CommandRejected) return command
    const value = command.value as StructValue
    this.happenings.push({ type: 'command', slot, kind: packet.kind, value })
    const refusal = this.simulation.command(slot, command)
    if (refusal !== undefined) return CommandRejected.refused(refusal)
    this.commands.taken(slot, command.name, this.tick)
    return undefined
  }

  /**
   * Takes a player's packet, or says why not; refusals are counted by slot and reason. `sinceStep` is the share of a tick, 0 to
   * 1, that has passed since the last step, or since the last of `overdueTicks` that wait for inputs should have been made: players
   * are told how early their inputs come to a fraction of a tick.
   */
  receiveInput(
    slot: PlayerSlot,
    packet: InputPacket,
    sinceStep: number,
    overdueTicks = 0,
  ): InputRejected | undefined {
    const player = this.players.get(slot)
    if (player === undefined) return InputRejected.unknownSlot(slot)
    const rejected =
      this.refuse(packet) ??
      this.refuseAcknowledgement(slot, packet) ??
      this.refuseByRules(player, slot, packet)
    if (rejected !== undefined) {
      this.count(slot, rejected.reason)
      return rejected
    }
    if (this.confirmed === undefined) this.sender.acknowledge(slot, packet, this.tick)
    // A packet overtaken by a newer one tells nothing new; a player who reconnected may hold less than before.
    else if (packet.newestTick >= player.queue.newestTick)
      this.confirmed.acknowledge(slot, packet.snapshotTick)
    const isTelling = this.tick >= this.catchUpTick && !packet.isAgain
    const time = { tick: this.tick, overdueTicks, sinceStep: isTelling ? sinceStep : undefined }
    if (player.queue.accept(packet, this.received, time)) this.count(slot, 'contradictory')
    this.referee.learns(slot, packet.newestTick, packet.snapshotTick)
    return undefined
  }

  /** Makes one tick; returns what the game emitted in it, and in joins and leaves since the last. */
  step(): GameEvent<EventOf<G>>[] {
    const tick = this.tick + 1
    for (const [slot, player] of this.players) this.inputs.set(slot, this.reviewed(slot, tick, player.queue))
    this.simulation.step(this.inputs)
    if (this.isSnapshotDue) this.sentStates.keep(this.simulation)
    const { happenings, shown } = this
    if (happenings.length > 0) this.happenings = []
    this.shown = undefined
    const record = { tick, happenings, inputs: this.inputs, shown }
    this.confirmed?.add(record, this.simulation)
    this.record?.(record)
    if (this.emitted.length === 0) return []
    const emitted = this.emitted
    this.emitted = []
    return emitted.map((event) => this.eventCodec.encode(event))
  }

  /**
   * What is to be sent now, unreliably: one packet for all, and what comes besides for some; or, in games with cells, one for
   * each player, or for a few who see the same.
   */
  snapshots(): AddressedSnapshot[] {
    const { tick, confirmed } = this
    this.depths.startTurn()
    const depths = {
      next: () => this.nextDepths(),
      of: (slots: readonly PlayerSlot[]) => this.oneDepth(slots),
    }
    if (confirmed === undefined) return this.sender.snapshots(this.snapshotMoment(), depths)
    const ticks = confirmed.packet()
    const packet = { tick, isPrivate: false, inputDepths: depths.next(), blocks: [], confirmed: ticks }
    return [{ to: undefined, packet }]
  }

  /** The moment that the snapshots now due are made of, for spectators as well. Good until the next step. */
  snapshotMoment(): StateMoment {
    const { tick, happenings } = this
    const kept = happenings.length === 0 ? this.sentStates.at(tick) : undefined
    return kept === undefined ? this.moment() : { ...kept, world: this.world as StructValue }
  }

  /**
   * What the player needs to understand snapshots: for who has just come, or asks for it. To be sent reliably, each packet being
   * 15,000 bytes at most.
   */
  keyframes(slot: PlayerSlot): KeyframePacket[] {
    if (this.confirmed === undefined) return this.sender.keyframes(slot, this.moment())
    const { tick, state } = this.confirmed.keyframe()
    return [
      { tick, blocks: [packKeyframe({ scope: publicScope, age: 0, part: 0, parts: 1, packed: state })] },
    ]
  }

  /**
   * Compares what a client reports with what it should have; undefined if that isn't known any more, as after two seconds, or for
   * a report that makes no sense.
   */
  explainDesync(slot: PlayerSlot, report: DesyncReport): DesyncDump | undefined {
    return this.confirmed === undefined ? this.sender.explain(slot, report) : this.confirmed.explain(report)
  }

  isOver(): boolean {
    return this.simulation.isOver()
  }

  /** Whether the game takes newcomers now. */
  isOpen(): boolean {
    return this.simulation.isOpen()
  }

  /** Best first. */
  scores(): RankedScore[] {
    const scores = [...this.game.scores(this.world)].sort((a, b) => b.score - a.score || a.slot - b.slot)
    return scores.map(({ slot, score }) => ({
      slot,
      score,
      rank: 1 + scores.findIndex((other) => other.score === score),
    }))
  }

  /** All that is needed, with the game, settings and seats, to go on from here as this match will. */
  checkpoint(): Checkpoint {
    const { tick, sentStates, happenings, emitted } = this
    return {
      tick,
      state: this.simulation.save(new Tape()),
      sent: sentStates.moments(),
      happenings: [...happenings],
      emitted: [...emitted],
      presses: this.referee.presses(),
      doneTicks: this.commands.doneTicks(),
    }
  }

  /** By which a match that is made again is compared with this one. */
  stateHash(): number {
    return this.simulation.save(this.hashed).hash()
  }

  rejectionsOf(slot: PlayerSlot): ReadonlyMap<InputRejectedReason, number> {
    return this.rejections.get(slot) ?? new Map()
  }

  /** Inputs of a player that came too late for their tick. */
  lateInputsOf(slot: PlayerSlot): number {
    return this.players.get(slot)?.queue.lateCount ?? 0
  }

  private takeOver({
    tick,
    state,
    sent,
    happenings,
    emitted,
    presses,
    doneTicks,
    slots,
  }: NonNullable<MatchAuthorityOptions<G>['takenOver']>): void {
    this.simulation.load(tick, state)
    this.emitted = [...emitted] as EventOf<G>[]
    this.sentStates.restore(sent)
    this.happenings = [...happenings]
    this.referee.resume(presses)
    this.commands.resume(doneTicks)
    for (const slot of slots) this.seat(slot)
  }

  private seat(slot: PlayerSlot): void {
    const { tickRate, sendRate } = this.game
    const ringTicks = this.wasTakenOver ? ringTicksTakenOver : undefined
    const queue = new InputQueue(this.inputCodec.coder, tickRate / sendRate, ringTicks)
    this.players.set(slot, { queue })
    this.sender.join(slot, this.tick)
    this.confirmed?.join(slot)
  }

  /** What can be refused without knowing the player; leaves the packet's inputs on `received`. */
  private refuse(packet: InputPacket): InputRejected | undefined {
    const { newestTick, count, inputs, snapshotTick } = packet
    const { tick } = this
    if (count > inputsPerPacketMax) return InputRejected.tooMany(count)
    if (!(count >= 1)) return InputRejected.malformed(inputs.length)
    if (!(newestTick > tick - inputAgeTicksMax)) return InputRejected.tooOld(newestTick, tick)
    const dueTick = Math.max(tick, this.catchUpTick)
    if (newestTick > dueTick + inputLeadTicksMax) return InputRejected.tooFarAhead(newestTick, tick)
    if (snapshotTick > tick) return InputRejected.badAcknowledgement(snapshotTick)
    const shownTick = packet.shownSixteenths / 16
    if (!(shownTick <= dueTick + shownAheadTicksMax)) return InputRejected.badAcknowledgement(shownTick)
    return this.inputCodec.decode(inputs, count, this.received)
  }

  private refuseAcknowledgement(slot: PlayerSlot, packet: InputPacket): InputRejected | undefined {
    const unsentTick = this.confirmed === undefined ? this.sender.unsentTick(slot, packet) : undefined
    return unsentTick === undefined ? undefined : InputRejected.badAcknowledgement(unsentTick)
  }

  private refuseByRules(player: Player, slot: PlayerSlot, packet: InputPacket): InputRejected | undefined {
    const { rules } = this.game
    if (rules?.checkInput === undefined) return undefined
    this.received.rewind()
    for (let tick = packet.newestTick - packet.count + 1; tick <= packet.newestTick; tick++) {
      const input = this.inputCodec.coder.restore(this.received)
      if (player.queue.has(tick)) continue
      const refusal = rules.checkInput(input, slot, this.world)
      if (refusal === undefined) continue
      if (this.game.mode !== 'observer') return InputRejected.againstRules(refusal)
      this.count(slot, 'against_rules')
    }
    return undefined
  }

  private reviewed(slot: PlayerSlot, tick: number, queue: InputQueue): StructValue {
    const input = queue.take(tick)
    if (!this.referee.isNeeded) return input
    const reviewed = this.referee.review(slot, tick, input, queue, this.world as StructValue)
    for (const breach of reviewed.breaches) this.count(slot, breach)
    return reviewed.input
  }

  /** With rollback all see the present. */
  private seenBy(slot: PlayerSlot): WorldOf<G> {
    const player = this.players.get(slot)
    if (player === undefined || this.confirmed !== undefined) return this.world
    const shownSixteenths = this.sentStates.shownSixteenths(player.queue.shownTick, this.tick)
    this.shown ??= new Map()
    this.shown.set(slot, shownSixteenths)
    return this.sentStates.seenAt(shownSixteenths) ?? this.world
  }

  private count(slot: PlayerSlot, reason: InputRejectedReason): void {
    const counts = this.rejections.get(slot) ?? new Map<InputRejectedReason, number>()
    this.rejections.set(slot, counts.set(reason, (counts.get(reason) ?? 0) + 1))
  }

  private moment(): StateMoment {
    return { tick: this.tick, state: this.simulation.save(new Tape()), world: this.world as StructValue }
  }

  private nextDepths(): Uint8Array {
    let end = 0
    for (const slot of this.players.keys()) end = Math.max(end, slot + 1)
    return this.depths.next(end, (slot) => this.toldDepth(slot))
  }

  private oneDepth(slots: readonly PlayerSlot[]): Uint8Array {
    return this.depths.longestWaiting(slots, (slot) => this.toldDepth(slot))
  }

  /** The least since it was last told. */
  private toldDepth(slot: PlayerSlot): number | undefined {
    const queue = this.players.get(slot)?.queue
    const depth = queue?.depth
    queue?.startInterval()
    return depth
  }
}

import {
  type AnyGame,
  type CommandPacket,
  type CommandRejected,
  type InputPacket,
  MatchAuthority,
  replaceRules,
  type Settings,
} from '@gameserver/engine'
import type { LossyPacket, RoomParticipant } from '@gameserver/livekit'
import type { DesyncReport, Hello, PlayerEvent } from '@gameserver/protocol/generated/gameserver/v1/wire_pb'
import { lossyPayloadBytesMax } from '@gameserver/protocol/limits'
import type { ClaimedMatch } from '@gameserver/storage/matches'
import type { Logger } from 'pino'
import { BreachCount } from '../input/breach-count.ts'
import type { Sanction } from '../input/discipline.ts'
import { type Admitted, PacketGate } from '../input/packet-gate.ts'
import { MatchRecording } from '../replay/match-recording.ts'
import { offencesOf } from '../replay/offences.ts'
import type { ReplayFolder } from '../replay/replay-folder.ts'
import { CommandIntake } from '../session/command-intake.ts'
import { Dialogue, type Subject } from '../session/dialogue.ts'
import { type Member, Roster } from '../session/roster.ts'
import { Seating } from '../session/seating.ts'
import type { Seat } from '../session/session.ts'
import { DesyncAssembly } from '../snapshot/desync-assembly.ts'
import { encodeStatePacket } from '../snapshot/state-packet.ts'
import type { Audience } from '../spectate/audience.ts'
import { type MatchPhase, phases, rosterBody } from '../transport/authority-event.ts'
import type { RefusalReason } from '../transport/player-packet.ts'
import type { MatchEffects, MatchEnding, MatchWindows } from './match-effects.ts'
import { rankAll } from './standings.ts'
import type { TickClock, Ticking } from './tick-clock.ts'
import { TickTimes } from './tick-times.ts'

/** Seats, silences and windows are looked at this often; all of them are given in whole seconds. */
const reviewIntervalMs = 250

/** What a dying process costs players of what they own; a write for each match. */
const saveOwnedEveryMs = 10_000

/** One match: who is in it, what they send, its ticks and what it sends. */
export class Match implements Ticking, Subject {
  readonly matchId: string
  readonly game: AnyGame
  readonly settings: Readonly<Record<string, number>>
  readonly seats: number
  readonly epoch: number
  readonly roster: Roster
  readonly gate: PacketGate
  readonly tickTimes = new TickTimes()
  readonly #clock: TickClock
  readonly #effects: MatchEffects
  readonly #play: MatchAuthority<AnyGame>
  readonly #recording: MatchRecording | undefined
  readonly #dialogue: Dialogue
  readonly #commands: CommandIntake
  readonly #seating: Seating
  readonly #breaches: BreachCount
  readonly #desyncs = new DesyncAssembly()
  readonly #joinDeadlineMs: number
  readonly #joinWindowMs: number
  /** As its row has it. */
  #isOpen: boolean | undefined
  readonly #review: NodeJS.Timeout
  #phase: MatchPhase = 'waiting'
  #audience: Audience | undefined
  #startedMs = 0
  #steppedMs = 0
  #endedMs = 0
  #savedOwnedMs: number
  ticksSkipped = 0
  snapshotsSkipped = 0
  snapshotsOversized = 0

  constructor(options: {
    claimed: ClaimedMatch
    game: AnyGame
    settings: Readonly<Record<string, number>>
    clock: TickClock
    windows: MatchWindows
    effects: MatchEffects
    /** Where a replay is written, if anywhere. */
    recording?: { folder: ReplayFolder; log: Logger } | undefined
  }) {
    const { claimed, game, settings, clock, windows, effects, recording } = options
    const nowMs = clock.nowMs()
    this.#savedOwnedMs = nowMs
    this.matchId = claimed.id
    this.epoch = claimed.epoch
    this.game = game
    this.#breaches = new BreachCount(game.mode)
    this.settings = { ...defaultSettings(game), ...settings }
    this.#clock = clock
    this.#effects = effects
    this.seats = claimed.seats
    const match = { game, seed: claimed.seed, settings, seats: claimed.seats }
    this.#play = new MatchAuthority({ ...match, record: (record) => this.#recording?.record(record) })
    const startedAt = new Date().toISOString()
    const recorded = {
      ...match,
      authority: this.#play,
      matchId: this.matchId,
      startedAt,
      players: claimed.players,
    }
    this.#recording = recording && new MatchRecording({ ...recording, match: recorded })
    this.#isOpen = claimed.epoch === 1 ? true : undefined
    this.#joinWindowMs = windows.joinWindowMs
    this.#joinDeadlineMs = nowMs + windows.joinWindowMs
    const firstDeadlineMs = this.#joinDeadlineMs + windows.seatWindowMs
    this.roster = new Roster(claimed.players, { seatWindowMs: windows.seatWindowMs, firstDeadlineMs, nowMs })
    this.gate = new PacketGate({
      epoch: claimed.epoch,
      roster: this.roster,
      sendRate: game.sendRate,
      escalation: game.rules?.escalation,
      sanction: (identity, sanction) => this.#sanction(identity, sanction),
    })
    this.#dialogue = new Dialogue({
      epoch: claimed.epoch,
      outlet: effects,
      roster: this.roster,
      subject: this,
      overheard: (body) => this.#audience?.hear(this.tick, body),
    })
    this.#commands = new CommandIntake({
      apply: (member, packet) => this.#applyCommand(member, packet),
      tell: (member, sequence, outcome) => this.#dialogue.commandOutcome(member, sequence, outcome),
    })
    this.#seating = new Seating({
      roster: this.roster,
      play: this.#play,
      dialogue: this.#dialogue,
      surroundings: effects,
      epoch: this.epoch,
      hasBegun: () => this.#phase !== 'waiting',
    })
    this.#review = setInterval(() => this.#guarded(() => this.#reviewSeats()), reviewIntervalMs)
  }

  get phase(): MatchPhase {
    return this.#phase
  }

  get tick(): number {
    return this.#play.tick
  }

  /** Since the first tick was due, skipped ones left out. */
  get ticksPerSecond(): number {
    const untilMs = this.#endedMs || this.#clock.nowMs()
    return this.#startedMs === 0 ? 0 : (this.tick * 1_000) / (untilMs - this.#startedMs)
  }

  keyframes(slot: number) {
    return this.#play.keyframes(slot)
  }

  packet(sender: RoomParticipant, topic: string, payload: Uint8Array): void {
    this.#guarded(() => {
      const nowMs = this.#clock.nowMs()
      const admitted = this.gate.admit(sender, topic, payload, nowMs)
      if (admitted) this.#take(admitted, nowMs)
      else this.#lookForSeat(sender)
    })
  }

  joined(participant: RoomParticipant): void {
    if (this.gate.isRemoved(participant.identity)) this.#effects.remove(participant.identity)
    else this.#lookForSeat(participant)
  }

  /** Seats that were added since the match was made. Those that are known stay as they are. */
  admit(seats: readonly Seat[]): void {
    if (this.#phase === 'ended') return
    const added = this.roster.add(seats, this.#clock.nowMs() + this.#joinWindowMs)
    if (added.length === 0) return
    this.#recording?.admit(added)
    this.#dialogue.tellRoster()
  }

  left({ identity }: RoomParticipant): void {
    this.#seating.disconnected(identity, this.#clock.nowMs())
  }

  advance(ticks: number): void {
    const ticksPerSnapshot = this.game.tickRate / this.game.sendRate
    this.#startedMs ||= this.#clock.nowMs() - 1_000 / this.game.tickRate
    this.#steppedMs = this.#clock.nowMs()
    for (let left = ticks; left > 0 && this.#phase === 'running'; left--) {
      const beganMs = performance.now()
      const events = this.#play.step()
      // Of several ticks made up at once only the newest snapshot is worth sending.
      if (this.#play.isSnapshotDue && left <= ticksPerSnapshot) {
        this.#sendSnapshots()
        this.#audience?.see(this.#play.snapshotMoment())
      }
      this.tickTimes.add(performance.now() - beganMs)
      if (events.length > 0) this.#dialogue.broadcast({ case: 'gameEvents', value: { events: [...events] } })
      if (this.#play.isOver()) this.#finish('finished')
    }
  }

  /** From now on; undefined: nobody watches any more. */
  watchedBy(audience: Audience | undefined): void {
    this.#audience = audience
    audience?.hear(this.tick, { case: 'phaseChange', value: { phase: phases[this.#phase] } })
    audience?.hear(this.tick, { case: 'roster', value: rosterBody(this.roster.members) })
  }

  /** Goes on by the rules of a game that was saved while it runs; if it can't, all are told why, and it ends. */
  replaceGame(next: AnyGame): void {
    if (this.#phase === 'ended' || replaceRules(this.game, next)) return
    const detail = `${next.name} has been changed so that this match can't go on. The next one is played by the new rules.`
    for (const { playerId } of this.roster.members)
      this.#dialogue.notice(playerId, 'version_mismatch', detail)
    this.#end({ outcome: 'abandoned', reason: 'version_mismatch' })
  }

  skipped(ticks: number): void {
    this.ticksSkipped += ticks
  }

  failed(error: unknown): void {
    this.#end({ outcome: 'abandoned', reason: 'game_error', error })
  }

  /** Stops without an ending: another authority has the match, or nobody can have it. */
  stop(): void {
    clearInterval(this.#review)
    this.#clock.stop(this)
    this.#recording?.stop()
    if (this.#phase !== 'ended') this.#endedMs = this.#clock.nowMs()
    this.#phase = 'ended'
  }

  /** What the players own now is what they find, should this match not come to its end here. */
  saveOwned(): void {
    this.#savedOwnedMs = this.#clock.nowMs()
    this.#seating.keepAll()
    this.#effects.saveOwned()
  }

  /** `fault` is what a game threw, for those who may read it. */
  tellEnding(ending: MatchEnding, fault?: string): void {
    if (fault !== undefined)
      for (const { playerId } of this.roster.members) this.#dialogue.notice(playerId, 'game_error', fault)
    const scores = ending.outcome === 'result' ? [...ending.standings] : []
    this.#dialogue.broadcast({ case: 'matchEnded', value: { scores, reason: ending.reason } })
  }

  #lookForSeat({ identity, isAgent }: RoomParticipant): void {
    if (!isAgent && this.#phase !== 'ended' && !this.roster.byPlayer(identity)) this.#effects.stranger()
  }

  #take({ member, packet }: Admitted, nowMs: number): void {
    this.#seating.heard(member, nowMs)
    if (packet.topic === 'input') this.#input(member, packet.body, nowMs)
    else if (packet.topic === 'chat')
      this.#refuseIf(member, this.#dialogue.chat(member, packet.body, nowMs), nowMs)
    else this.#event(member, packet.body, nowMs)
  }

  #input(member: Member, packet: InputPacket, nowMs: number): void {
    // What was under way when the match ended is nobody's fault.
    if (this.#phase === 'ended') return
    this.#refuseIf(member, this.#inputRefusal(member, packet), nowMs)
  }

  #inputRefusal(member: Member, packet: InputPacket): RefusalReason | undefined {
    if (this.#phase === 'waiting') return 'not_running'
    if (!member.hasPlayed) return 'not_greeted'
    const sinceStep = ((this.#clock.nowMs() - this.#steppedMs) * this.game.tickRate) / 1_000
    return this.#play.receiveInput(member.slot, packet, sinceStep)?.reason
  }

  #event(member: Member, { epoch, sequence, body }: PlayerEvent, nowMs: number): void {
    if (body.case === 'hello') this.#hello(member, body.value, epoch, nowMs)
    else if (body.case === 'keyframeRequest') this.#dialogue.keyframeRequested(member, nowMs)
    else if (body.case === 'desyncReport') this.#desync(member, body.value)
    else if (body.case === 'leave') this.#depart(member, 'leave', nowMs)
    else if (body.case === 'command') {
      this.#refuseIf(member, this.#commandRefusal(member, sequence, body.value, nowMs), nowMs)
    }
  }

  #desync(member: Member, report: DesyncReport): void {
    const state = this.#desyncs.take(member.slot, report)
    if (state === undefined) return
    const { tick, scope, sliceAndOne } = report
    const slice = sliceAndOne === 0 ? undefined : sliceAndOne - 1
    const dump = this.#play.explainDesync(member.slot, { tick, scope, slice, state })
    if (dump) this.#effects.desynced(member.playerId, dump)
  }

  #commandRefusal(
    member: Member,
    sequence: number,
    packet: CommandPacket,
    nowMs: number,
  ): RefusalReason | undefined {
    return member.hasPlayed ? this.#commands.take(member, sequence, packet, nowMs) : 'not_greeted'
  }

  #applyCommand({ slot }: Member, packet: CommandPacket): CommandRejected | typeof notRunning | undefined {
    return this.#phase === 'running' ? this.#play.receiveCommand(slot, packet) : notRunning
  }

  #hello(member: Member, hello: Hello, helloEpoch: number, nowMs: number): void {
    if (!this.#dialogue.hears(member, hello, nowMs)) return
    const answer = () => this.#dialogue.welcome(member, hello, helloEpoch)
    if (this.#phase === 'ended') answer()
    else this.#seating.welcome(member, answer, nowMs)
    if (this.#phase === 'waiting' && this.roster.isAllThere) this.#start()
  }

  #depart(member: Member, how: 'leave' | 'remove', nowMs: number): void {
    this.#seating.depart(member, how, nowMs)
    this.#desyncs.forget(member.slot)
    if (this.roster.isDeserted) this.#desert()
  }

  #reviewSeats(): void {
    const nowMs = this.#clock.nowMs()
    this.gate.review(nowMs)
    if (this.#phase === 'ended') return
    this.#reviewBreaches(nowMs)
    for (const member of this.roster.overdue(nowMs)) this.#depart(member, 'leave', nowMs)
    if (nowMs - this.#savedOwnedMs >= saveOwnedEveryMs) this.saveOwned()
    if (this.#phase === 'running') this.#reviewOpenness()
    if (this.#phase !== 'waiting' || nowMs < this.#joinDeadlineMs) return
    if (this.roster.hasAnybodyPlayed) this.#start()
    else this.#desert()
  }

  #reviewOpenness(): void {
    const isOpen = this.#play.isOpen()
    if (isOpen === this.#isOpen) return
    this.#isOpen = isOpen
    this.#effects.opened(isOpen)
  }

  /** What the game's rules corrected since the last look. Where players decide for themselves it is only noted. */
  #reviewBreaches(nowMs: number): void {
    for (const { slot, playerId } of this.roster.members) {
      for (const reason of this.#breaches.since(slot, this.#play.rejectionsOf(slot))) {
        if (this.game.mode === 'observer') this.gate.note(reason)
        else this.gate.refuse(playerId, reason, nowMs)
      }
    }
  }

  #sanction(identity: string, sanction: Sanction): void {
    const member = this.roster.byPlayer(identity)
    if (sanction === 'warn') {
      this.#dialogue.notice(
        identity,
        'bad_packets',
        'too many packets, or packets that are not of this game: the next step is silence',
      )
    } else if (sanction === 'silence') this.#effects.silence(identity)
    else if (sanction === 'unsilence') this.#effects.unsilence(identity)
    else {
      if (member) this.#depart(member, 'remove', this.#clock.nowMs())
      this.#effects.remove(identity)
      this.#effects.removed(identity, this.gate.refusalsOf(identity))
    }
  }

  #refuseIf(member: Member, reason: RefusalReason | undefined, nowMs: number): void {
    if (reason) this.gate.refuse(member.playerId, reason, nowMs)
  }

  #sendSnapshots(): void {
    const packets: LossyPacket[] = []
    for (const { to: slots, packet } of this.#play.snapshots()) {
      const payload = encodeStatePacket(this.epoch, packet)
      if (payload.length > lossyPayloadBytesMax) this.snapshotsOversized++
      const to = slots && this.#connectedAt(slots)
      if (to === undefined) packets.push({ payload })
      else if (to.length > 0) packets.push({ payload, to })
    }
    const isSent = packets.length === 0 || this.#effects.publishEach('state', packets)
    if (!isSent) this.snapshotsSkipped++
  }

  #connectedAt(slots: readonly number[]): string[] {
    return slots.flatMap((slot) => {
      const member = this.roster.bySlot(slot)
      return member?.session.state === 'connected' ? [member.playerId] : []
    })
  }

  #start(): void {
    this.#phase = 'running'
    this.#dialogue.broadcast({ case: 'phaseChange', value: { phase: phases.running } })
    this.#effects.started()
    this.#clock.start(this, this.game.tickRate)
  }

  #desert(): void {
    if (this.#phase === 'ended') return
    if (this.roster.hasAnybodyPlayed) this.#finish('players_left')
    else this.#end({ outcome: 'abandoned', reason: 'no_players' })
  }

  #finish(reason: 'finished' | 'players_left'): void {
    this.#seating.keepAll()
    const standings = rankAll(this.#play.scores(), this.#seating.departedScores)
    const replayHash = this.#recording?.finish(standings)
    const metadata = {
      ticks: this.tick,
      ticksSkipped: this.ticksSkipped,
      settings: this.settings,
      replayHash,
      attestation:
        this.game.mode === 'observer'
          ? { replayHash, offences: offencesOf(this.roster, this.#play) }
          : undefined,
    }
    this.#end({ outcome: 'result', reason, standings, metadata })
  }

  #end(ending: MatchEnding): void {
    if (this.#phase === 'ended') return
    this.stop()
    this.#effects.ended(ending)
  }

  /** A bug, of the game's or of ours, ends the match it is in and no other. */
  #guarded(work: () => void): void {
    try {
      work()
    } catch (error) {
      this.failed(error)
    }
  }
}

const notRunning = { reason: 'not_running', detail: 'The match has not begun, or is over' } as const

function defaultSettings(game: AnyGame): Record<string, number> {
  const settings: Settings = game.settings ?? {}
  return Object.fromEntries(Object.entries(settings).map(([name, setting]) => [name, setting.default]))
}

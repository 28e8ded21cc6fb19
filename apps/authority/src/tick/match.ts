import { type AnyGame, type KeyframePacket, replaceRules, type Settings } from '@gameserver/engine'
import type { RoomParticipant } from '@gameserver/livekit'
import type { ClaimedMatch } from '@gameserver/storage/matches'
import type { Logger } from 'pino'
import type { Sanction } from '../input/discipline.ts'
import type { Admitted, PacketGate } from '../input/packet-gate.ts'
import { offencesOf } from '../replay/offences.ts'
import type { ReplayFolder } from '../replay/replay-folder.ts'
import type { Member, Roster } from '../session/roster.ts'
import type { Seat } from '../session/session.ts'
import { UnaskedGreetings } from '../session/unasked-greetings.ts'
import type { SnapshotSending } from '../snapshot/snapshot-sending.ts'
import type { Audience } from '../spectate/audience.ts'
import { type AuthorityEventBody, type MatchPhase, phases, rosterBody } from '../transport/authority-event.ts'
import type { Journal, Journaled } from './journal.ts'
import type { MatchEffects, MatchEnding, MatchWindows } from './match-effects.ts'
import { type MatchOrigin, originOf, type Resumed } from './match-origin.ts'
import { assemble, type MatchCore, type MatchParts } from './match-parts.ts'
import type { MatchTicks } from './match-ticks.ts'
import { rankAll } from './standings.ts'
import { Suspension } from './suspension.ts'
import type { TickClock } from './tick-clock.ts'

/** Seats, silences and windows are looked at this often; all of them are given in whole seconds. */
const reviewIntervalMs = 250

export interface MatchOptions {
  claimed: ClaimedMatch
  game: AnyGame
  /** Those of the game's settings that the operator has changed. */
  settings: Readonly<Record<string, number>>
  clock: TickClock
  windows: MatchWindows
  effects: MatchEffects
  journal: (journaled: Journaled) => Journal
  /** Where another owner stood; undefined: the match begins here. */
  resumed?: Resumed | undefined
  /** Where a replay is written, if anywhere. */
  recording?: { folder: ReplayFolder; log: Logger } | undefined
  /** All of the match's code is run by this. */
  work?: Work | undefined
}

type Work = <T>(run: () => T) => T

/** One match: who is in it, what they send, its ticks and what it sends. */
export class Match implements MatchCore {
  readonly matchId: string
  readonly game: AnyGame
  readonly settings: Readonly<Record<string, number>>
  readonly seats: number
  readonly epoch: number
  readonly #clock: TickClock
  readonly #effects: MatchEffects
  readonly #joinWindowMs: number
  readonly #origin: MatchOrigin
  readonly #parts: MatchParts
  readonly #work: Work
  readonly #reviewTimer: NodeJS.Timeout
  #phase: MatchPhase
  #isLetGo = false
  /** While it is not known whether another goes on with it. */
  #unheard: (() => void)[] | undefined
  #audience: Audience | undefined
  #suspension: Suspension | undefined
  #greetings: UnaskedGreetings | undefined

  /** Throws what the game throws when it is set up. */
  constructor(options: MatchOptions) {
    const { claimed, game, clock, windows, effects, resumed, settings } = options
    this.matchId = claimed.id
    this.epoch = claimed.epoch
    this.game = game
    this.settings = { ...defaultSettings(game), ...(resumed?.settings ?? settings) }
    this.seats = resumed?.seats ?? claimed.seats
    this.#clock = clock
    this.#effects = effects
    this.#joinWindowMs = windows.joinWindowMs
    this.#origin = originOf(claimed, windows, resumed, clock.nowMs())
    this.#phase = this.#origin.phase
    this.#work = options.work ?? ((run) => run())
    this.#parts = this.#work(() => assemble(this, this.#origin, options))
    this.#reviewTimer = setInterval(() => {
      this.#guarded(() => this.#look())
    }, reviewIntervalMs)
  }

  get phase(): MatchPhase {
    return this.#phase
  }

  get isSuspended(): boolean {
    return this.#suspension !== undefined
  }

  get tick(): number {
    return this.#parts.play.tick
  }

  get dueTick(): number {
    return this.ticks.dueTick
  }

  get roster(): Roster {
    return this.#parts.roster
  }

  get gate(): PacketGate {
    return this.#parts.gate
  }

  get ticks(): MatchTicks {
    return this.#parts.ticks
  }

  get snapshots(): SnapshotSending {
    return this.#parts.snapshots
  }

  /** False: nobody can tell who had come to a former owner. */
  get isAllKnown(): boolean {
    return this.#origin.isAllKnown
  }

  keyframes(slot: number): readonly KeyframePacket[] {
    return this.#parts.play.keyframes(slot)
  }

  /** Goes on where another owner stood: the room has been entered. `expectedIds`: those who have not left by the match's row. */
  goOn({ madeMs }: Pick<Resumed, 'madeMs'>, expectedIds: ReadonlySet<string>): void {
    this.#guarded(() => {
      const { seating, dialogue, play, ticks, journal } = this.#parts
      seating.reconcile(expectedIds, this.#clock.nowMs())
      if (this.roster.isDeserted) this.#desert()
      else if (this.#phase === 'running' && play.isOver()) this.finished()
      else if (this.#phase === 'running') ticks.goOn(madeMs)
      this.#greetings = new UnaskedGreetings(this.roster.members, (member) =>
        this.#guarded(() => dialogue.greet(member)),
      )
      journal.after(() => ticks.told())
      this.arrived()
    })
  }

  packet(sender: RoomParticipant, topic: string, payload: Uint8Array): void {
    if (this.#isLetGo) {
      this.#unheard?.push(() => this.packet(sender, topic, payload))
      return
    }
    this.#guarded(() => {
      const nowMs = this.#clock.nowMs()
      const admitted = this.gate.admit(sender, topic, payload, nowMs)
      if (admitted) this.#take(admitted, nowMs)
      else this.#lookForSeat(sender)
    })
  }

  joined(participant: RoomParticipant): void {
    if (this.#isLetGo) return
    const { identity } = participant
    if (this.gate.isRemoved(identity)) this.#effects.remove(identity)
    else this.#lookForSeat(participant)
    // LiveKit forgets with a connection what its holder may not do.
    if (this.gate.isSilenced(identity)) this.#effects.silence(identity)
  }

  left(identity: string): void {
    if (this.#isLetGo) return
    this.#parts.seating.disconnected(identity, this.#clock.nowMs())
  }

  /** Seats that were added since the match was made. Those that are known stay as they are. */
  admit(seats: readonly Seat[]): void {
    if (this.#phase === 'ended') return
    const added = this.roster.add(seats, this.#clock.nowMs() + this.#joinWindowMs)
    if (added.length === 0) return
    this.#parts.recording?.admit(added)
    this.#parts.dialogue.tellRoster()
  }

  /** From now on; undefined: nobody watches any more. */
  watchedBy(audience: Audience | undefined): void {
    this.#audience = audience
    this.#parts.journal.standingChanged()
    audience?.hear(this.tick, { case: 'phaseChange', value: { phase: phases[this.#phase] } })
    audience?.hear(this.tick, { case: 'roster', value: rosterBody(this.roster.members) })
  }

  /** Goes on by the rules of a game that was saved while it runs; if it can't, all are told why, and it ends. */
  replaceGame(next: AnyGame): void {
    if (this.#phase === 'ended' || replaceRules(this.game, next)) return
    const detail = `${next.name} has been changed so that this match can't go on. The next one is played by the new rules.`
    for (const { playerId } of this.roster.members)
      this.#parts.dialogue.notice(playerId, 'version_mismatch', detail)
    this.#end({ outcome: 'abandoned', reason: 'version_mismatch' })
  }

  failed(error: unknown): void {
    this.#end({ outcome: 'abandoned', reason: 'game_error', error })
  }

  /** The room is out of reach: nothing comes, and nothing that is sent arrives. Time stands still, for seats too. */
  suspend(): void {
    if (this.#phase === 'ended' || this.#suspension?.isAway) return
    const there = new Set([...this.roster.connectedIds, ...(this.#suspension?.awaited ?? [])])
    this.#suspension = new Suspension(there, this.#clock.nowMs())
    this.ticks.suspend()
  }

  /** The room is there again, and players come back into it. */
  resume(): void {
    if (!this.#suspension?.isAway) return
    this.#parts.review.postpone(this.#suspension.returned(this.#clock.nowMs()))
    this.#lookForReunion()
  }

  /** Stands still between two ticks. What comes now is said again to who goes on with it, if anybody does. */
  halt(): void {
    this.#isLetGo = true
    this.#unheard = []
    this.ticks.suspend()
  }

  /** Nobody goes on with it but we, and nothing is said again. */
  unhalt(): void {
    this.#isLetGo = false
    const unheard = this.#unheard ?? []
    this.#unheard = undefined
    for (const hear of unheard) hear()
    if (this.#phase === 'running' && !this.#suspension) this.ticks.goOnAtOnce()
  }

  /** Stops without an ending, and stays as it is: another authority has the match, or nobody can have it. */
  stop(): void {
    this.#isLetGo = true
    this.#halt()
  }

  #look(): void {
    this.#lookForReunion()
    if (!this.#suspension?.isAway) this.#parts.review.look(this.#clock.nowMs())
  }

  #lookForReunion(): void {
    const isMissing = (playerId: string) => this.roster.isMissing(playerId)
    if (!this.#suspension?.isOver(isMissing, this.#clock.nowMs())) return
    this.#suspension = undefined
    if (this.#phase === 'running' && !this.#isLetGo) this.ticks.begin()
  }

  #halt(): void {
    clearInterval(this.#reviewTimer)
    this.#greetings?.stop()
    this.#parts.ticks.stop()
    this.#parts.recording?.stop()
    this.#phase = 'ended'
  }

  /** What the players own now is what they find, should this match not come to its end here. */
  saveOwned(): void {
    this.#parts.seating.keepAll()
    this.#parts.journal.standingChanged()
    this.#effects.saveOwned()
  }

  /** `fault` is what a game threw, for those who may read it. */
  tellEnding(ending: MatchEnding, fault?: string): void {
    const { dialogue } = this.#parts
    if (fault !== undefined)
      for (const { playerId } of this.roster.members) dialogue.notice(playerId, 'game_error', fault)
    const scores = ending.outcome === 'result' ? [...ending.standings] : []
    dialogue.broadcast({ case: 'matchEnded', value: { scores, reason: ending.reason } })
  }

  /** The player's departure is written down. */
  tellReleased(playerId: string): void {
    this.#parts.dialogue.tell(playerId, { case: 'seatReleased', value: {} })
  }

  overheard(body: NonNullable<AuthorityEventBody>): void {
    this.#audience?.hear(this.tick, body)
  }

  snapshotDue(): void {
    this.#audience?.see(this.#parts.play.snapshotMoment())
  }

  /** Somebody is there, for the first time or again. */
  arrived(): void {
    this.#lookForReunion()
    if (this.#phase === 'waiting' && this.roster.isAllThere) this.#start()
  }

  departs(member: Member, how: 'leave' | 'remove', nowMs: number): void {
    this.#parts.seating.depart(member, how, nowMs)
    this.#parts.reception.forget(member)
    if (this.roster.isDeserted) this.#desert()
  }

  joinWindowOver(): void {
    if (this.roster.hasAnybodyPlayed) this.#start()
    else this.#desert()
  }

  sanction(identity: string, sanction: Sanction): void {
    if (sanction === 'warn') {
      this.#parts.dialogue.notice(
        identity,
        'bad_packets',
        'too many packets, or packets that are not of this game: the next step is silence',
      )
    } else if (sanction === 'silence') this.#effects.silence(identity)
    else if (sanction === 'unsilence') this.#effects.unsilence(identity)
    else {
      const member = this.roster.byPlayer(identity)
      if (member) this.departs(member, 'remove', this.#clock.nowMs())
      this.#effects.remove(identity)
      this.#effects.removed(identity, this.gate.refusalsOf(identity))
    }
  }

  finished(): void {
    this.#finish('finished')
  }

  #take(admitted: Admitted, nowMs: number): void {
    const { member, packet } = admitted
    if (packet.body.epoch === this.epoch) this.#greetings?.heard(member)
    this.#parts.reception.take(admitted, nowMs)
  }

  #lookForSeat({ identity, isAgent }: RoomParticipant): void {
    if (!isAgent && this.#phase !== 'ended' && !this.roster.byPlayer(identity)) this.#effects.stranger()
  }

  #start(): void {
    this.#phase = 'running'
    this.#parts.dialogue.broadcast({ case: 'phaseChange', value: { phase: phases.running } })
    this.#effects.started()
    this.ticks.begin()
  }

  #desert(): void {
    if (this.#phase === 'ended') return
    if (this.roster.hasAnybodyPlayed) this.#finish('players_left')
    else this.#end({ outcome: 'abandoned', reason: 'no_players' })
  }

  #finish(reason: 'finished' | 'players_left'): void {
    const { seating, play, recording } = this.#parts
    seating.keepAll()
    const standings = rankAll(play.scores(), seating.departedScores)
    const replayHash = recording?.finish(standings)
    const offences = () => offencesOf(this.roster, play, this.#origin.offences)
    const metadata = {
      ticks: this.tick,
      ticksSkipped: this.ticks.skippedTotal,
      settings: this.settings,
      replayHash,
      attestation: this.game.mode === 'observer' ? { replayHash, offences: offences() } : undefined,
    }
    this.#end({ outcome: 'result', reason, standings, metadata })
  }

  #end(ending: MatchEnding): void {
    if (this.#phase === 'ended') return
    this.#halt()
    this.#effects.ended(ending)
  }

  /** A bug, of the game's or of ours, ends the match it is in and no other. */
  #guarded(work: () => void): void {
    try {
      this.#work(work)
    } catch (error) {
      this.failed(error)
    }
  }
}

function defaultSettings(game: AnyGame): Record<string, number> {
  const settings: Settings = game.settings ?? {}
  return Object.fromEntries(Object.entries(settings).map(([name, setting]) => [name, setting.default]))
}

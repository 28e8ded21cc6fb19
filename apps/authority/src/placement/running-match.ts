import { setTimeout as sleep } from 'node:timers/promises'
import type { AnyGame, DesyncDump } from '@gameserver/engine'
import type { LeavingFault } from '@gameserver/storage/cooldowns'
import type { LoadedKept } from '@gameserver/storage/kept'
import type { WatchedMatch } from '@gameserver/storage/match-watch'
import type { ClaimedMatch, ClaimedSeat } from '@gameserver/storage/matches'
import type { Logger } from 'pino'
import { JournalWriter } from '../journal/journal-writer.ts'
import { Watch } from '../spectate/watch.ts'
import type { Journaled } from '../tick/journal.ts'
import { Match } from '../tick/match.ts'
import type { MatchEffects, MatchEnding } from '../tick/match-effects.ts'
import type { Resumed } from '../tick/match-origin.ts'
import type { MatchRoom } from '../transport/match-room.ts'
import { KeptLedger } from './kept-ledger.ts'
import { LateSeats } from './late-seats.ts'
import { type MatchHosting, regionOf } from './match-hosting.ts'
import { MatchRecord } from './match-record.ts'
import { faultOf, writeEnding } from './match-result.ts'
import type { HostOutcome } from './placement-agent.ts'

/** Players hear of the end when the result can be read; if the database is away they don't wait longer than this. */
const writePatienceMs = 1_000

/** What has been said here is delivered by then. */
const handoverLingerMs = 500

/** A successor has entered the room for spectators by then, and shows what is held. Below what it takes to come back into it. */
const watchLingerMs = 1_500

/** A match with its room, its row and its journal: from entering the room until everybody has left it. */
export class RunningMatch {
  readonly match: Match
  readonly watch: Watch
  /** Settles when nothing is left to do for the match, however it went. */
  readonly finished: Promise<HostOutcome>
  readonly #hosting: MatchHosting
  readonly #claimed: ClaimedMatch
  readonly #resumed: Resumed | undefined
  readonly #tookMs: Record<string, number>
  readonly #record: MatchRecord
  readonly #ledger: KeptLedger
  readonly #lateSeats: LateSeats
  readonly #log: Logger
  #journal!: JournalWriter
  #room: MatchRoom | undefined
  #isOver = false
  #outcome: HostOutcome = 'over'
  #finish!: (outcome: HostOutcome) => void

  /** Throws what the game throws when it is set up. */
  constructor(options: {
    hosting: MatchHosting
    claimed: ClaimedMatch
    game: AnyGame
    settings: Readonly<Record<string, number>>
    /** What the players own; if the match goes on, that is in what its former owner left. */
    kept: readonly LoadedKept[]
    resumed: Resumed | undefined
    /** How long the steps of its opening have taken, for the log. */
    tookMs: Record<string, number>
  }) {
    const { hosting, claimed, game, settings, kept, resumed } = options
    const { sql, clock, windows, replays } = hosting
    this.#hosting = hosting
    this.#claimed = claimed
    this.#resumed = resumed
    this.#tookMs = options.tookMs
    const { id: matchId, room, epoch } = claimed
    this.#log = hosting.log.child({ matchId, game: game.id, room, epoch })
    this.finished = new Promise((resolve) => {
      this.#finish = resolve
    })
    const log = this.#log
    const overruled = () => void this.#giveUp('the match has another owner')
    this.#record = new MatchRecord({ sql, matchId, epoch, log, overruled })
    this.#ledger = new KeptLedger(game, kept, performance.now())
    if (resumed) this.#ledger.restore(resumed.standing, performance.now())
    this.#lateSeats = new LateSeats({
      sql,
      key: { matchId, epoch },
      revision: resumed?.standing.seatsRevision ?? claimed.seatsRevision,
      log,
      isKept: game.kept !== undefined,
      isKnown: (playerId) => this.match.roster.byPlayer(playerId) !== undefined,
      admit: (seats, owned) => this.#admit(seats, owned),
    })
    this.match = new Match({
      claimed,
      game,
      settings,
      clock,
      windows,
      effects: this.#effects(),
      journal: (journaled) => this.#writeJournal(game, journaled),
      resumed,
      recording: replays && { folder: replays, log },
      work: hosting.work?.on({ matchId, game: game.id }),
    })
    this.watch = this.#openWatch(game)
  }

  get room(): MatchRoom | undefined {
    return this.#room
  }

  get players(): number {
    return [...this.match.roster.members].length
  }

  get matchId(): string {
    return this.#claimed.id
  }

  /** Whether another process could go on with the match, should this one die now. */
  get isResumable(): boolean {
    return this.#journal.isResumable
  }

  /** Called every second, whether something has changed or not. */
  changed({ unwatchedMs, seatsRevision }: WatchedMatch): void {
    if (!this.#isOver) this.#lateSeats.changed(seatsRevision)
    if (unwatchedMs !== null) this.watch.wanted(unwatchedMs)
  }

  /** Somebody else has it by now: nothing more is written or said. */
  lost(): void {
    void this.#giveUp('placement has given it to another authority')
  }

  /** It is over, or another's, and only what is left of it is here. */
  get isOver(): boolean {
    return this.#isOver
  }

  /** Leaves everything as it is for the next owner. */
  async abandonToOthers(): Promise<void> {
    if (!this.#isOver) {
      this.match.saveOwned()
      this.match.stop()
      await Promise.race([this.#journal.finish(), sleep(writePatienceMs)])
    }
    await Promise.race([this.#record.written, sleep(writePatienceMs)])
    await this.#giveUp('the process stops')
  }

  /**
   * To a successor who is in the room already. `yieldIt` makes it the other's; if that, or writing down where the match stands, fails,
   * it goes on here.
   */
  async handOver(yieldIt: () => Promise<boolean>): Promise<void> {
    const { match } = this
    // Its successor's first one comes as soon after it as can be.
    if (match.phase === 'running') await match.ticks.nextSnapshot()
    if (this.#isOver) return
    match.halt()
    const isYielded = (await this.#journal.finish()) && (await yieldIt().catch(() => false))
    if (this.#isOver) return
    if (isYielded) void this.#giveUp('handed over', handoverLingerMs)
    else match.unhalt()
  }

  /** Begins, or goes on where a former owner stood, who leaves by itself if it has handed the match over. */
  enter(room: MatchRoom, { isHandedOver }: { isHandedOver: boolean }): void {
    const { match } = this
    const { whenSure } = this.#hosting
    this.#room = room
    room.attend({
      packet: (sender, topic, payload) => whenSure(() => match.packet(sender, topic, payload)),
      joined: (participant) => whenSure(() => match.joined(participant)),
      left: (identity) => whenSure(() => match.left(identity)),
      present: () => match.roster.connectedIds,
      interrupted: () => match.suspend(),
      resumed: () => match.resume(),
      replaced: () => void this.#giveUp('another authority has joined the room'),
      lost: (reason) => void this.#roomLost(reason),
    })
    const region = regionOf(this.#hosting, this.#claimed)
    this.#record.status(match.phase === 'running' ? 'running' : 'waiting', region)
    if (this.#resumed) this.#goOn(this.#resumed)
    room.hearMissedInputs()
    if (this.#resumed) this.#logGoingOn(this.#resumed)
    else this.#log.info({ players: this.players }, 'match waits for its players')
    if (!isHandedOver) room.removeFormer()
  }

  /** Instead of `enter`: it is left as it was found. */
  withdraw(): void {
    void this.#giveUp('it could not be opened')
  }

  #goOn(resumed: Resumed): void {
    // Before any tick is made: none of them is to be missing.
    if (resumed.standing.isWatched) this.watch.wanted(0)
    this.match.goOn(resumed, new Set(this.#claimed.players.map(({ playerId }) => playerId)))
    this.#lateSeats.changed(this.#claimed.seatsRevision)
  }

  #logGoingOn(resumed: Resumed): void {
    const { match } = this
    const { phase } = match
    const { tick } = resumed.checkpoint
    const sinceTickMs = Math.round(performance.now() - resumed.madeMs)
    const { connected } = match.roster
    this.#log.info({ tick, phase, sinceTickMs, connected, tookMs: this.#tookMs }, 'match taken over')
  }

  #effects(): MatchEffects {
    return {
      publish: (topic, payload, to) =>
        void this.#room?.publish(topic, payload, { reliable: true, ...(to !== undefined && { to }) }),
      publishEach: (topic, packets) => this.#room?.publishEach(topic, packets) ?? false,
      silence: (identity) => this.#room?.silence(identity),
      unsilence: (identity) => this.#room?.unsilence(identity),
      remove: (identity) => this.#room?.remove(identity),
      removed: (identity, refusals) => this.#removed(identity, Object.fromEntries(refusals)),
      desynced: (playerId, dump) => this.#desynced(playerId, dump),
      started: () => this.#started(),
      wentOn: (ticks, waitedMs) => this.#wentOn(ticks, waitedMs),
      stranger: () => this.#lateSeats.stranger(),
      opened: (isOpen) => this.#record.open(isOpen),
      broughtBy: (playerId) => this.#ledger.broughtBy(playerId, performance.now()),
      owns: (playerId, kept) => this.#ledger.note(playerId, kept),
      saveOwned: () => this.#record.keep(this.#ledger),
      playerLeft: (playerId, fault) => void this.#playerLeft(playerId, fault),
      ended: (ending) => void this.#ended(ending),
    }
  }

  #writeJournal(game: AnyGame, journaled: Journaled): JournalWriter {
    this.#journal = new JournalWriter({
      store: this.#hosting.journals,
      key: { matchId: this.#claimed.id, epoch: this.#claimed.epoch },
      game,
      ...journaled,
      standing: () => ({
        ...journaled.standing(),
        kept: this.#ledger.standing(performance.now()),
        seatsRevision: this.#lateSeats.revision,
        isWatched: this.watch.isShowing,
      }),
      log: this.#log,
      stale: () => void this.#giveUp('the journal has another owner'),
      resumable: (isResumable) => {
        if (isResumable) this.#log.debug('another authority could go on with the match')
        else this.#log.warn('the match would not outlive this process: Redis does not answer')
      },
    })
    return this.#journal
  }

  #openWatch(game: AnyGame): Watch {
    const { livekitIn, windows, watches } = this.#hosting
    const watch = new Watch({
      api: livekitIn(regionOf(this.#hosting, this.#claimed)),
      log: this.#log,
      game,
      claimed: this.#claimed,
      shows: this.#hosting.journals.shows,
      tick: () => this.match.tick,
      after: (run) => this.#journal.after(run),
      idleMs: windows.watchIdleMs,
      lingerMs: windows.lingerMs,
      watchedBy: (audience) => this.match.watchedBy(audience),
    })
    watches.add(watch)
    void watch.finished.then(() => watches.delete(watch))
    return watch
  }

  #admit(seats: readonly ClaimedSeat[], owned: readonly LoadedKept[]): void {
    if (this.#isOver) return
    this.#ledger.add(owned, performance.now())
    this.match.admit(seats)
    this.#log.info({ slots: seats.map(({ slot }) => slot) }, 'seats added')
  }

  #started(): void {
    this.#record.status('running')
    this.#log.info({ connected: this.match.roster.connected }, 'match runs')
  }

  #wentOn(ticks: number, waitedMs: number): void {
    this.#log.info({ ticksMadeUp: ticks, waitedMs: Math.round(waitedMs) }, 'match goes on')
  }

  #desynced(playerId: string, dump: DesyncDump): void {
    this.#log.error({ playerId, ...dump }, "a client's state differs from the authority's")
    void this.#hosting.desyncs?.write(this.#claimed.id, playerId, dump)
  }

  async #playerLeft(playerId: string, fault: LeavingFault | undefined): Promise<void> {
    await this.#record.playerLeft(playerId, { kept: this.#ledger.close(playerId), fault })
    this.match.tellReleased(playerId)
  }

  #removed(identity: string, refusals: Readonly<Record<string, number>>): void {
    this.#record.playerRemoved(identity, refusals)
    this.#log.warn({ identity, refusals }, 'participant removed for good')
  }

  async #ended(ending: MatchEnding): Promise<void> {
    if (this.#isOver) return
    this.#isOver = true
    if (ending.outcome === 'abandoned' && ending.error !== undefined) {
      this.#log.error({ err: ending.error }, 'the game threw: match abandoned')
    }
    const { match, watch } = this
    const writing = writeEnding(ending, {
      match,
      record: this.#record,
      ledger: this.#ledger,
      log: this.#log,
    })
    await Promise.race([writing, sleep(writePatienceMs)])
    match.tellEnding(ending, this.#hosting.tellsFaults ? faultOf(ending) : undefined)
    watch.end()
    const lingering = sleep(ending.reason === 'no_players' ? 0 : this.#hosting.windows.lingerMs)
    const outcome = await writing
    this.#log.info({ reason: ending.reason, outcome, ticks: match.tick }, 'match ended')
    await lingering
    await this.#close('over')
  }

  /** The room went away under the match: an operator deleted it, or LiveKit can't be reached any more. */
  async #roomLost(reason: string): Promise<void> {
    if (this.#isOver) return
    this.#isOver = true
    this.match.stop()
    this.watch.end()
    await this.#record.abandon('room_lost')
    this.#log.warn({ reason }, 'match abandoned: its room is lost')
    await this.#close('abandoned')
  }

  async #giveUp(why: string, lingerMs = 0): Promise<void> {
    if (this.#isOver) return
    this.#isOver = true
    this.#outcome = 'released'
    this.match.stop()
    this.#log.warn({ why }, 'match given up')
    void this.watch.close(lingerMs > 0 ? watchLingerMs : 0)
    await sleep(lingerMs)
    await this.#close('lost')
  }

  /** `over`: everybody has to leave the room. `lost`: another authority goes on. */
  async #close(how: 'over' | 'abandoned' | 'lost'): Promise<void> {
    this.#journal.close(how === 'lost' ? 'lost' : 'over')
    try {
      if (how !== 'lost') await this.#dropJournal()
      await this.#room?.close({ delete: how === 'over' })
    } catch (error) {
      this.#log.warn({ err: error }, 'room not left properly')
    }
    this.#hosting.desyncs?.forget(this.#claimed.id)
    this.#finish(this.#outcome)
  }

  /** If it can't be, it goes by itself: of a match that is over nobody asks for it. */
  async #dropJournal(): Promise<void> {
    await this.#hosting.journals
      .drop({ matchId: this.#claimed.id, epoch: this.#claimed.epoch })
      .catch(() => {})
  }
}

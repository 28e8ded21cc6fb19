import { setTimeout as sleep } from 'node:timers/promises'
import type { AnyGame, DesyncDump } from '@gameserver/engine'
import type { LoadedKept } from '@gameserver/storage/kept'
import type { WatchedMatch } from '@gameserver/storage/match-watch'
import type { ClaimedMatch, ClaimedSeat } from '@gameserver/storage/matches'
import type { HeldMatch } from '@gameserver/storage/placement/placed-match'
import type { Sql } from '@gameserver/storage/postgres'
import type { Logger } from 'pino'
import type { ReplayFolder } from '../replay/replay-folder.ts'
import type { DesyncFolder } from '../snapshot/desync-folder.ts'
import { Watch } from '../spectate/watch.ts'
import type { WorkNote } from '../supervisor/work-note.ts'
import { Match } from '../tick/match.ts'
import type { MatchEnding, MatchWindows } from '../tick/match-effects.ts'
import type { TickClock } from '../tick/tick-clock.ts'
import type { LivekitApi } from '../transport/livekit-api.ts'
import { MatchRoom } from '../transport/match-room.ts'
import { KeptLedger } from './kept-ledger.ts'
import { LateSeats } from './late-seats.ts'
import { MatchRecord } from './match-record.ts'
import type { HostOutcome } from './placement-agent.ts'

/** Players hear of the end when the result can be read; if the database is away they don't wait longer than this. */
const writePatienceMs = 1_000

/** A stack of the ten calls that Node keeps, and far less than a reliable packet holds. */
const faultCharactersMax = 3_000

export interface MatchHosting {
  /** The region of this process; null: it has none. */
  region: string | null
  /** The LiveKit in which rooms of a region are. */
  livekitIn(region: string | null): LivekitApi
  sql: Sql
  clock: TickClock
  /** At once, or as soon as it is certain that this process has not lost what it owns while it stood still. */
  whenSure(run: () => void): void
  log: Logger
  windows: MatchWindows & { lingerMs: number; watchIdleMs: number }
  /** All that are not over: some show the end of a match that is. */
  watches: Set<Watch>
  /** Undefined: no match is recorded. */
  replays: ReplayFolder | undefined
  /** Undefined: desyncs are logged alone. */
  desyncs: DesyncFolder | undefined
  /** In development players are its authors: they are told what the game threw, and where. */
  tellsFaults: boolean
  /** Where it is noted which match's code is being run. Undefined: nobody reads it. */
  work: WorkNote | undefined
}

/** A claimed match with its room and its row: from entering the room until everybody has left it. */
export class RunningMatch {
  readonly match: Match
  readonly watch: Watch
  /** Settles when nothing is left to do for the match, however it went. */
  readonly finished: Promise<HostOutcome>
  readonly #hosting: MatchHosting
  readonly #claimed: ClaimedMatch
  readonly #record: MatchRecord
  readonly #ledger: KeptLedger
  readonly #lateSeats: LateSeats
  readonly #log: Logger
  #room: MatchRoom | undefined
  #isOver = false
  #outcome: HostOutcome = 'over'
  #finish!: (outcome: HostOutcome) => void

  /** Throws what the game throws when it is set up. */
  constructor(
    hosting: MatchHosting,
    claimed: ClaimedMatch,
    kept: readonly LoadedKept[],
    game: AnyGame,
    settings: Readonly<Record<string, number>>,
  ) {
    this.#hosting = hosting
    this.#claimed = claimed
    this.#log = hosting.log.child({
      matchId: claimed.id,
      game: game.id,
      room: claimed.room,
      epoch: claimed.epoch,
    })
    this.finished = new Promise((resolve) => {
      this.#finish = resolve
    })
    this.#record = new MatchRecord({
      sql: hosting.sql,
      matchId: claimed.id,
      epoch: claimed.epoch,
      log: this.#log,
      overruled: () => void this.#giveUp('the match has another owner'),
    })
    this.#ledger = new KeptLedger(game, kept, performance.now())
    this.#lateSeats = new LateSeats({
      sql: hosting.sql,
      claimed,
      log: this.#log,
      isKept: game.kept !== undefined,
      isKnown: (playerId) => this.match.roster.byPlayer(playerId) !== undefined,
      admit: (seats, owned) => this.#admit(seats, owned),
    })
    this.match = new Match({
      claimed,
      game,
      settings,
      clock: hosting.clock,
      windows: hosting.windows,
      recording: hosting.replays && { folder: hosting.replays, log: this.#log },
      effects: {
        publish: (topic, payload, options) => this.#room?.publish(topic, payload, options) ?? false,
        publishEach: (topic, packets) => this.#room?.publishEach(topic, packets) ?? false,
        silence: (identity) => this.#room?.silence(identity),
        unsilence: (identity) => this.#room?.unsilence(identity),
        remove: (identity) => this.#room?.remove(identity),
        removed: (identity, refusals) => this.#removed(identity, Object.fromEntries(refusals)),
        desynced: (playerId, dump) => this.#desynced(playerId, dump),
        started: () => this.#started(),
        stranger: () => this.#lateSeats.stranger(),
        opened: (isOpen) => this.#record.open(isOpen),
        broughtBy: (playerId) => this.#ledger.broughtBy(playerId, performance.now()),
        owns: (playerId, kept) => this.#ledger.note(playerId, kept),
        saveOwned: () => this.#record.keep(this.#ledger),
        playerLeft: (playerId, fault) =>
          this.#record.playerLeft(playerId, { kept: this.#ledger.close(playerId), fault }),
        ended: (ending) => void this.#ended(ending),
      },
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

  /** As its owner, for placement. */
  get held(): HeldMatch {
    const { id: matchId, game, region, epoch } = this.#claimed
    return { matchId, game, region, epoch }
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

  /** Leaves everything as it is for the next owner. */
  async abandonToOthers(): Promise<void> {
    if (!this.#isOver) this.match.saveOwned()
    await Promise.race([this.#record.written, sleep(writePatienceMs)])
    await this.#giveUp('the process stops')
  }

  /** Rejects when the room can't be entered; nothing is left behind then. */
  async enter(): Promise<void> {
    try {
      this.#room = await this.#enterRoom()
    } catch (error) {
      this.match.stop()
      void this.watch.close()
      throw error
    }
    this.#record.status('waiting', this.#region)
    this.#log.info({ players: this.players }, 'match waits for its players')
  }

  /** A room that is open stays where it is; others are opened here. */
  get #region(): string | null {
    return this.#claimed.isOpen ? this.#claimed.region : this.#hosting.region
  }

  #enterRoom(): Promise<MatchRoom> {
    const { livekitIn, whenSure, log } = this.#hosting
    const { match } = this
    return MatchRoom.enter({
      api: livekitIn(this.#region),
      log,
      name: this.#claimed.room,
      gameId: this.#claimed.game,
      listener: {
        packet: (sender, topic, payload) => whenSure(() => match.packet(sender, topic, payload)),
        joined: (participant) => whenSure(() => match.joined(participant)),
        left: (participant) => whenSure(() => match.left(participant)),
        replaced: () => void this.#giveUp('another authority has joined the room'),
        lost: (reason) => void this.#roomLost(reason),
      },
    })
  }

  #openWatch(game: AnyGame): Watch {
    const { livekitIn, windows, watches } = this.#hosting
    const watch = new Watch({
      api: livekitIn(this.#region),
      log: this.#log,
      game,
      claimed: this.#claimed,
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

  #desynced(playerId: string, dump: DesyncDump): void {
    this.#log.error({ playerId, ...dump }, "a client's state differs from the authority's")
    void this.#hosting.desyncs?.write(this.#claimed.id, playerId, dump)
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
    const writing = this.#write(ending)
    await Promise.race([writing, sleep(writePatienceMs)])
    this.match.tellEnding(ending, this.#hosting.tellsFaults ? faultOf(ending) : undefined)
    this.watch.end()
    const lingering = sleep(ending.reason === 'no_players' ? 0 : this.#hosting.windows.lingerMs)
    const outcome = await writing
    this.#log.info({ reason: ending.reason, outcome, ticks: this.match.tick }, 'match ended')
    await lingering
    await this.#close({ delete: true })
  }

  async #write(ending: MatchEnding): Promise<string> {
    if (ending.outcome === 'abandoned') {
      return (await this.#record.abandon(ending.reason)) ? 'abandoned' : 'not ours to abandon'
    }
    if (!ending.standings.every(({ score }) => Number.isFinite(score))) {
      this.#log.error({ standings: ending.standings }, "the game's scores are no numbers: match abandoned")
      return (await this.#record.abandon('game_error')) ? 'abandoned' : 'not ours to abandon'
    }
    const members = [...this.match.roster.members]
    const playerBySlot = new Map(members.map(({ slot, playerId }) => [slot, playerId]))
    // Nobody can tell who had come to a former owner.
    const played = members.filter(({ hasPlayed }) => hasPlayed || this.#claimed.epoch > 1)
    const playedIds = played.map(({ playerId }) => playerId)
    const scores = ending.standings.flatMap(({ slot, score, rank }) => {
      const playerId = playerBySlot.get(slot)
      return playerId === undefined ? [] : [{ playerId, score, rank }]
    })
    const kept = this.#ledger.closeAll()
    const { reason, metadata } = ending
    return (await this.#record.commit({ reason, scores, playedIds, metadata, kept })) ?? 'refused'
  }

  /** The room went away under the match: an operator deleted it, or LiveKit can't be reached any more. */
  async #roomLost(reason: string): Promise<void> {
    if (this.#isOver) return
    this.#isOver = true
    this.match.stop()
    this.watch.end()
    await this.#record.abandon('room_lost')
    this.#log.warn({ reason }, 'match abandoned: its room is lost')
    await this.#close({ delete: false })
  }

  async #giveUp(why: string): Promise<void> {
    if (this.#isOver) return
    this.#isOver = true
    this.#outcome = 'released'
    this.match.stop()
    this.#log.warn({ why }, 'match given up')
    void this.watch.close()
    await this.#close({ delete: false })
  }

  async #close(options: { delete: boolean }): Promise<void> {
    try {
      await this.#room?.close(options)
    } catch (error) {
      this.#log.warn({ err: error }, 'room not left properly')
    }
    this.#hosting.desyncs?.forget(this.#claimed.id)
    this.#finish(this.#outcome)
  }
}

function faultOf(ending: MatchEnding): string | undefined {
  if (ending.outcome !== 'abandoned' || ending.error === undefined) return undefined
  const { error } = ending
  return (error instanceof Error ? (error.stack ?? error.message) : String(error)).slice(
    0,
    faultCharactersMax,
  )
}

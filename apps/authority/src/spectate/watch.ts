import type { MessageInitShape } from '@bufbuild/protobuf'
import { type AnyGame, type SpectatorTerms, type StateMoment, spectatorTerms } from '@gameserver/engine'
import type { RosterSchema } from '@gameserver/protocol/generated/gameserver/v1/wire_pb'
import { watchIdentity, watchRoomOf } from '@gameserver/protocol/topics'
import type { HeldShows } from '@gameserver/storage/held-shows'
import type { JournalKey } from '@gameserver/storage/match-journals'
import type { ClaimedMatch } from '@gameserver/storage/matches'
import type { Logger } from 'pino'
import type { AuthorityEventBody } from '../transport/authority-event.ts'
import type { LivekitApi } from '../transport/livekit-api.ts'
import { MatchRoom } from '../transport/match-room.ts'
import type { Audience } from './audience.ts'
import { type FormerShow, WatchFeed } from './watch-feed.ts'

/** LiveKit says how many there are with up to five seconds of delay: who has come must be counted before nobody is thought to be there. */
const countsPerIdle = 4
const countEveryMsMax = 10_000

/**
 * The news that somebody wants to watch takes less: asked once a second, and the answer has a way to come. Who asked while the
 * room was being left is so not taken for one who has been there. Below `idleMs`.
 */
const newsMsMax = 2_000

export interface WatchOptions {
  api: LivekitApi
  log: Logger
  game: AnyGame
  claimed: Pick<ClaimedMatch, 'id' | 'game' | 'room' | 'epoch'>
  /** Where is held what a successor is to show. */
  shows: Pick<HeldShows, 'begin' | 'hold' | 'drop'>
  /** Where the match stands. */
  tick(): number
  /** Calls when a successor would know all that has happened up to now. */
  after(run: () => void): void
  /** The room is left when nobody has been in it for so long. */
  idleMs: number
  /** How long the result stays in the room after the end was shown. */
  lingerMs: number
  /** Is given what is to be shown to the audience from now on; undefined: there is none any more. */
  watchedBy(audience: Audience | undefined): void
}

interface Showing {
  /** From when it is entered. */
  room: MatchRoom | undefined
  readonly feed: WatchFeed
  readonly timer: NodeJS.Timeout
}

/**
 * A match's second room, for those who watch: the match is shown in it from when somebody wants to watch until nobody has for a
 * while. It is a room of its own so that nothing that isn't delayed is in it. Whatever becomes of it, the match goes on.
 */
export class Watch implements Audience {
  spectators = 0
  readonly #options: WatchOptions
  readonly #terms: SpectatorTerms | false
  readonly #key: JournalKey
  readonly #log: Logger
  /** Of the last event: numbers go on for who stays while the room is entered anew. */
  #sequence = 0
  /** When it was last heard how things stand, and since when somebody wanting to watch has been answered. */
  #heardMs = 0
  #answeredMs = Number.NEGATIVE_INFINITY
  #isEntering = false
  #showing: Showing | undefined
  #someoneThereMs = Number.NEGATIVE_INFINITY
  #countAtMs = 0
  /** Of those who had a seat when it was last looked at. */
  #seated: ReadonlySet<string> | undefined
  /** The match is over, and its end is still to be shown. */
  #isEnding = false
  #isLeft = false
  /** From when the match is another owner's, while what is held is shown on. */
  #lingering: NodeJS.Timeout | undefined
  #finish!: () => void
  /** Settles when the room is left for good. */
  readonly finished: Promise<void>

  constructor(options: WatchOptions) {
    this.#options = options
    this.#terms = spectatorTerms(options.game)
    this.#key = { matchId: options.claimed.id, epoch: options.claimed.epoch }
    this.#log = options.log.child({ watchRoom: watchRoomOf(options.claimed.room) })
    this.finished = new Promise((resolve) => {
      this.#finish = resolve
    })
  }

  get isShowing(): boolean {
    return this.#showing !== undefined
  }

  /** Somebody last wanted to watch so long ago. Told again and again. */
  wanted(agoMs: number): void {
    if (this.#isEnding || this.#terms === false) return
    this.#heardMs = performance.now()
    const wantedMs = this.#heardMs - agoMs
    this.#someoneThereMs = Math.max(this.#someoneThereMs, wantedMs)
    if (wantedMs > this.#answeredMs && !this.#showing && !this.#isEntering) void this.#open(this.#terms)
  }

  see(moment: StateMoment): void {
    this.#guarded(({ feed }) => feed.see(moment, performance.now()))
  }

  hear(tick: number, body: NonNullable<AuthorityEventBody>): void {
    this.#guarded(({ feed }) => feed.hear(tick, body, performance.now()))
    if (body.case === 'roster') this.#dismissSeated(body.value)
  }

  /** The match is over: who watches sees the end of it, as late as everything, and the result; then the room is closed. */
  end(): void {
    this.#isEnding = true
    if (!this.#showing) void this.close()
  }

  /** Leaves the room as it is, for the next owner of the match. Until then, for so long, what is held is shown on. */
  close(lingerMs = 0): Promise<void> {
    this.#isEnding = true
    clearTimeout(this.#lingering)
    if (lingerMs > 0 && this.#showing) {
      this.#options.watchedBy(undefined)
      this.#lingering = setTimeout(() => void this.close(), lingerMs)
    } else this.#leaveForGood({ delete: false })
    return this.finished
  }

  /** What happens from now on is shown, as soon as the room is entered. */
  async #open(terms: SpectatorTerms): Promise<void> {
    this.#isEntering = true
    // Before anything is held.
    const holding = this.#held()
    const showing = this.#show(terms)
    try {
      const room = await this.#enter(terms)
      const former = await holding
      if (this.#showing !== showing) return await room.close({ delete: false })
      showing.room = room
      showing.feed.open(former, performance.now())
      this.#log.info({ delaySeconds: terms.delaySeconds, former: former.packets.length }, 'match is watched')
    } catch (error) {
      // Whoever waits has the match asked for again within a second.
      this.#log.warn({ err: error }, 'room for spectators not entered')
      if (this.#showing === showing) await this.#leave({ delete: false })
    } finally {
      this.#isEntering = false
    }
  }

  /** What former owners held. Nobody waits for Redis: without it there is nothing to be seen until this owner's time comes. */
  async #held(): Promise<FormerShow> {
    try {
      const packets = await this.#options.shows.begin(this.#key, this.#options.tick())
      return { packets, atMs: performance.now() }
    } catch (error) {
      this.#log.warn({ err: error }, 'what former owners held for spectators is not known')
      return { packets: [], atMs: 0 }
    }
  }

  async #enter(terms: SpectatorTerms): Promise<MatchRoom> {
    const { api, claimed } = this.#options
    const room = await MatchRoom.enter({
      api,
      log: this.#log,
      name: watchRoomOf(claimed.room),
      gameId: claimed.game,
      participantsMax: terms.max,
      endsBy: ['room_closed'],
    })
    room.removeFormer()
    room.attend({
      // Who only watches may send nothing; what LiveKit lets through all the same ends here.
      packet: ignore,
      joined: ignore,
      left: ignore,
      present: () => [],
      // Spectators come back by themselves, and what they miss meanwhile stays missing.
      interrupted: ignore,
      resumed: ignore,
      replaced: () => void this.close(),
      lost: () => void this.#leaveUnwatched(),
    })
    return room
  }

  #show(terms: SpectatorTerms): Showing {
    const { game, claimed, shows, after, watchedBy } = this.#options
    const feed = new WatchFeed({
      epoch: claimed.epoch,
      game,
      terms,
      outlet: {
        publishState: (packets) =>
          showing.room?.publishEach(
            'state',
            packets.map((payload) => ({ payload })),
          ) ?? false,
        publish: (topic, payload) => void showing.room?.publish(topic, payload, { reliable: true }),
      },
      nextSequence: () => ++this.#sequence,
      hold: (packets, forMs) => void shows.hold(this.#key, packets, forMs).catch(ignore),
      after: (run) => after(() => this.#guarded(run)),
    })
    this.#someoneThereMs = performance.now()
    this.#countAtMs = performance.now() + this.#countEveryMs
    const timer = setInterval(() => this.#review(), 1_000 / game.sendRate)
    const showing: Showing = { room: undefined, feed, timer }
    this.#showing = showing
    watchedBy(this)
    return showing
  }

  #review(): void {
    const nowMs = performance.now()
    this.#guarded(({ feed }) => feed.flush(nowMs))
    if (!this.#showing || this.#lingering) return
    if (this.#isEnding) this.#reviewEnd(this.#showing.feed, nowMs)
    else if (nowMs - this.#someoneThereMs >= this.#options.idleMs) void this.#leaveUnwatched()
    else if (nowMs >= this.#countAtMs) void this.#count()
  }

  #reviewEnd(feed: WatchFeed, nowMs: number): void {
    if (!feed.isDrained(nowMs - this.#options.lingerMs)) return
    this.#forget()
    this.#leaveForGood({ delete: true })
  }

  async #count(): Promise<void> {
    this.#countAtMs = Number.POSITIVE_INFINITY
    try {
      this.spectators = await this.#options.api.countParticipants(watchRoomOf(this.#options.claimed.room))
      if (this.spectators > 0) this.#someoneThereMs = performance.now()
    } catch (error) {
      this.#log.warn({ err: error }, 'spectators not counted')
      // Who may be there is not left alone because LiveKit's API is away.
      this.#someoneThereMs = performance.now()
    }
    this.#countAtMs = performance.now() + this.#countEveryMs
  }

  get #countEveryMs(): number {
    return Math.min(countEveryMsMax, this.#options.idleMs / countsPerIdle)
  }

  /** A player who comes into the match later may have watched it until then. */
  #dismissSeated({ seats = [] }: MessageInitShape<typeof RosterSchema>): void {
    const before = this.#seated
    this.#seated = new Set(seats.map(({ playerId = '' }) => playerId))
    if (before === undefined || !this.#showing) return
    for (const playerId of this.#seated)
      if (!before.has(playerId)) this.#showing.room?.remove(watchIdentity(playerId))
  }

  #leaveUnwatched(): Promise<void> {
    this.#answeredMs = this.#heardMs - newsMsMax
    if (this.#isEnding) return this.close()
    this.#log.info('nobody watches any more')
    this.#forget()
    return this.#leave({ delete: false })
  }

  /** What is held goes by itself, if it can't be dropped. */
  #forget(): void {
    this.#options.shows.drop(this.#key).catch(ignore)
  }

  #leaveForGood(options: { delete: boolean }): void {
    if (this.#isLeft) return
    this.#isLeft = true
    void this.#leave(options).finally(this.#finish)
  }

  async #leave(options: { delete: boolean }): Promise<void> {
    const showing = this.#showing
    this.#showing = undefined
    this.spectators = 0
    if (showing === undefined) return
    clearInterval(showing.timer)
    this.#options.watchedBy(undefined)
    try {
      await showing.room?.close(options)
    } catch (error) {
      this.#log.warn({ err: error }, 'room for spectators not left properly')
    }
  }

  /** What goes wrong here ends the show, not the match. */
  #guarded(work: (showing: Showing) => void): void {
    if (!this.#showing) return
    try {
      work(this.#showing)
    } catch (error) {
      this.#log.error({ err: error }, 'the match can not be shown to spectators')
      void this.close()
    }
  }
}

const ignore = (): void => {}

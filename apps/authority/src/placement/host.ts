import { setTimeout as sleep } from 'node:timers/promises'
import { type AnyGame, replaceRules } from '@gameserver/engine'
import { abandonMatch, claimMatch, findClaimable } from '@gameserver/storage/matches'
import type { Readiness } from '@gameserver/storage/placement/authority-placement'
import { strikesMax, type TakenMatch } from '@gameserver/storage/placement/placed-match'
import type { GameSettings } from '../config.ts'
import type { MatchRoom } from '../transport/match-room.ts'
import { HandoverLine } from './handover-line.ts'
import type { MatchHosting } from './match-hosting.ts'
import { enterRoom, openMatch } from './match-opening.ts'
import type { GainedMatch, HostOutcome, MatchHost } from './placement-agent.ts'
import type { RunningMatch } from './running-match.ts'
import { Stopwatch } from './stopwatch.ts'

const entriesMax = 5
const entryRetryMs = 500

/** From when it is taken until nothing is left of it. */
interface Hosted {
  isLost: boolean
  settled: Promise<unknown>
  strikes: number
  isHandedOver: boolean
  /** Of one that we prepare: whether it is ours now. */
  decided?: (isOurs: boolean) => void
  /** Of one that we prepare: where we stand by. */
  room?: MatchRoom
}

/** What the host asks of placement. */
interface Placement {
  offer(matchId: string): Promise<boolean>
  turn(matchId: string): Promise<boolean>
  yield(matchId: string): Promise<boolean>
  ready(matchId: string): Promise<Readiness>
}

/** Claims placed matches and keeps those that run in this process. */
export class Host implements MatchHost {
  readonly #authorityId: string
  readonly #hosting: MatchHosting
  readonly #games: Map<string, AnyGame>
  readonly #settings: ReadonlyMap<string, GameSettings>
  readonly #running = new Map<string, RunningMatch>()
  readonly #taken = new Map<string, Hosted>()
  readonly #ended: (match: RunningMatch) => void
  readonly #placement: Placement
  readonly #handovers: HandoverLine
  /** Settles when rooms may be left. Undefined: they may be. */
  #mayLeave: Promise<void> | undefined
  #letLeave: () => void = () => {}

  constructor(options: {
    authorityId: string
    hosting: MatchHosting
    games: readonly AnyGame[]
    settings: ReadonlyMap<string, GameSettings>
    ended: (match: RunningMatch) => void
    placement: Placement
  }) {
    this.#authorityId = options.authorityId
    this.#hosting = options.hosting
    this.#games = new Map(options.games.map((game) => [game.id, game]))
    this.#settings = options.settings
    this.#ended = options.ended
    this.#placement = options.placement
    this.#handovers = new HandoverLine(options.hosting.log)
  }

  get running(): Iterable<RunningMatch> {
    return this.#running.values()
  }

  get size(): number {
    return this.#running.size
  }

  /** A game that has been saved anew, or is new: for the matches to come, and for those of it that run. */
  replaceGame(game: AnyGame): void {
    const known = this.#games.get(game.id)
    // Replaced in place it stays the same object, so that it can be replaced again in matches begun before and after.
    if (!known || !replaceRules(known, game)) this.#games.set(game.id, game)
    for (const { match } of this.#running.values()) if (match.game.id === game.id) match.replaceGame(game)
  }

  held(): { matchId: string; epoch: number }[] {
    return [...this.#running.values()].map(({ match: { matchId, epoch } }) => ({ matchId, epoch }))
  }

  async host(taken: TakenMatch): Promise<HostOutcome> {
    const { matchId } = taken
    // Lost, and ours again before we have let go of it.
    while (this.#taken.has(matchId)) await this.#taken.get(matchId)?.settled
    const { strikes } = taken
    const hosted: Hosted = { isLost: false, settled: Promise.resolve(), strikes, isHandedOver: false }
    const outcome = this.#play(taken, hosted)
    hosted.settled = outcome.catch(() => {}).finally(() => this.#taken.delete(matchId))
    this.#taken.set(matchId, hosted)
    return outcome
  }

  lost(matchId: string): void {
    const hosted = this.#taken.get(matchId)
    if (hosted) hosted.isLost = true
    hosted?.decided?.(false)
    this.#running.get(matchId)?.lost()
  }

  async #play(taken: TakenMatch, hosted: Hosted): Promise<HostOutcome> {
    const isOurs = taken.how === 'new' || taken.how === 'takeover'
    const prepared = isOurs ? undefined : await this.#prepare(taken, hosted)
    if (prepared === 'lost') return 'released'
    const running = await this.#open(taken.matchId, hosted, prepared)
    if (!running) {
      await prepared?.close({ delete: false })
      return 'over'
    }
    if (hosted.isLost) running.lost()
    this.#running.set(taken.matchId, running)
    const outcome = await running.finished
    this.#running.delete(taken.matchId)
    this.#ended(running)
    return outcome
  }

  gained({ matchId, isYielded, strikes }: GainedMatch): void {
    const hosted = this.#taken.get(matchId)
    if (!hosted) return
    hosted.isHandedOver = isYielded
    hosted.strikes = strikes
    hosted.decided?.(true)
  }

  wanted(matchId: string): void {
    const room = this.#taken.get(matchId)?.room
    // Else it says that it is ready as soon as it is in the room.
    if (!room) return
    room.comeForth()
    this.#placement.ready(matchId).catch(() => {})
  }

  /** For how many matches of others we stand by. */
  get standbys(): number {
    let count = 0
    for (const [matchId, { room, isLost }] of this.#taken)
      if (room && !isLost && !this.#running.has(matchId)) count++
    return count
  }

  /** Of matches that are played here, or that we stand by for, or did. */
  get isInRooms(): boolean {
    return this.#taken.size > 0
  }

  /**
   * From now on we stay in the rooms in which we stand by until `withdraw`, whosever the matches are by then: to leave a room is work
   * that would be felt in those that we hand over.
   */
  drain(): void {
    this.#mayLeave = new Promise((resolve) => {
      this.#letLeave = resolve
    })
  }

  /** Leaves the rooms in which we stand by. */
  async withdraw(): Promise<void> {
    const prepared = [...this.#taken.values()].filter(({ decided }) => decided)
    for (const { decided } of prepared) decided?.(false)
    this.#letLeave()
    await Promise.all(prepared.map(({ settled }) => settled))
  }

  successorReady(matchId: string): void {
    this.#handovers.add(matchId, {
      turn: () => this.#placement.turn(matchId),
      handOver: async () => this.#running.get(matchId)?.handOver(() => this.#placement.yield(matchId)),
    })
  }

  /** Looks for successors of all matches that run here: each is handed over when one is ready. */
  offerAll(): void {
    for (const [matchId, { isOver }] of this.#running)
      if (!isOver) this.#placement.offer(matchId).catch(() => {})
  }

  /** In the room before the owner leaves, or should it die: settles when the match is ours. */
  async #prepare({ matchId, how }: TakenMatch, hosted: Hosted): Promise<MatchRoom | undefined | 'lost'> {
    const decided = new Promise<boolean>((resolve) => {
      hosted.decided = resolve
    })
    if (hosted.isLost) return 'lost'
    const match = await findClaimable(this.#hosting.sql, matchId)
    // It is over: whoever is its owner says so.
    if (match === undefined) return 'lost'
    const room = await enterRoom(this.#hosting, match, { isStandby: how === 'standby' })
    hosted.room = room
    try {
      // Lost and taken again while the room was being entered, it may be ours already, as was told while the first entry ended.
      const standing = hosted.isLost ? 'lost' : await this.#placement.ready(matchId)
      if (standing === 'standing_by') this.#hosting.log.info({ matchId }, 'standing by')
      if (standing === 'waiting' && how === 'standby') room.comeForth()
      const isOurs =
        standing === 'gained' ||
        (standing !== 'lost' && (await Promise.race([decided, room.ended.then(() => false)])))
      if (isOurs && how === 'standby') room.comeForth()
      if (isOurs) return room
    } catch (error) {
      this.#hosting.log.warn({ err: error, matchId }, 'match not prepared')
    }
    await this.#leave(room)
    this.#hosting.log.info({ matchId }, 'left without having had the match')
    return 'lost'
  }

  async #leave(room: MatchRoom): Promise<void> {
    room.neverReturn()
    await Promise.race([this.#mayLeave, room.ended])
    await room.close({ delete: false })
  }

  async #open(
    matchId: string,
    hosted: Hosted,
    prepared: MatchRoom | undefined,
  ): Promise<RunningMatch | undefined> {
    const { sql, log } = this.#hosting
    const { strikes, isHandedOver } = hosted
    const isLost = () => hosted.isLost
    for (let entry = 1; ; entry++) {
      const took = new Stopwatch()
      const room = entry === 1 ? prepared : undefined
      try {
        const claimed = await claimMatch(sql, { matchId, authorityId: this.#authorityId })
        if (!claimed) return undefined
        took.note('claim')
        if (strikes >= strikesMax) {
          log.error(
            { matchId, game: claimed.game, strikes },
            'match abandoned: it has killed its authorities',
          )
          await abandonMatch(sql, { matchId, epoch: claimed.epoch, reason: 'game_crashed' })
          return undefined
        }
        const game = this.#games.get(claimed.game)
        const settings = this.#settings.get(claimed.game) ?? {}
        const opening = { hosting: this.#hosting, claimed, game, settings, took, room, isHandedOver, isLost }
        return await openMatch(opening)
      } catch (error) {
        if (entry === entriesMax) throw error
        log.warn({ err: error, matchId, entry }, 'match not opened')
        await sleep(entryRetryMs * entry)
      }
    }
  }
}

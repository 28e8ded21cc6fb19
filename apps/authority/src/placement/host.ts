import { setTimeout as sleep } from 'node:timers/promises'
import { type AnyGame, replaceRules } from '@gameserver/engine'
import { abandonMatch, claimMatch } from '@gameserver/storage/matches'
import { type HeldMatch, strikesMax, type TakenMatch } from '@gameserver/storage/placement/placed-match'
import type { GameSettings } from '../config.ts'
import type { MatchHosting } from './match-hosting.ts'
import { openMatch } from './match-opening.ts'
import type { HostOutcome, MatchHost } from './placement-agent.ts'
import type { RunningMatch } from './running-match.ts'
import { Stopwatch } from './stopwatch.ts'

const entriesMax = 5
const entryRetryMs = 500

/** From when it is taken until nothing is left of it. */
interface Hosted {
  isLost: boolean
  settled: Promise<unknown>
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

  constructor(options: {
    authorityId: string
    hosting: MatchHosting
    games: readonly AnyGame[]
    settings: ReadonlyMap<string, GameSettings>
    ended: (match: RunningMatch) => void
  }) {
    this.#authorityId = options.authorityId
    this.#hosting = options.hosting
    this.#games = new Map(options.games.map((game) => [game.id, game]))
    this.#settings = options.settings
    this.#ended = options.ended
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

  held(): HeldMatch[] {
    return [...this.#running.values()].map(({ held }) => held)
  }

  async host(taken: TakenMatch): Promise<HostOutcome> {
    const { matchId } = taken
    // Lost, and ours again before we have let go of it.
    while (this.#taken.has(matchId)) await this.#taken.get(matchId)?.settled
    const hosted: Hosted = { isLost: false, settled: Promise.resolve() }
    const outcome = this.#play(taken, hosted)
    hosted.settled = outcome.catch(() => {}).finally(() => this.#taken.delete(matchId))
    this.#taken.set(matchId, hosted)
    return outcome
  }

  lost(matchId: string): void {
    const hosted = this.#taken.get(matchId)
    if (hosted) hosted.isLost = true
    this.#running.get(matchId)?.lost()
  }

  async #play(taken: TakenMatch, hosted: Hosted): Promise<HostOutcome> {
    const running = await this.#open(taken)
    if (!running) return 'over'
    if (hosted.isLost) running.lost()
    this.#running.set(taken.matchId, running)
    const outcome = await running.finished
    this.#running.delete(taken.matchId)
    this.#ended(running)
    return outcome
  }

  gained(): void {}

  successorReady(): void {}

  async #open({ matchId, strikes }: TakenMatch): Promise<RunningMatch | undefined> {
    const { sql, log } = this.#hosting
    for (let entry = 1; ; entry++) {
      const took = new Stopwatch()
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
        return await openMatch({ hosting: this.#hosting, claimed, game, settings, took })
      } catch (error) {
        if (entry === entriesMax) throw error
        log.warn({ err: error, matchId, entry }, 'match not opened')
        await sleep(entryRetryMs * entry)
      }
    }
  }
}

import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { Leaderboards } from '@gameserver/storage/leaderboards'
import { PlayerChanges } from '@gameserver/storage/player-changes'
import { PlayerNames } from '@gameserver/storage/player-names'
import { connectPostgres, type Sql } from '@gameserver/storage/postgres'
import { connectRedis } from '@gameserver/storage/redis'
import { type Audit, audit } from './audit.ts'
import { type BlowName, blowOf } from './blows.ts'
import { boardOfAllTime, endSeason, placeMatch, prepareContest } from './contest.ts'
import type { Watched } from './deadly-proxy.ts'
import { type Point, spread } from './death-plan.ts'
import { trying } from './trying.ts'
import { type Role, type Victim, Victims } from './victims.ts'

/** The transactions in which deaths come: that of a result, that of what follows from it, and that of a season's end. */
export const transactions = ['commit', 'settling', 'season'] as const
export type TransactionName = (typeof transactions)[number]

export interface CrashCommitOptions {
  /** Migrated, and empty. */
  databaseUrl: string
  redisUrl: string
  /** Processes killed, over all steps of all transactions. */
  times: number
  /** Deaths of other kinds besides, as often as told, also over all steps. */
  others?: Partial<Record<Exclude<BlowName, 'killed'>, number>>
  note?(text: string): void
}

export interface CrashCommitReport extends Audit {
  matches: number
  /** Deaths that came, by transaction. */
  killed: Record<TransactionName, number>
  /** Messages of each transaction, as a process sends them that has just been started. */
  messages: Record<TransactionName, number>
  /** Different points of each transaction at which a process was killed. */
  points: Record<TransactionName, number>
  /** Deaths of other kinds. */
  others: Partial<Record<BlowName, number>>
  /** Deaths that could not come, because the transaction was over. */
  survived: number
}

/** Of so many deaths, these shares: the commit has the players' results in it. */
const shares: Record<TransactionName, number> = { commit: 0.5, settling: 0.35, season: 0.15 }

/** So many a statement needs that the connection has not had before. */
const fewerMessages = 5

/** The relay of scores waits a second; a postponed result two. */
const settledMsMax = 60_000

/** Lets the processes that commit and settle results die at each step, and counts what is there in the end. */
export async function crashCommit(options: CrashCommitOptions): Promise<CrashCommitReport> {
  const sql = connectPostgres(options.databaseUrl, { connectionsMax: 4 })
  const redis = connectRedis(options.redisUrl)
  const changes = new PlayerChanges(sql, options.databaseUrl)
  const leaderboards = new Leaderboards(sql, redis, new PlayerNames(sql, changes))
  const victims = await Victims.prepare(options)
  try {
    const run = new Run(sql, victims, await prepareContest(sql), options.note)
    // From here on Redis is told of each change, and never built from Postgres.
    const season = await leaderboards.season(boardOfAllTime, undefined)
    if (season) await leaderboards.top(season, { offset: 0, limit: 1 })
    await leaderboards.settled()
    await run.learn()
    await run.kill(options.times)
    for (const [name, times] of Object.entries(options.others ?? {})) await run.other(name as BlowName, times)
    await run.settleAll()
    return { ...run.report(), ...(await audit(sql, leaderboards, run.played)) }
  } finally {
    await victims.end()
    await changes.close()
    redis.disconnect()
    await sql.end({ timeout: 1 })
  }
}

class Run {
  readonly played = new Map<string, readonly string[]>()
  readonly #sql: Sql
  readonly #victims: Victims
  readonly #playerIds: readonly string[]
  readonly #note: (text: string) => void
  readonly #messages: Record<TransactionName, string[]> = { commit: [], settling: [], season: [] }
  readonly #killed: Record<TransactionName, Set<string>> = {
    commit: new Set(),
    settling: new Set(),
    season: new Set(),
  }
  readonly #kills: Record<TransactionName, number> = { commit: 0, settling: 0, season: 0 }
  readonly #others: Partial<Record<BlowName, number>> = {}
  #survived = 0

  constructor(sql: Sql, victims: Victims, playerIds: readonly string[], note = (_text: string) => {}) {
    this.#sql = sql
    this.#victims = victims
    this.#playerIds = playerIds
    this.#note = note
  }

  /** One match without a death: what is said in each transaction. */
  async learn(): Promise<void> {
    for (const name of transactions) {
      const { messages } = await this.#through(name, (victim) => victim.proxy.watch())
      this.#messages[name] = messages
      this.#note(`${name}: ${messages.length} messages`)
    }
  }

  async kill(times: number): Promise<void> {
    for (const name of transactions) {
      const share =
        name === 'commit'
          ? times - this.#share(times, 'settling') - this.#share(times, 'season')
          : this.#share(times, name)
      for (const point of spread(this.#messages[name].length, share)) await this.#killAt(name, point)
    }
  }

  /** Where a transaction needs fewer messages than the first one did, the death comes earlier. */
  async #killAt(name: TransactionName, { message, when }: Point): Promise<void> {
    let hasStruck = false
    for (let at = message; !hasStruck && at > 0; at -= fewerMessages)
      hasStruck = await this.#strike(name, { message: at, when }, 'killed')
  }

  async other(blow: BlowName, times: number): Promise<void> {
    for (const [index, name] of transactions.entries()) {
      const share = Math.floor((times + index) / transactions.length)
      for (const point of spread(this.#messages[name].length, share)) await this.#strike(name, point, blow)
    }
  }

  /** Results that wait, scores that Redis has not heard of, seasons that have ended. */
  async settleAll(): Promise<void> {
    const settler = await this.#victims.take('all')
    settler.order({ order: 'go' })
    await this.#until('everything is settled', async () => {
      const [open] = await this.#sql<{ count: number }[]>`
        select ((select count(*) from outbox where relayed_at is null and topic = 'match.ended')
          + (select count(*) from score_changes))::int as count`
      return open?.count === 0
    })
    await settler.end()
  }

  report(): Omit<CrashCommitReport, keyof Audit> {
    const each = <T>(of: (name: TransactionName) => T) =>
      Object.fromEntries(transactions.map((name) => [name, of(name)])) as Record<TransactionName, T>
    return {
      matches: this.played.size,
      killed: { ...this.#kills },
      messages: each((name) => this.#messages[name].length),
      points: each((name) => this.#killed[name].size),
      others: { ...this.#others },
      survived: this.#survived,
    }
  }

  #share(times: number, name: TransactionName): number {
    return Math.floor(times * shares[name])
  }

  async #strike(name: TransactionName, { message, when }: Point, blow: BlowName): Promise<boolean> {
    const { hasStruck } = await this.#through(name, (victim) => {
      const strike = blowOf(blow, { victim: victim.process, sql: this.#sql })
      return victim.proxy.watch({ message, when, strike })
    })
    const words = this.#messages[name][message - 1] ?? 'the reply'
    this.#note(`${name}: ${blow} ${when} ${message} (${words})${hasStruck ? '' : ': survived'}`)
    if (!hasStruck) this.#survived++
    else if (blow !== 'killed') this.#others[blow] = (this.#others[blow] ?? 0) + 1
    else {
      this.#kills[name]++
      this.#killed[name].add(`${message} ${when}`)
    }
    return hasStruck
  }

  /** One match to its end, with somebody watching one of its transactions; whoever dies has a successor. */
  async #through(name: TransactionName, watch: (victim: Victim) => Promise<Watched>): Promise<Watched> {
    if (name === 'commit') return this.#match(watch)
    await this.#match()
    if (name === 'settling') return this.#loop('settling', watch)
    await this.#loop('settling')
    await trying(() => endSeason(this.#sql))
    return this.#loop('season', watch)
  }

  async #match(watch?: (victim: Victim) => Promise<Watched>): Promise<Watched> {
    const turn = this.played.size % this.#playerIds.length
    const seats = [...this.#playerIds.slice(turn), ...this.#playerIds.slice(0, turn)]
    const matchId = randomUUID()
    await trying(() => placeMatch(this.#sql, matchId, seats))
    this.played.set(matchId, seats)
    const victim = await this.#victims.take('committer')
    victim.order({ order: 'play', matchId })
    await victim.told()
    const watched = watch?.(victim)
    const outcome = victim.told()
    victim.order({ order: 'go' })
    const seen = await watched
    // The next owner comes at once, while the former one, if it lives, may still be trying.
    if (watch !== undefined) await this.#succeed(matchId)
    await outcome
    await victim.end()
    return seen ?? { messages: [], hasStruck: false }
  }

  /** The next owner does what the former one was at. */
  async #succeed(matchId: string): Promise<void> {
    const successor = await this.#victims.take('committer')
    successor.order({ order: 'play', matchId })
    if ((await successor.told()) === 'played') {
      const outcome = successor.told()
      successor.order({ order: 'go' })
      await outcome
    }
    await successor.end()
  }

  /** Runs a loop of the API until there is nothing more for it to do, be it in a successor. */
  async #loop(role: Role, watch?: (victim: Victim) => Promise<Watched>): Promise<Watched> {
    const victim = await this.#victims.take(role)
    const watched = watch?.(victim)
    victim.order({ order: 'go' })
    const seen = await watched
    const isOver = () => (role === 'season' ? this.#isSeasonClosed() : this.#areResultsSettled())
    if (victim.process.exitCode === null && victim.process.signalCode === null)
      await this.#until(`${role} is over`, isOver)
    await victim.end()
    if (!(await trying(isOver))) {
      const successor = await this.#victims.take(role)
      successor.order({ order: 'go' })
      await this.#until(`${role} is over`, isOver)
      await successor.end()
    }
    return seen ?? { messages: [], hasStruck: false }
  }

  async #areResultsSettled(): Promise<boolean> {
    const open = await this.#sql`select from outbox where relayed_at is null and topic = 'match.ended'`
    return open.length === 0
  }

  async #isSeasonClosed(): Promise<boolean> {
    const open = await this.#sql`select from leaderboard_seasons where closed_at is null and ends_at < now()`
    return open.length === 0
  }

  /** Postgres itself may be away for a moment. */
  async #until(what: string, isSo: () => Promise<boolean>): Promise<void> {
    const deadlineMs = performance.now() + settledMsMax
    while (!(await isSo().catch(() => false))) {
      if (performance.now() > deadlineMs) throw new Error(`not within ${settledMsMax / 1000} s: ${what}`)
      await sleep(20)
    }
  }
}

import { randomUUID } from 'node:crypto'
import { persistently } from './persistently.ts'
import type { Sql } from './postgres.ts'
import type { Redis } from './redis.ts'
import { type RedisScript, redisScript, runScript } from './redis-script.ts'
import type { StandingScore } from './score-writes.ts'
import { allScores, type BoardKey, type Page, type RankedPlayer, type Ranking } from './scores.ts'

/**
 * Members of the set itself, beyond every score: they say about it what a third key could not say reliably, since a wipe takes
 * them along. The hash has a mark of its own.
 */
const complete = 'complete'

/** A set that nobody reads or writes is dropped after this, and made anew when somebody does: past seasons, mostly. */
const idleSeconds = 7 * 24 * 60 * 60

/**
 * KEYS: set, hash. ARGV: triples of player, revision and place. A place is the rank key and the set's member, which begins with
 * the time of achievement, so that the set orders equal scores by it. The hash knows each player's revision and member.
 */
const applyScript = redisScript(`
  for at = 1, #ARGV, 4 do
    local player, revision, key, member = ARGV[at], ARGV[at + 1], ARGV[at + 2], ARGV[at + 3]
    local known = redis.call('hget', KEYS[2], player)
    local split = known and string.find(known, ' ', 1, true)
    if not known or tonumber(string.sub(known, 1, split - 1)) <= tonumber(revision) then
      local before = known and string.sub(known, split + 1)
      if before and before ~= member then redis.call('zrem', KEYS[1], before) end
      redis.call('zadd', KEYS[1], key, member)
      redis.call('hset', KEYS[2], player, revision .. ' ' .. member)
    end
  end
  redis.call('expire', KEYS[1], ${idleSeconds})
  redis.call('expire', KEYS[2], ${idleSeconds})`)

/** Replaces the builder's marks by those of completeness; 0 when one is gone, and with it a set or a hash. */
const finishScript = redisScript(`
  if not redis.call('zscore', KEYS[1], ARGV[1]) or redis.call('hexists', KEYS[2], ARGV[1]) == 0 then return 0 end
  redis.call('zremrangebyscore', KEYS[1], '+inf', '+inf')
  redis.call('zadd', KEYS[1], '+inf', '${complete}')
  redis.call('hdel', KEYS[2], ARGV[1])
  redis.call('hset', KEYS[2], '${complete}', '1')
  return 1`)

const readable = `
  if not redis.call('zscore', KEYS[1], '${complete}') or redis.call('hexists', KEYS[2], '${complete}') == 0 then return nil end
  redis.call('expire', KEYS[1], ${idleSeconds})
  redis.call('expire', KEYS[2], ${idleSeconds})`

const completeScript = redisScript(`${readable} return 1`)

const topScript = redisScript(`${readable}
  return {redis.call('zcount', KEYS[1], '-inf', '(+inf'), redis.call('zrange', KEYS[1], ARGV[1], ARGV[2], 'WITHSCORES')}`)

/** Ranks of players, from 0; nothing for who has none. */
const ranksScript = redisScript(`${readable}
  local ranks = {}
  for at = 1, #ARGV do
    local known = redis.call('hget', KEYS[2], ARGV[at])
    local member = known and string.sub(known, string.find(known, ' ', 1, true) + 1)
    local rank = member and redis.call('zrank', KEYS[1], member)
    ranks[at] = rank and {member, rank, redis.call('zscore', KEYS[1], member)} or {}
  end
  return {redis.call('zcount', KEYS[1], '-inf', '(+inf'), ranks}`)

/** ARGV: player, rows before and after. */
const aroundScript = redisScript(`${readable}
  local total = redis.call('zcount', KEYS[1], '-inf', '(+inf')
  local known = redis.call('hget', KEYS[2], ARGV[1])
  local member = known and string.sub(known, string.find(known, ' ', 1, true) + 1)
  local rank = member and redis.call('zrank', KEYS[1], member)
  if not rank then return {total, 0, {}} end
  local from = math.max(0, rank - ARGV[2])
  return {total, from, redis.call('zrange', KEYS[1], from, rank + ARGV[2], 'WITHSCORES')}`)

/** Thrown by reads of a set that has not been built. */
export class IncompleteSet extends Error {}

/**
 * A season's sorted set. It counts only while it carries the mark `complete`, which it gets at the end of a rebuild. Rows come
 * with their revisions, and an older one never replaces a newer one: so a rebuild and new scores may interleave as they like;
 * and when a wipe comes in the midst of a rebuild, that starts again.
 */
export class SortedSet implements Ranking {
  readonly #redis: Redis
  readonly #keys: [string, string]
  readonly #board: BoardKey

  constructor(redis: Redis, board: BoardKey) {
    this.#redis = redis
    this.#board = board
    // In braces, so that a cluster keeps both in one place.
    const key = `leaderboard:{${board.leaderboard}:${board.season}}`
    this.#keys = [key, `${key}:players`]
  }

  async top({ offset, limit }: Page) {
    const reply = await this.#read<[number, string[]]>(topScript, offset, offset + limit - 1)
    const [total, listed] = reply
    return { total, rows: toRows(listed, offset) }
  }

  async around(playerId: string, rowsEachSide: number) {
    const reply = await this.#read<[number, number, string[]]>(aroundScript, shortId(playerId), rowsEachSide)
    const [total, from, listed] = reply
    return { total, rows: toRows(listed, from) }
  }

  async among(playerIds: readonly string[]) {
    const reply = await this.#read<[number, [string?, number?, string?][]]>(
      ranksScript,
      ...playerIds.map(shortId),
    )
    const [total, ranks] = reply
    const rows = ranks.flatMap(([member, rank, key]) =>
      member === undefined ? [] : toRows([member, key as string], rank as number),
    )
    return { total, rows: rows.sort((a, b) => a.rank - b.rank) }
  }

  async apply(scores: readonly StandingScore[]): Promise<void> {
    if (scores.length === 0) return
    await this.#run(applyScript, ...scores.flatMap(toArguments))
  }

  async rebuild(sql: Sql): Promise<void> {
    const [set, hash] = this.#keys
    const builder = `building:${randomUUID()}`
    for (;;) {
      await this.#redis.multi().zadd(set, '+inf', builder).hset(hash, builder, '1').exec()
      for await (const scores of allScores(sql, this.#board)) await persistently(() => this.apply(scores))
      if ((await persistently(() => this.#run(finishScript, builder))) === 1) return
      if (await this.#isComplete()) return
    }
  }

  async #isComplete(): Promise<boolean> {
    return (await this.#run(completeScript)) === 1
  }

  async #read<Reply>(script: RedisScript, ...values: (string | number)[]): Promise<Reply> {
    const reply = await this.#run(script, ...values)
    if (reply === null) throw new IncompleteSet()
    return reply as Reply
  }

  #run(script: RedisScript, ...values: (string | number)[]): Promise<unknown> {
    return runScript(this.#redis, script, this.#keys, values)
  }
}

/** Nine digits of base 36 hold milliseconds until the year 5188; fixed in length, they are ordered as texts are. */
const timeDigits = 9

/** Without dashes, a UUID's text is ordered as Postgres orders it too. */
const shortId = (playerId: string) => playerId.replaceAll('-', '')

function toArguments({ playerId, revision, rankKey, achievedAtMs }: StandingScore): string[] {
  const time = Math.round(achievedAtMs).toString(36).padStart(timeDigits, '0')
  return [shortId(playerId), `${revision}`, `${rankKey}`, time + shortId(playerId)]
}

/** From members and rank keys by turns. Marks have no place. */
function toRows(listed: readonly string[], offset: number): RankedPlayer[] {
  const rows: RankedPlayer[] = []
  for (let at = 0; at + 1 < listed.length; at += 2) {
    const [member, key] = [listed[at] as string, listed[at + 1] as string]
    if (key === 'inf') continue
    const id = member.slice(timeDigits)
    rows.push({
      playerId: [id.slice(0, 8), id.slice(8, 12), id.slice(12, 16), id.slice(16, 20), id.slice(20)].join('-'),
      rankKey: Number(key),
      rank: offset + at / 2 + 1,
      achievedAtMs: Number.parseInt(member.slice(0, timeDigits), 36),
    })
  }
  return rows
}

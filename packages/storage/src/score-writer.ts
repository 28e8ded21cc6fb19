import { hash } from 'node:crypto'
import type { LeaderboardRules } from './leaderboard-definitions.ts'
import type { Sql, Transaction } from './postgres.ts'
import { forgetChanges, type NewScore, type ScoreChange, writeScores } from './score-writes.ts'

/** What waits while a group is written: some tens of milliseconds of work. Who comes then is asked to come again. */
const waitingScoresMax = 20_000

/** Scores of a group: larger ones gain nothing, and hold their rows' locks for longer. */
const scoresPerGroupMax = 2_000

export interface ScoreSubmission {
  rules: LeaderboardRules
  season: number
  /** The same submission with the same key again changes nothing. */
  key: string | undefined
  scores: readonly { playerId: string; score: number }[]
}

export type SubmissionOutcome = 'accepted' | 'repeated' | 'key_reused' | 'busy'

interface Waiting {
  submission: ScoreSubmission
  done(outcome: SubmissionOutcome): void
  failed(error: unknown): void
}

/**
 * Writes the scores that servers send. While one transaction is under way, what comes meanwhile gathers to be written by the
 * next: so a commit, which is what takes time, is shared by more submissions the more there are. `changed` hears of what has
 * been committed, to tell Redis; what Redis has, the next transaction forgets.
 */
export class ScoreWriter {
  readonly #sql: Sql
  readonly #changed: (changes: ScoreChange[]) => Promise<void>
  #waiting: Waiting[] = []
  #waitingScores = 0
  #told: string[] = []
  #isWriting = false

  constructor(sql: Sql, changed: (changes: ScoreChange[]) => Promise<void>) {
    this.#sql = sql
    this.#changed = changed
  }

  /** Resolves when the scores are durable. */
  submit(submission: ScoreSubmission): Promise<SubmissionOutcome> {
    if (this.#waitingScores + submission.scores.length > waitingScoresMax) return Promise.resolve('busy')
    this.#waitingScores += submission.scores.length
    return new Promise((resolve, reject) => {
      this.#waiting.push({ submission, done: resolve, failed: reject })
      if (!this.#isWriting) void this.#writeAll()
    })
  }

  async #writeAll(): Promise<void> {
    this.#isWriting = true
    // Those who come in the same turn belong to the first group already.
    await new Promise(setImmediate)
    while (this.#waiting.length > 0) await this.#writeGroup(this.#takeGroup())
    this.#isWriting = false
  }

  #takeGroup(): Waiting[] {
    let scores = 0
    const end = this.#waiting.findIndex(({ submission }) => {
      scores += submission.scores.length
      return scores > scoresPerGroupMax
    })
    const group = this.#waiting.splice(0, end === -1 ? this.#waiting.length : Math.max(1, end))
    for (const { submission } of group) this.#waitingScores -= submission.scores.length
    return group
  }

  async #writeGroup(group: readonly Waiting[]): Promise<void> {
    const told = this.#told.splice(0)
    try {
      const { changes, outcomes } = await this.#sql.begin((transaction) => write(transaction, group, told))
      for (const [index, { done }] of group.entries()) done(outcomes[index] as SubmissionOutcome)
      const ids = changes.map(({ id }) => id)
      // What Redis does not get now, the relay hands on later.
      void this.#changed(changes).then(
        () => void this.#told.push(...ids),
        () => {},
      )
    } catch (error) {
      for (const { failed } of group) failed(error)
    }
  }
}

async function write(transaction: Transaction, group: readonly Waiting[], told: readonly string[]) {
  const submissions = group.map(({ submission }) => submission)
  // Both are sent at once.
  const [outcomes] = await Promise.all([takeKeys(transaction, submissions), forgetChanges(transaction, told)])
  const achievedAt = new Date()
  const scores = group.flatMap(({ submission }, index) =>
    outcomes[index] === 'accepted' ? newScores(submission, achievedAt) : [],
  )
  return { changes: await writeScores(transaction, scores), outcomes }
}

function newScores({ rules, season, scores }: ScoreSubmission, achievedAt: Date): NewScore[] {
  const board = { leaderboard: rules.id, season, policy: rules.policy, direction: rules.direction }
  return scores.map((score) => ({ ...score, board, achievedAt, matchId: null }))
}

interface Key {
  leaderboard: string
  key: string
  /** Of what was submitted with it. */
  hash: string
}

/** By submission, whether it is new. Of those with the same key, the first is. */
async function takeKeys(
  transaction: Transaction,
  submissions: readonly ScoreSubmission[],
): Promise<SubmissionOutcome[]> {
  const keys = submissions.map(keyOf)
  const keyed = keys.filter((key) => key !== undefined)
  if (keyed.length === 0) return submissions.map(() => 'accepted')
  const taken = await insertNew(transaction, keyed)
  if (taken.length === keyed.length) return submissions.map(() => 'accepted')
  const fresh = new Set(taken.map(nameOf))
  const known = await find(transaction, keyed)
  const hashes = new Map(known.map((key) => [nameOf(key), key.hash]))
  return keys.map((key) => {
    if (key === undefined) return 'accepted'
    if (hashes.get(nameOf(key)) !== key.hash) return 'key_reused'
    return fresh.delete(nameOf(key)) ? 'accepted' : 'repeated'
  })
}

async function insertNew(transaction: Transaction, keys: readonly Key[]) {
  return transaction<Omit<Key, 'hash'>[]>`
    insert into score_keys (leaderboard, key, request_hash)
    select distinct on (leaderboard, key) leaderboard, key, decode(hash, 'hex')
    from unnest(
      ${keys.map(({ leaderboard }) => leaderboard)}::text[], ${keys.map(({ key }) => key)}::text[],
      ${keys.map(({ hash }) => hash)}::text[]
    ) with ordinality k (leaderboard, key, hash, nth)
    order by leaderboard, key, nth
    on conflict (leaderboard, key) do nothing
    returning leaderboard, key`
}

async function find(transaction: Transaction, keys: readonly Key[]) {
  return transaction<Key[]>`
    select leaderboard, key, encode(request_hash, 'hex') as hash from score_keys
    where (leaderboard, key) in (select * from unnest(
      ${keys.map(({ leaderboard }) => leaderboard)}::text[], ${keys.map(({ key }) => key)}::text[]))`
}

const nameOf = ({ leaderboard, key }: Omit<Key, 'hash'>) => `${leaderboard} ${key}`

function keyOf({ rules, key, scores }: ScoreSubmission): Key | undefined {
  if (key === undefined) return undefined
  const text = scores.map(({ playerId, score }) => `${playerId} ${score}`).join('\n')
  return { leaderboard: rules.id, key, hash: hash('sha256', text) }
}

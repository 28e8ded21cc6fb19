/**
 * What it costs an authority that its matches outlive it: arenas in real time in one process, whose players' hands move at random,
 * with their journal written to Redis and without, by turns.
 *
 * - cpuPercent: of a core, for each match; of the authority's process, and of Redis.
 * - kBPerSecond: sent to Redis for each match, with commands and keys.
 * - redisKB: what Redis holds of a match, at most.
 * - toldMsP50, toldMsP99: how long what players are told reliably waits until it is written down.
 * - resumeMs: the median time to read a journal and make the ticks since its keyframe again.
 */
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { arena } from '@gameserver/games/arena/arena.ts'
import Redis from 'ioredis'
import { pino } from 'pino'
import { JournalRejected } from '../apps/authority/src/journal/journal-rejected.ts'
import { JournalWriter } from '../apps/authority/src/journal/journal-writer.ts'
import { restoreJournal } from '../apps/authority/src/journal/restore-journal.ts'
import { TickClock, type Ticking } from '../apps/authority/src/tick/tick-clock.ts'
import { encodeAuthorityEvent } from '../apps/authority/src/transport/authority-event.ts'
import { SessionState } from '../packages/protocol/src/generated/gameserver/v1/journal_pb.ts'
import { Phase } from '../packages/protocol/src/generated/gameserver/v1/wire_pb.ts'
import { startOwnServices } from '../packages/services/src/own-services.ts'
import { createProgress } from '../packages/services/src/progress.ts'
import { MatchJournals } from '../packages/storage/src/match-journals.ts'
import { benchArguments } from './support/arguments.ts'
import { CrowdedArena } from './support/crowded-arena.ts'
import { percentile } from './support/percentile.ts'
import { type BenchResult, printResults } from './support/results.ts'

const cases = [
  { players: 4, matches: 8 },
  { players: 16, matches: 4 },
]
/** Compilers and caches have settled by then. */
const warmUpSeconds = 6
const turns = 4
const turnSeconds = 5
const resumes = 20

const { json } = benchArguments(`
bench journal: what writing down costs, for a match of 4 and of 16 players
`)

const log = pino({ level: 'silent' })

class JournaledArena implements Ticking {
  readonly matchId = randomUUID()
  readonly toldMs: number[] = []
  isWritten = false
  private readonly arena: CrowdedArena
  private readonly names: readonly string[]
  private readonly store: MatchJournals
  private writer: JournalWriter | undefined
  private epoch = 0
  private sequence = 0

  constructor(players: number, seed: number, store: MatchJournals) {
    this.store = store
    this.names = Array.from({ length: players }, () => randomUUID())
    this.arena = new CrowdedArena(players, seed, (record) => this.writer?.record(record))
  }

  begin(): void {
    this.writer = new JournalWriter({
      ...{ store: this.store, key: { matchId: this.matchId, epoch: ++this.epoch }, log },
      ...{ game: arena, settings: { seconds: 3600 }, seats: this.names.length, play: this.arena.authority },
      tickAgeMs: () => 0,
      standing: () => this.standing(),
      stale() {},
      resumable() {},
    })
  }

  end(): void {
    this.writer?.close('over')
    this.writer = undefined
  }

  advance(ticks: number): void {
    for (let left = ticks; left > 0; left--) {
      const events = this.arena.tick()
      const { tick, isSnapshotDue } = this.arena.authority
      if (isSnapshotDue) this.writer?.flush()
      if (events.length === 0) continue
      const sequence = ++this.sequence
      const body = { case: 'gameEvents' as const, value: { events: [...events] } }
      const message = encodeAuthorityEvent({ epoch: 1, sequence, tick, body })
      const emittedMs = performance.now()
      this.writer?.told({ log: 'event', sequence, message })
      this.writer?.after(() => this.toldMs.push(performance.now() - emittedMs))
    }
  }

  skipped(): void {}

  failed(error: unknown): void {
    throw error
  }

  private standing() {
    const members = this.names.map((playerId, slot) => {
      const session = SessionState.CONNECTED
      return {
        slot,
        playerId,
        name: `Player ${slot}`,
        session,
        hasPlayed: true,
        commandSequence: 1,
        chatSequence: 3,
      }
    })
    return { phase: Phase.RUNNING, members, numbersSinceEpoch: 1 }
  }
}

async function measure(
  { players, matches }: (typeof cases)[number],
  redisUrl: string,
): Promise<BenchResult[]> {
  const redis = new Redis(redisUrl)
  const store = new MatchJournals(redisUrl)
  const clock = new TickClock()
  const running = Array.from({ length: matches }, (_, seed) => new JournaledArena(players, seed, store))
  for (const match of running) clock.start(match, arena.tickRate)
  for (const match of running) match.begin()
  await sleep(warmUpSeconds * 1_000)
  for (const match of running) match.end()
  for (const match of running) match.toldMs.length = 0
  const spent = { with: 0, without: 0, redis: 0, idleRedis: 0, bytes: 0 }
  let redisBytes = 0
  for (let turn = 0; turn < turns; turn++) {
    const idle = await spentWhile(redis)
    spent.without += idle.cpuSeconds
    spent.idleRedis += idle.redisCpuSeconds
    for (const match of running) match.begin()
    const busy = await spentWhile(redis)
    spent.with += busy.cpuSeconds
    spent.redis += busy.redisCpuSeconds
    spent.bytes += busy.bytes
    for (const { matchId } of running)
      redisBytes = Math.max(redisBytes, (await redis.memory('USAGE', `journal:${matchId}`)) ?? 0)
    if (turn < turns - 1) for (const match of running) match.end()
  }
  const resumeMs = await resume(running, store)
  for (const match of running) clock.stop(match)
  for (const match of running) match.end()
  store.close()
  redis.disconnect()
  const share = matches * turns * turnSeconds
  const told = running.flatMap(({ toldMs }) => toldMs)
  const name = `arena-${players}`
  return [
    { case: name, metric: 'cpuPercent', value: (100 * (spent.with - spent.without)) / share, unit: '%' },
    {
      case: name,
      metric: 'redisCpuPercent',
      value: (100 * (spent.redis - spent.idleRedis)) / share,
      unit: '%',
    },
    { case: name, metric: 'kBPerSecond', value: spent.bytes / 1_000 / share, unit: 'kB/s' },
    { case: name, metric: 'redisKB', value: redisBytes / 1_000, unit: 'kB' },
    { case: name, metric: 'toldMsP50', value: percentile(told, 0.5), unit: 'ms' },
    { case: name, metric: 'toldMsP99', value: percentile(told, 0.99), unit: 'ms' },
    { case: name, metric: 'resumeMs', value: resumeMs, unit: 'ms' },
  ]
}

async function spentWhile(redis: Redis) {
  const before = await redisFigures(redis)
  const cpuBefore = process.cpuUsage()
  await sleep(turnSeconds * 1_000)
  const { user, system } = process.cpuUsage(cpuBefore)
  const after = await redisFigures(redis)
  return {
    cpuSeconds: (user + system) / 1e6,
    redisCpuSeconds: after.cpuSeconds - before.cpuSeconds,
    bytes: after.bytes - before.bytes,
  }
}

async function redisFigures(redis: Redis): Promise<{ cpuSeconds: number; bytes: number }> {
  const figures = await redis.info('everything')
  const figure = (name: string) => Number(new RegExp(`^${name}:(.*)$`, 'm').exec(figures)?.[1])
  return {
    cpuSeconds: figure('used_cpu_user') + figure('used_cpu_sys'),
    bytes: figure('total_net_input_bytes'),
  }
}

/** While its owner goes on: it is not told. */
async function resume(running: readonly JournaledArena[], store: MatchJournals): Promise<number> {
  const taken: number[] = []
  for (let count = 0; count < resumes; count++) {
    await sleep(50 + 10 * count)
    const { matchId } = running[count % running.length] as JournaledArena
    const beganMs = performance.now()
    const journal = await store.open({ matchId, epoch: turns + 1 })
    if (journal === undefined || journal === 'stale_epoch') throw new Error(`no journal: ${journal}`)
    const restored = restoreJournal(arena, journal)
    if (restored instanceof JournalRejected) throw new Error(restored.detail)
    taken.push(performance.now() - beganMs)
  }
  return percentile(taken, 0.5)
}

const services = await startOwnServices(process.env, createProgress(), { durable: true })
try {
  const results: BenchResult[] = []
  for (const one of cases) results.push(...(await measure(one, services.urls.redisUrl)))
  printResults('journal', results, { json })
} finally {
  await services.stop()
}

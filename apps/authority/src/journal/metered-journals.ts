import {
  type JournalKey,
  type JournalOutcome,
  type JournalWrite,
  MatchJournals,
} from '@gameserver/storage/match-journals'
import { Counter, Histogram, type Registry } from 'prom-client'

/** Around what is usual, 1 to 5 ms, and what players wait for at most: from 0.2 s on matches do without. */
const secondsOfBuckets = [0.001, 0.002, 0.003, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5]

const outcomes = ['written', 'stale_epoch', 'out_of_turn', 'unanswered', 'unsent'] as const
type Outcome = (typeof outcomes)[number]

/** Journals that tell Prometheus what is written. */
export class MeteredJournals extends MatchJournals {
  readonly #seconds = new Histogram({
    name: 'gameserver_authority_journal_write_seconds',
    help: 'From a write of a journal until the answer of Redis was read, of those that were answered',
    buckets: secondsOfBuckets,
    registers: [],
  })
  readonly #writes = new Counter({
    name: 'gameserver_authority_journal_writes_total',
    help: 'Writes of journals, by what came of them',
    labelNames: ['outcome'],
    registers: [],
  })
  readonly #bytes = new Counter({
    name: 'gameserver_authority_journal_bytes_total',
    help: 'Keyframes, entries and messages given to Redis to keep',
    registers: [],
  })

  register(registry: Registry): void {
    for (const outcome of outcomes) this.#writes.inc({ outcome }, 0)
    for (const metric of [this.#seconds, this.#writes, this.#bytes]) registry.registerMetric(metric)
  }

  override async write(key: JournalKey, write: JournalWrite): Promise<JournalOutcome> {
    const sentMs = performance.now()
    const failure = this.isConnected ? 'unanswered' : 'unsent'
    this.#bytes.inc(bytesIn(write))
    try {
      const outcome = await super.write(key, write)
      this.#seconds.observe((performance.now() - sentMs) / 1_000)
      this.#count(outcome)
      return outcome
    } catch (error) {
      this.#count(failure)
      throw error
    }
  }

  #count(outcome: Outcome): void {
    this.#writes.inc({ outcome })
  }
}

function bytesIn({ keyframe, entry, told }: JournalWrite): number {
  const page = (keyframe?.length ?? 0) + (entry?.length ?? 0)
  return told.reduce((bytes, { message }) => bytes + message.length, page)
}

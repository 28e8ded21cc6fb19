import { type PlacementJob, placementQueueName } from '@gameserver/storage/placement'
import { Worker } from 'bullmq'
import type { Logger } from 'pino'

/** A match may be handed on as often as its owners die: nothing but its end takes it from the queue. */
const stalledMax = 1_000

/** How soon a dead owner is noticed after its lease has run out. */
const stalledIntervalMs = 1_000

/**
 * Takes placement jobs up to the capacity. The job's lock is the lease: BullMQ renews it while `host` has not settled, and
 * hands the job to another authority when it runs out.
 */
export class PlacementWorker {
  readonly #worker: Worker<PlacementJob>

  constructor(options: {
    redisUrl: string
    capacity: number
    leaseMs: number
    log: Logger
    host: (job: PlacementJob) => Promise<void>
  }) {
    const { log } = options
    this.#worker = new Worker<PlacementJob>(placementQueueName, (job) => options.host(job.data), {
      // A worker's commands block or are repeated until Redis is back; those of a request must not.
      connection: { url: options.redisUrl, maxRetriesPerRequest: null },
      concurrency: options.capacity,
      lockDuration: options.leaseMs,
      stalledInterval: stalledIntervalMs,
      maxStalledCount: stalledMax,
      autorun: false,
    })
    this.#worker.on('error', (error) => log.warn({ err: error }, 'placement queue'))
    this.#worker.on('failed', (job, error) =>
      log.error({ err: error, matchId: job?.data.matchId }, 'placement failed'),
    )
    this.#worker.on('stalled', (matchId) => log.warn({ matchId }, 'a match has lost its owner'))
  }

  start(): void {
    this.#worker.run().catch(() => {
      // Told by the 'error' event.
    })
  }

  /** Takes no more jobs; those under way go on. */
  async pause(): Promise<void> {
    const doNotWaitForJobs = true
    await this.#worker.pause(doNotWaitForJobs)
  }

  /** Jobs that are still under way are left to other authorities, once their leases have run out. */
  async close(): Promise<void> {
    const doNotWaitForJobs = true
    await this.#worker.close(doNotWaitForJobs)
  }
}

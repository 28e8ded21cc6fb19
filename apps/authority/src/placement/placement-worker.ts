import { type PlacementJob, placementQueueName } from '@gameserver/storage/placement'
import { type Job, WaitingError, Worker } from 'bullmq'
import type { Logger } from 'pino'

/** A match may be handed on as often as its owners die: nothing but its end takes it from the queue. */
const stalledMax = 1_000

/** How soon a dead owner is noticed after its lease has run out. */
const stalledIntervalMs = 1_000

export interface PlacementWorkerOptions {
  redisUrl: string
  capacity: number
  leaseMs: number
  /** Whose matches are taken, besides those of no region. */
  region?: string | undefined
  log: Logger
  host: (job: PlacementJob) => Promise<void>
}

/**
 * Takes placement jobs up to the capacity. The job's lock is the lease: BullMQ renews it while `host` has not settled, and
 * hands the job to another authority when it runs out. In a region there are two queues, which have the capacity together.
 */
export class PlacementWorker {
  readonly #options: PlacementWorkerOptions
  readonly #workers: readonly Worker<PlacementJob>[]
  #taken = 0
  #isEnding = false

  constructor(options: PlacementWorkerOptions) {
    this.#options = options
    const { region } = options
    this.#workers = (region === undefined ? [null] : [region, null]).map((of) => this.#workerOf(of))
  }

  start(): void {
    for (const worker of this.#workers) {
      worker.run().catch(() => {
        // Told by the 'error' event.
      })
    }
  }

  /** Takes no more jobs; those under way go on. */
  async pause(): Promise<void> {
    this.#isEnding = true
    await this.#pauseAll()
  }

  /** Jobs that are still under way are left to other authorities, once their leases have run out. */
  async close(): Promise<void> {
    this.#isEnding = true
    const doNotWaitForJobs = true
    await Promise.all(this.#workers.map((worker) => worker.close(doNotWaitForJobs)))
  }

  #workerOf(region: string | null): Worker<PlacementJob> {
    const { redisUrl, capacity, leaseMs, log } = this.#options
    const take = (job: Job<PlacementJob>, token?: string) => this.#take(job, token)
    const worker = new Worker<PlacementJob>(placementQueueName(region), take, {
      // A worker's commands block or are repeated until Redis is back; those of a request must not.
      connection: { url: redisUrl, maxRetriesPerRequest: null },
      concurrency: capacity,
      lockDuration: leaseMs,
      stalledInterval: stalledIntervalMs,
      maxStalledCount: stalledMax,
      autorun: false,
    })
    worker.on('error', (error) => log.warn({ err: error }, 'placement queue'))
    worker.on('failed', (job, error) =>
      log.error({ err: error, matchId: job?.data.matchId }, 'placement failed'),
    )
    worker.on('stalled', (matchId) => log.warn({ matchId }, 'a match has lost its owner'))
    return worker
  }

  async #take(job: Job<PlacementJob>, token: string | undefined): Promise<void> {
    const { capacity, host } = this.#options
    if (this.#taken >= capacity) {
      // Both queues gave one at the same moment. It goes to another authority, or waits until there is room here.
      await job.moveToWait(token)
      throw new WaitingError()
    }
    this.#taken++
    if (this.#taken === capacity) await this.#pauseAll()
    try {
      await host(job.data)
    } finally {
      this.#taken--
      if (!this.#isEnding) for (const worker of this.#workers) if (worker.isPaused()) void worker.resume()
    }
  }

  async #pauseAll(): Promise<void> {
    const doNotWaitForJobs = true
    await Promise.all(this.#workers.map((worker) => worker.pause(doNotWaitForJobs)))
  }
}

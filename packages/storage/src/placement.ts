import { Queue } from 'bullmq'
import { withDeadline } from './deadline.ts'
import { connectRedis } from './redis.ts'

/** The queue of a region's authorities; without a region that of all authorities. */
export function placementQueueName(region: string | null = null): string {
  return region === null ? 'placement' : `placement-${region}`
}

/** Asks for an authority to take a match. Its id in the queue is the match's: asking again changes nothing. */
export interface PlacementJob {
  matchId: string
  game: string
  /** Whose authorities are asked; none: all. */
  region?: string | null
}

export interface PlacementQueue {
  add(job: PlacementJob): Promise<void>
  /** Asks the region no more. False: one of its authorities has the match already. */
  withdraw(job: PlacementJob): Promise<boolean>
  close(): Promise<void>
}

/** Far above the 1 ms it takes; a match whose job could not be added is found by the sweep. */
const callTimeoutMs = 900

/** The API's side of placement. The authorities' side are BullMQ Workers on the queues of `placementQueueName`. */
export function openPlacementQueue(redisUrl: string): PlacementQueue {
  const redis = connectRedis(redisUrl)
  const queues = new Map<string, Queue<PlacementJob>>()
  const queueOf = ({ region }: PlacementJob) => {
    const name = placementQueueName(region)
    const known = queues.get(name)
    if (known !== undefined) return known
    const queue = new Queue<PlacementJob>(name, {
      connection: redis,
      // A job that is over must go, or its id would refuse the sweep's new one.
      defaultJobOptions: { removeOnComplete: true, removeOnFail: true },
    })
    queue.on('error', () => {})
    queues.set(name, queue)
    return queue
  }
  return {
    async add(job) {
      await withDeadline(queueOf(job).add('place', job, { jobId: job.matchId }), callTimeoutMs, 'Redis')
    },
    async withdraw(job) {
      const removed = await withDeadline(queueOf(job).remove(job.matchId), callTimeoutMs, 'Redis')
      return removed === 1
    },
    async close() {
      await Promise.all([...queues.values()].map((queue) => queue.close().catch(() => {})))
      redis.disconnect()
    },
  }
}

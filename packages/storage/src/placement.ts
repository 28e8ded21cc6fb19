import { Queue } from 'bullmq'
import { withDeadline } from './deadline.ts'
import { connectRedis } from './redis.ts'

export const placementQueueName = 'placement'

/** Asks for an authority to take a match. Its id in the queue is the match's: asking again changes nothing. */
export interface PlacementJob {
  matchId: string
  game: string
}

export interface PlacementQueue {
  add(job: PlacementJob): Promise<void>
  close(): Promise<void>
}

/** Far above the 1 ms it takes; a match whose job could not be added is found by the sweep. */
const addTimeoutMs = 900

/** The API's side of placement. The authorities' side is a BullMQ Worker on `placementQueueName`. */
export function openPlacementQueue(redisUrl: string): PlacementQueue {
  const redis = connectRedis(redisUrl)
  const queue = new Queue<PlacementJob>(placementQueueName, {
    connection: redis,
    // A job that is over must go, or its id would refuse the sweep's new one.
    defaultJobOptions: { removeOnComplete: true, removeOnFail: true },
  })
  queue.on('error', () => {})
  return {
    async add(job) {
      await withDeadline(queue.add('place', job, { jobId: job.matchId }), addTimeoutMs, 'Redis')
    },
    async close() {
      await queue.close().catch(() => {})
      redis.disconnect()
    },
  }
}

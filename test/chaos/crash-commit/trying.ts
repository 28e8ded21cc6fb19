import { setTimeout as sleep } from 'node:timers/promises'
import { isPostgresAway } from '@gameserver/storage/postgres'

const pauseMs = 50

/** Again and again while Postgres is away. */
export async function trying<T>(work: () => PromiseLike<T>): Promise<T> {
  for (;;) {
    try {
      return await work()
    } catch (error) {
      if (!isPostgresAway(error)) throw error
    }
    await sleep(pauseMs)
  }
}

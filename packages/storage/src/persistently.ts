import { setTimeout as sleep } from 'node:timers/promises'
import { isPostgresAway } from './postgres.ts'

const againAfterMs = 100

/** Together with what each attempt waits for, some ten seconds: longer than a machine is busy with something else. */
const attemptsMax = 20

/**
 * For long work in many steps of which nobody waits for one: asks again while storage does not answer, since to give up would be to
 * begin anew. Throws what the last attempt threw. What is asked may be done twice.
 */
export async function persistently<T>(ask: () => PromiseLike<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await ask()
    } catch (error) {
      if (!isPostgresAway(error) || attempt === attemptsMax) throw error
      await sleep(againAfterMs)
    }
  }
}

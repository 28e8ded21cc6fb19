import { afterRunning } from './running-time.ts'

/** Thrown when Postgres or Redis has not answered in time, or cannot be reached. */
export class StorageUnavailable extends Error {
  override name = 'StorageUnavailable'
}

/**
 * Settles as `work` does, or rejects when this process has run for `timeoutMs` meanwhile. The work itself is not undone: its outcome
 * is then unknown.
 */
export function withDeadline<T>(work: PromiseLike<T>, timeoutMs: number, what: string): Promise<T> {
  return new Promise((resolve, reject) => {
    const callOff = afterRunning(timeoutMs, () =>
      reject(new StorageUnavailable(`${what} did not answer within ${timeoutMs} ms`)),
    )
    work.then(resolve, reject).then(callOff)
  })
}

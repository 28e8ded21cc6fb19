/** Thrown when Postgres or Redis has not answered in time, or cannot be reached. */
export class StorageUnavailable extends Error {
  override name = 'StorageUnavailable'
}

/**
 * Settles as `work` does, or rejects after `timeoutMs`. The work itself is not undone: its outcome is then unknown. The
 * turn after the timer lets answers in that came while the process itself was too busy to read them.
 */
export function withDeadline<T>(work: PromiseLike<T>, timeoutMs: number, what: string): Promise<T> {
  return new Promise((resolve, reject) => {
    const giveUp = () => reject(new StorageUnavailable(`${what} did not answer within ${timeoutMs} ms`))
    const timer = setTimeout(() => setImmediate(giveUp), timeoutMs)
    work.then(resolve, reject).then(() => clearTimeout(timer))
  })
}

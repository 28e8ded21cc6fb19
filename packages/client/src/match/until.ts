/** Called with what settles the waiting; returns the functions that end its subscriptions. */
type Subscribe = (happened: () => void, failed: (error: Error) => void) => (() => void)[]

/** Waits for what `subscribe` listens for, at most so long. Rejects with what it fails with. */
export async function until(timeoutMs: number, subscribe: Subscribe): Promise<'happened' | 'timeout'> {
  let stop = () => {}
  try {
    return await new Promise((resolve, reject) => {
      const timer = setTimeout(() => resolve('timeout'), timeoutMs)
      const subscriptions = subscribe(() => resolve('happened'), reject)
      stop = () => {
        clearTimeout(timer)
        for (const unsubscribe of subscriptions) unsubscribe()
      }
    })
  } finally {
    stop()
  }
}

import { ApiError } from '@gameserver/client/browser'

/** Below what the server lets one ask in a minute. */
const againMs = 2_000

/** A match that has just been made can be watched as soon as a server plays it. Ends when that is in vain: it is over then. */
export async function onceStarted<T>(watch: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await watch()
    } catch (error) {
      if (!(error instanceof ApiError) || error.code !== 'not_started') throw error
      await new Promise((resolve) => setTimeout(resolve, againMs))
    }
  }
}

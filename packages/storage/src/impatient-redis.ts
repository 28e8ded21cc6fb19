import { setTimeout as sleep } from 'node:timers/promises'
import type { Command, Redis } from 'ioredis'
import { StorageUnavailable } from './deadline.ts'
import { TimedRedis } from './timed-redis.ts'

/** Between an answer that did not come and the next question whether Redis is back. */
const probePauseMs = 50

/** What makes a connection ready, and what finds out whether Redis answers. */
const alwaysSent = new Set(['ping', 'info', 'hello', 'auth', 'select', 'client', 'quit'])

/** Once a command has not been answered in time, others are refused at once until Redis answers a ping. */
export class ImpatientRedis extends TimedRedis {
  #isHung = false

  override sendCommand(...[command, stream]: Parameters<Redis['sendCommand']>): unknown {
    if (this.#isHung && !alwaysSent.has(command.name)) {
      command.reject(new StorageUnavailable('Redis does not answer'))
      return command.promise
    }
    const answer = super.sendCommand(command, stream)
    this.#watch(command)
    return answer
  }

  #watch({ promise }: Command): void {
    promise.catch((error: Error) => {
      if (!(error instanceof StorageUnavailable) || this.#isHung) return
      this.#isHung = true
      void this.#probe()
    })
  }

  async #probe(): Promise<void> {
    while (this.#isHung && this.status !== 'end') {
      await this.ping().then(
        () => {
          this.#isHung = false
        },
        () => sleep(probePauseMs),
      )
    }
  }
}

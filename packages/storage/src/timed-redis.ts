import { type Command, Redis, type RedisOptions } from 'ioredis'
import { StorageUnavailable } from './deadline.ts'
import { afterRunning } from './running-time.ts'

export interface TimedRedisOptions
  extends Omit<RedisOptions, 'commandTimeout' | 'socketTimeout' | 'replyMapping'> {
  /** Every command, queued ones included, is given up after this. */
  commandTimeoutMs: number
  /** A connection of which nothing has been heard for so long after a command was given up is given up as well, for a new one. */
  silenceMsMax: number
}

/**
 * Commands have a deadline. It counts the time in which this process runs; ioredis' own `commandTimeout` and `socketTimeout` take a
 * process that stood still for an answer that did not come.
 */
export class TimedRedis extends Redis {
  /** What waited for a connection is sent twice. */
  readonly #timed = new WeakSet<Command>()
  readonly #commandTimeoutMs: number
  readonly #silenceMsMax: number
  #isListenedFor = false

  constructor(url: string, { commandTimeoutMs, silenceMsMax, ...options }: TimedRedisOptions) {
    super(url, options)
    this.#commandTimeoutMs = commandTimeoutMs
    this.#silenceMsMax = silenceMsMax
  }

  override sendCommand(...[command, stream]: Parameters<Redis['sendCommand']>): unknown {
    if (!this.#timed.has(command)) this.#time(command)
    return super.sendCommand(command, stream)
  }

  #time(command: Command): void {
    this.#timed.add(command)
    const callOff = afterRunning(this.#commandTimeoutMs, () => {
      command.reject(new StorageUnavailable(`Redis did not answer within ${this.#commandTimeoutMs} ms`))
      this.#listenFor()
    })
    command.promise.then(callOff, callOff)
  }

  #listenFor(): void {
    const { stream } = this
    if (this.#isListenedFor || !stream || stream.destroyed) return
    this.#isListenedFor = true
    const heard = () => {
      this.#isListenedFor = false
      callOff()
      stream.off('data', heard).off('close', heard)
    }
    const callOff = afterRunning(this.#silenceMsMax, () => {
      heard()
      stream.destroy(new Error(`nothing was heard of Redis for ${this.#silenceMsMax} ms`))
    })
    stream.on('data', heard).on('close', heard)
  }
}

import { type Command, Redis } from 'ioredis'
import { StorageUnavailable } from './deadline.ts'
import { afterRunning } from './running-time.ts'

/** Every command, queued ones included, is given up after this: 1 ms is usual, and what takes longer is away. */
const commandTimeoutMs = 300

/** A connection of which nothing has been heard for so long after a command was given up is given up as well, for a new one. */
const silenceMsMax = 1_700

/**
 * Commands have a deadline. It counts the time in which this process runs; ioredis' own `commandTimeout` and `socketTimeout` take a
 * process that stood still for an answer that did not come.
 */
export class TimedRedis extends Redis {
  /** What waited for a connection is sent twice. */
  readonly #timed = new WeakSet<Command>()
  #isListenedFor = false

  override sendCommand(...[command, stream]: Parameters<Redis['sendCommand']>): unknown {
    if (!this.#timed.has(command)) this.#time(command)
    return super.sendCommand(command, stream)
  }

  #time(command: Command): void {
    this.#timed.add(command)
    const callOff = afterRunning(commandTimeoutMs, () => {
      command.reject(new StorageUnavailable(`Redis did not answer within ${commandTimeoutMs} ms`))
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
    const callOff = afterRunning(silenceMsMax, () => {
      heard()
      stream.destroy(new Error(`nothing was heard of Redis for ${silenceMsMax} ms`))
    })
    stream.on('data', heard).on('close', heard)
  }
}

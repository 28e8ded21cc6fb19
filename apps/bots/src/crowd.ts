import { type ChildProcess, fork } from 'node:child_process'
import type { Assignment, FromWorker, PlayerReport, Progress, ToWorker } from './messages.ts'
import type { BotsOptions } from './options.ts'

/** Bots are matched and seated within seconds; beyond this something in the stack does not work. */
const startMsMax = 60_000
const pollMs = 50

/** A process that has not ended by then, after its bots were told to leave, is stuck. */
const finishMsMax = 30_000

/** The processes that the bots live in, seen as one. */
export class Crowd {
  readonly #workers: readonly ChildProcess[]
  readonly #progress = new Map<number, Progress>()
  readonly #onProgress: (worker: number, progress: Progress) => void
  readonly #finished: Promise<{ reports: PlayerReport[]; persisted: Set<string> }>

  constructor(options: BotsOptions, onProgress: (worker: number, progress: Progress) => void) {
    this.#onProgress = onProgress
    const assignments = shareOut(options)
    this.#workers = assignments.map(() =>
      fork(process.argv[1] ?? '', ['worker'], { stdio: ['ignore', 2, 2, 'ipc'] }),
    )
    const endings = this.#workers.map((worker, index) => this.#ending(worker, index))
    for (const [index, worker] of this.#workers.entries()) worker.send(assignments[index] as ToWorker)
    this.#finished = Promise.all(endings).then((all) => ({
      reports: all.flatMap(({ reports }) => reports),
      persisted: new Set(all.flatMap(({ persisted }) => persisted)),
    }))
    // Whoever waits for the bots to play hears of a failure there; this keeps it from being an unhandled rejection.
    this.#finished.catch(() => {})
  }

  /** Resolves when all bots play, or at an interruption. Rejects when a process fails before, or it takes too long. */
  async allPlaying(interruption: AbortSignal): Promise<void> {
    const givesUpAtMs = performance.now() + startMsMax
    const poll = async () => {
      while (!interruption.aborted && !this.#areAllPlaying()) {
        if (performance.now() > givesUpAtMs)
          throw new Error(`not all bots were in a match after ${startMsMax / 1000} s`)
        await new Promise((resolve) => setTimeout(resolve, pollMs))
      }
    }
    await Promise.race([poll(), this.#finished])
  }

  get finished(): Promise<{ reports: PlayerReport[]; persisted: Set<string> }> {
    return this.#finished
  }

  /** Tells the bots to leave, and waits until their processes have ended. */
  async finish(): Promise<{ reports: PlayerReport[]; persisted: Set<string> }> {
    for (const worker of this.#workers)
      if (worker.connected) worker.send({ type: 'finish' } satisfies ToWorker)
    const stuck = setTimeout(() => this.kill(), finishMsMax)
    try {
      return await this.#finished
    } finally {
      clearTimeout(stuck)
    }
  }

  kill(): void {
    for (const worker of this.#workers) worker.kill('SIGKILL')
  }

  #areAllPlaying(): boolean {
    const progress = [...this.#progress.values()]
    return progress.length === this.#workers.length && progress.every(({ waiting }) => waiting === 0)
  }

  #ending(worker: ChildProcess, index: number): Promise<Extract<FromWorker, { type: 'finished' }>> {
    return new Promise((resolve, reject) => {
      let ending: Extract<FromWorker, { type: 'finished' }> | undefined
      worker.on('message', (message: FromWorker) => {
        if (message.type === 'finished') ending = message
        else if (message.type === 'failed') reject(new Error(message.reason))
        else {
          this.#progress.set(index, message.progress)
          this.#onProgress(index, message.progress)
        }
      })
      worker.on('exit', (code, signal) => {
        if (ending) resolve(ending)
        else reject(new Error(`a process of bots ended with ${signal ?? code}`))
      })
    })
  }
}

function shareOut({ players, matches, processes, game, apiUrl, withPeople }: BotsOptions): Assignment[] {
  return Array.from({ length: processes }, (_, index) => {
    const firstNumber = Math.floor((players * index) / processes)
    const nextNumber = Math.floor((players * (index + 1)) / processes)
    return {
      type: 'play',
      apiUrl,
      game,
      firstNumber,
      players: nextNumber - firstNumber,
      playersPerMatch: players / matches,
      withPeople,
    }
  })
}

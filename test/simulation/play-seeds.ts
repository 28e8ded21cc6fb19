import { type ChildProcess, fork } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import type { SeedChoice } from './play-seed.ts'
import type { SeedsPlayed, SeedsToPlay } from './seed-worker.ts'

/** Half a second of work: progress is seen, and no worker is left alone at the end for long. */
const seedsPerOrder = 10

/** Plays the seeds in a process for each core; returns those that failed, in order. Throws if a process ends early. */
export async function playSeeds(
  seeds: readonly number[],
  choice: SeedChoice,
  progress: (played: number, failed: number) => void,
): Promise<number[]> {
  const waiting = [...seeds]
  const failed: number[] = []
  let played = 0
  const work = (worker: ChildProcess): Promise<void> =>
    new Promise((resolve, reject) => {
      const order = (): void => {
        const next = waiting.splice(0, seedsPerOrder)
        if (next.length === 0) worker.disconnect()
        else worker.send({ seeds: next, choice } satisfies SeedsToPlay)
      }
      worker.on('message', (answer: SeedsPlayed) => {
        failed.push(...answer.failed)
        played += answer.count
        progress(played, failed.length)
        order()
      })
      worker.once('error', reject)
      worker.once('exit', (code) =>
        code === 0 ? resolve() : reject(new Error(`a worker ended with code ${code}`)),
      )
      order()
    })
  const count = Math.min(availableParallelism(), Math.ceil(seeds.length / seedsPerOrder))
  const workers = Array.from({ length: count }, startWorker)
  try {
    await Promise.all(workers.map(work))
  } finally {
    for (const worker of workers) worker.kill()
  }
  return failed.sort((a, b) => a - b)
}

function startWorker(): ChildProcess {
  const execArgv = ['--import', import.meta.resolve('tsx')]
  return fork(join(import.meta.dirname, 'seed-worker.ts'), {
    execArgv,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
}
